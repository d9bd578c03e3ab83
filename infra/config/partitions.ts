/** Partitions by what their regions' names start with, from `regionRegex` in botocore/data/partitions.json. */
const partitionPrefixes: Readonly<Record<string, string>> = {
    "cn-": "aws-cn",
    "eusc-": "aws-eusc",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
};

/** The partition of a region, such as `aws-us-gov`; `aws` for all that have no name of their own. */
export function partitionOf(region: string): string {
    const prefix = Object.keys(partitionPrefixes).find((start) => region.startsWith(start));
    return partitionPrefixes[prefix ?? ""] ?? "aws";
}

/** What the names of AWS's services end with, in a region whose provider was not asked. */
export const usualSuffix = (region: string): string =>
    partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

/**
 * Where Service Quotas keeps IAM's quotas: in one region of each partition, whichever its resources are in, and in no other does
 * it know that service. Of `aws` and `aws-us-gov` as the provider documents `aws.servicequotas.getServiceQuota`, of the others
 * by the `credentialScope` of IAM's endpoint (botocore/data/endpoints.json) and by the partition's only region.
 */
const iamRegions: Readonly<Record<string, string>> = {
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
};

/** The region in which Service Quotas is asked of a quota of a service, for resources in a region. */
export const quotaRegionOf = (service: string, region: string): string =>
    service === "iam" ? (iamRegions[partitionOf(region)] ?? "us-east-1") : region;
