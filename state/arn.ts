/** What an ARN says. */
export interface Arn {
    readonly partition: string;
    readonly service: string;
    /** Empty for a global service's. */
    readonly region: string;
    readonly account: string;
    /** With its kind before it, as `role/NAME` or `backup-vault:NAME`. */
    readonly resource: string;
}

/**
 * Takes an ARN apart: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, of which only the resource may hold `:` itself. What a
 * text that is no ARN leaves out is empty.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseArn(arn: string): Arn {
    const [, partition = "", service = "", region = "", account = "", ...resource] = arn.split(":");
    return { partition, service, region, account, resource: resource.join(":") };
}

/** The region in an ARN; undefined for a global service's, and where there is no ARN. */
export const regionOfArn = (arn: string | undefined): string | undefined =>
    parseArn(arn ?? "").region || undefined;

/** The region and the name of a backup vault, by its ARN. */
export function vaultIn(arn: string): { readonly region: string; readonly name: string } {
    const { region, resource } = parseArn(arn);
    return { region, name: resource.replace(/^backup-vault:/, "") };
}

/** What the names of AWS's services end with in a partition. */
export const dnsSuffixOf = (partition: string): string =>
    partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
