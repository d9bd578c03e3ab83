/** The AWS services that an agent calls itself, by the name in their endpoint `com.amazonaws.<region>.<name>`. */
const agentServices = [
    "autoscaling",
    "elasticfilesystem",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "ssm",
    "ssmmessages",
] as const;

/**
 * Services that builds call, with credentials that Jenkins gives them: an agent's own role may call none of these, and builds do
 * not reach it. What ECR and CodeArtifact store is read from S3.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * https://docs.aws.amazon.com/codeartifact/latest/ug/create-vpc-endpoints.html
 */
const buildServices = [
    "cloudformation",
    "codeartifact.api",
    "codeartifact.repositories",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "eks",
    "git-codecommit",
    "imagebuilder",
    "lambda",
    "sts",
] as const;

/** The services that may have an interface endpoint, agents' first. */
export const interfaceEndpointServices = [...agentServices, ...buildServices] as const;

/**
 * What Image Builder's instance calls. Its packages and its tools are in S3.
 * https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html
 */
export const bakeServices: readonly EndpointService[] = ["imagebuilder", "logs", "ssm", "ssmmessages"];

/** The service part of an endpoint's name, `com.amazonaws.<region>.<service>`. */
export type EndpointService = (typeof interfaceEndpointServices)[number];

/** What no agent is without: its secret, the end of its builds before it ends itself, and what anybody hears of it. */
export const indispensableServices: readonly EndpointService[] = [
    "autoscaling",
    "logs",
    "monitoring",
    "secretsmanager",
];

/** What `network` says of endpoints, or leaves out. */
interface Wanted {
    readonly interfaceEndpoints?: readonly EndpointService[] | undefined;
    readonly vpcId?: string | undefined;
}

/**
 * The services that are reached through interface endpoints: those that agents call where the VPC is made here, unless it says
 * which.
 */
export const endpointServices = ({ interfaceEndpoints, vpcId }: Wanted): readonly EndpointService[] =>
    interfaceEndpoints ?? (vpcId === undefined ? agentServices : []);

/** Of the services, those whose endpoints in China have a prefix of their own (aws-cdk-lib lists them). */
const chinaPrefixed: readonly EndpointService[] = [
    "autoscaling",
    "cloudformation",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "elasticfilesystem",
    "imagebuilder",
    "lambda",
    "monitoring",
    "sts",
];

/** What EC2 calls the endpoint service of an AWS service in a region, of a partition as `aws-cn`. */
export const endpointServiceName = (
    { partition, region }: { readonly partition: string; readonly region: string },
    service: EndpointService,
): string =>
    `${partition === "aws-cn" && chinaPrefixed.includes(service) ? "cn." : ""}com.amazonaws.${region}.${service}`;
