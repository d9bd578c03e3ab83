/** The region in an ARN, empty for a global service's; undefined where there is no ARN. */
export const regionOfArn = (arn: string | undefined): string | undefined => arn?.split(":")[3];

/** What the names of AWS's services end with in a partition. */
export const dnsSuffixOf = (partition: string): string =>
    partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
