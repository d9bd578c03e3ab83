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
