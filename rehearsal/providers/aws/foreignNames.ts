import { partitionOf } from "./regions";

/**
 * Services whose interface endpoints have China's own prefix; all others keep `com.amazonaws` there, as S3's gateway does.
 * Of the services that agents call, from `VPC_ENDPOINT_SERVICE_EXCEPTIONS` in aws-cdk's aws-ec2/lib/vpc-endpoint.ts.
 */
const chinaPrefixed = new Set(["autoscaling", "elasticfilesystem", "monitoring"]);

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
    const endpoints = [...text.matchAll(/"((?:cn\.)?com\.amazonaws)\.[a-z]{2}(?:-[a-z]+)+-\d\.([\w.-]+)"/g)]
        .filter(
            ([, prefix, service = ""]) =>
                prefix !==
                (name === "aws-cn" && chinaPrefixed.has(service) ? "cn.com.amazonaws" : "com.amazonaws"),
        )
        .map(([endpoint]) => `InvalidServiceName: ${region} has no endpoint service ${endpoint}`);
    return [...arns, ...services, ...endpoints];
}
