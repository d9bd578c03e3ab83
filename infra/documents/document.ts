/** One statement of an IAM, key or resource policy. */
export interface Statement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: "*" | { readonly AWS: string | readonly string[] } | { readonly Service: string };
    readonly Action?: string | readonly string[] | undefined;
    readonly NotAction?: readonly string[];
    readonly Resource?: string | readonly string[];
    readonly NotResource?: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as AWS stores it: compact, since every policy has a limit in characters. */
export function policyDocument(...statements: readonly Statement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * Services that name this account when they assume a role. EC2 and CloudTrail do not, and are given a role only by whom
 * IAM lets pass it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
const namesAccount = ["backup", "events", "vpc-flow-logs"];

/** The trust policy of a role that one AWS service assumes, for this account's own resources where the service says so. */
export function trustPolicy(
    service: "backup" | "cloudtrail" | "ec2" | "events" | "vpc-flow-logs",
    accountId: string,
): string {
    return policyDocument({
        Sid: "AssumedByService",
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sts:AssumeRole",
        ...(namesAccount.includes(service)
            ? { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }
            : {}),
    });
}
