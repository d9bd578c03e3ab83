import { partitionOf } from "./regions";

/**
 * Services whose interface endpoints have China's own prefix; all others keep `com.amazonaws` there, as S3's gateway does.
 * Of the services that agents and builds call, from `VPC_ENDPOINT_SERVICE_EXCEPTIONS` in aws-cdk's aws-ec2/lib/vpc-endpoint.ts.
 */
const chinaPrefixed = new Set(
    "autoscaling cloudformation ec2 ecr.api ecr.dkr eks elasticfilesystem imagebuilder lambda monitoring sts".split(
        " ",
    ),
);

/**
 * The regions of services that are in few of them.
 * https://docs.aws.amazon.com/general/latest/gr/codeartifact.html
 */
const regionsOf: Readonly<Record<string, readonly string[]>> = {
    codeartifact:
        "ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-2 eu-west-3 us-east-1 us-east-2 us-west-2".split(
            " ",
        ),
};

/** Whether a region has an endpoint service of this name, for interface endpoints. */
export function hasEndpointService(region: string, name: string): boolean {
    const [, prefix, at, service = ""] =
        /^((?:cn\.)?com\.amazonaws)\.([a-z0-9-]+)\.([\w.-]+)$/.exec(name) ?? [];
    const own = partitionOf(region).name === "aws-cn" && chinaPrefixed.has(service) ? "cn." : "";
    const regions = regionsOf[service.split(".")[0] ?? ""];
    return at === region && prefix === `${own}com.amazonaws` && regions?.includes(region) !== false;
}

/**
 * AWS's words for each name in a resource's inputs that belongs to another partition than the region's: ARNs, endpoint
 * services, and regional service names (`logs.REGION.SUFFIX`, which is a principal, and values of `kms:ViaService`). Empty
 * where there is none.
 */
export function foreignNames(region: string, inputs: unknown): string[] {
    const { name, dnsSuffix } = partitionOf(region);
    const text = JSON.stringify(inputs);
    const arns = [...text.matchAll(/\barn:(aws[a-z-]*):[\w:/-]*/g)]
        .filter(([, partition]) => partition !== name)
        .map(([arn]) => `MalformedPolicyDocument: ${arn} is no ARN of partition ${name}`);
    const services = [...text.matchAll(/\b[\w-]+\.[a-z]{2}(?:-[a-z]+)+-\d\.(amazonaws\.com(?:\.cn)?)/g)]
        .filter(([, suffix]) => suffix !== dnsSuffix)
        .map(([service]) => `MalformedPolicyDocument: no service ${service}; ${region} has ${dnsSuffix}`);
    const endpoints = [...text.matchAll(/"((?:cn\.)?com\.amazonaws\.[a-z]{2}(?:-[a-z]+)+-\d\.[\w.-]+)"/g)]
        .filter(([, service = ""]) => !hasEndpointService(region, service))
        .map(
            ([, service]) =>
                `InvalidServiceName: The Vpc Endpoint Service '${service}' does not exist in ${region}`,
        );
    return [...arns, ...services, ...endpoints];
}
