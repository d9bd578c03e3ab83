import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../config/schema";
import { trustPolicy } from "../documents/document";
import type { LogGroupName } from "../names";
import type { Site } from "../site";
import type { Tags } from "../tags";

/** What a component is told of the log group that a service writes. */
export interface LogGroupArgs {
    readonly site: Site;
    readonly logGroup: LogGroupName;
    readonly keyArn: pulumi.Input<string>;
    /** One of those that CloudWatch Logs takes. @default 365 */
    readonly logRetentionDays?: number;
    /** IAM path of the role that writes to it. */
    readonly iamPath: string;
    readonly tags: Tags;
}

/** A log group that a service of AWS writes with a role of its own. What delivers needs the permissions before it. */
export function logDelivery(
    name: string,
    { site, logGroup, keyArn, logRetentionDays = defaults.logRetentionDays, iamPath, tags }: LogGroupArgs,
    service: Parameters<typeof trustPolicy>[0],
    description: string,
    policy: string,
    opts: pulumi.CustomResourceOptions,
) {
    const role = new aws.iam.Role(
        name,
        {
            path: iamPath,
            description,
            assumeRolePolicy: trustPolicy(service, site.accountId),
            permissionsBoundary: site.boundaryArn,
            tags,
        },
        opts,
    );
    return {
        logGroup: new aws.cloudwatch.LogGroup(
            name,
            { name: logGroup.name, kmsKeyId: keyArn, retentionInDays: logRetentionDays, tags },
            opts,
        ),
        role,
        permissions: new aws.iam.RolePolicy(name, { role: role.name, policy }, opts),
    };
}
