import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { forwarderRolePolicy } from "../documents/auditRolePolicies";
import { trustPolicy } from "../documents/document";
import type { RegionalKey } from "../encryption";
import type { Site } from "../site";
import type { Tags } from "../tags";
import { keyChanges } from "./alarms/changes";

/** The keys of other regions, and the role that forwards what happens to them. */
export interface ForwardingArgs {
    readonly site: Site;
    /** Keys outside the stack's region, whose alarms are rules of that region's default event bus. */
    readonly keys: readonly RegionalKey[];
    /** IAM path of the role that forwards. */
    readonly iamPath: string;
    readonly tags: Tags;
}

/**
 * Has what happens to the keys of other regions told as well: EventBridge sees a call in the region in which it was made
 * only, so a rule there hands the alarms' events to the default bus here. A topic there would need a key of its own and
 * each subscriber once more.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class Forwarding extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas. */
    static readonly roleCount = 1;
    constructor(name: string, args: ForwardingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Forwarding", name, {}, opts);
        const { site, keys } = args;
        const { partition, region: home, accountId } = site;
        const parent = { parent: this };
        const busArn = `arn:${partition}:events:${home}:${accountId}:event-bus/default`;

        const role = new aws.iam.Role(
            name,
            {
                path: args.iamPath,
                description: `EventBridge: hands events of other regions to ${home}`,
                assumeRolePolicy: trustPolicy("events", accountId),
                permissionsBoundary: site.boundaryArn,
                tags: args.tags,
            },
            parent,
        );
        const policy = new aws.iam.RolePolicy(
            name,
            { role: role.name, policy: forwarderRolePolicy(busArn) },
            parent,
        );
        for (const region of new Set(keys.map((key) => key.region))) {
            const keyArns = keys.filter((key) => key.region === region).map(({ keyArn }) => keyArn);
            const rule = new aws.cloudwatch.EventRule(
                `${name}-${region}`,
                {
                    region,
                    description: `Hands changes of this environment's keys to ${home}, where they raise alarms.`,
                    eventPattern: pulumi.jsonStringify(keyChanges(pulumi.all(keyArns))),
                    tags: { ...args.tags, Name: `${name}-${region}` },
                },
                parent,
            );
            new aws.cloudwatch.EventTarget(
                `${name}-${region}`,
                { region, rule: rule.name, arn: busArn, roleArn: role.arn },
                { parent: this, dependsOn: policy },
            );
        }
        this.registerOutputs({});
    }
}
