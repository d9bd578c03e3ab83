import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { drainHookName } from "../agent-userdata";
import type { AgentConfig } from "./config";
import type { Site } from "./site";
import type { Tags } from "./tags";

/**
 * Seconds after which AWS takes a terminating instance that says nothing for dead. An instance that is alive says every
 * minute that its build still runs, so one that has crashed delays its own replacement by no more than this.
 */
const heartbeatSeconds = 300;

const secondsPerDay = 86_400;

/** None has to be in service meanwhile, and never two: percent of the one instance. */
const oldFirst = { minHealthyPercentage: 0, maxHealthyPercentage: 100 };

/**
 * The group's name. Known beforehand, because the agent's role and user data name it; nothing but another agent's name or
 * another environment changes it, and then the old group goes before the new one comes.
 */
export const groupName = (groupPrefix: string, agent: Pick<AgentConfig, "name">): string =>
    `${groupPrefix}${agent.name}`;

/** The group's ARN before the group exists: AWS puts a UUID of its own before the name. */
export const groupArn = ({ partition, region, accountId }: Site, name: string): string =>
    `arn:${partition}:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`;

/** What an agent's Auto Scaling group runs, where, and how long it waits for a build. */
export interface AgentGroupArgs {
    readonly groupName: string;
    readonly template: aws.ec2.LaunchTemplate;
    readonly subnetIds: pulumi.Input<string>[];
    /** Minutes that a running build gets to end. */
    readonly drainMinutes: number;
    /** Whether it has its instance, or waits with none. */
    readonly running: boolean;
    readonly tags: Tags;
}

/** An Auto Scaling group that keeps one instance alive, or none, and the hook that lets its running build end before it goes. */
export function makeAgentGroup(
    name: string,
    args: AgentGroupArgs,
    opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): void {
    const { template } = args;
    const instances = Number(args.running);
    const group = new aws.autoscaling.Group(
        name,
        {
            name: args.groupName,
            minSize: instances,
            maxSize: instances,
            desiredCapacity: instances,
            vpcZoneIdentifiers: args.subnetIds,
            launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
            healthCheckType: "EC2",
            // A Jenkins node can be connected once only, so the old instance begins to go before the new one comes. Said
            // for refreshes and for all else: without a policy of its own a group takes what the account has set.
            instanceRefresh: { strategy: "Rolling", preferences: oldFirst },
            instanceMaintenancePolicy: oldFirst,
            // Brings the patches of a month to an agent that nothing else replaces.
            maxInstanceLifetime: 30 * secondsPerDay,
            tags: Object.entries(args.tags).map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
        },
        {
            parent: opts.parent,
            dependsOn: [...opts.dependsOn],
            // The provider scales to nothing and waits before it deletes the group; it would give up after 10 minutes.
            customTimeouts: { delete: `${args.drainMinutes + 15}m` },
        },
    );
    new aws.autoscaling.LifecycleHook(
        name,
        {
            name: drainHookName,
            autoscalingGroupName: group.name,
            lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
            heartbeatTimeout: heartbeatSeconds,
            defaultResult: "CONTINUE",
        },
        // Deleted before its group it would complete at once, and the group's end would cut the build off.
        { parent: opts.parent, deletedWith: group },
    );
}
