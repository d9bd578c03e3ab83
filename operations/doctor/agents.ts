import {
    type Activity,
    AutoScalingClient,
    type AutoScalingGroup,
    DescribeLifecycleHooksCommand,
    DescribeScalingActivitiesCommand,
    paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import { componentTypes } from "../../state/components";
import { numberIn } from "../../state/exported";
import { calledOf, type Graph, recordsOf, textOf } from "../../state/graph";
import { allOf } from "../aws/answers";
import { type Check, putBack, type Remark, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly name: string;
    readonly settings: Settings;
    readonly hooks: readonly string[];
}

interface Answer {
    readonly group: AutoScalingGroup;
    readonly hooks: readonly string[];
    /** The newest activities first; asked for only where an instance is missing. */
    readonly activities: readonly Activity[];
}

type Faults = "missing" | "short" | "changed" | "outdated" | "suspended" | "no-hook";

/** The agents' Auto Scaling groups, each with its agent's name. */
export const agentGroupsIn = (graph: Graph) =>
    graph.all(componentTypes.agent).flatMap((agent) =>
        graph.childrenOf(agent, "aws:autoscaling/group:Group").map((group) => ({
            agent: calledOf(agent),
            group,
            region: regionIn(group),
            name: textOf(group, "name") ?? group.id,
            desired: numberIn(group.props, "desiredCapacity") ?? numberIn(group.props, "minSize") ?? 0,
        })),
    );

/** Whether each agent runs. */
export const agents: Check<Expected, Answer | undefined, Faults> = {
    name: "agents",
    holds: "each agent's group has its instance in service, of the template that was deployed, and may replace it",
    faults: {
        missing: {
            severity: "critical",
            why: "the agent does not run, and nothing starts it",
            mend: putBack,
        },
        short: {
            severity: "critical",
            why: "builds for its label wait; docs/runbooks/agent-unhealthy.md tells where to look",
            mend: "aws autoscaling describe-scaling-activities --region {region} --auto-scaling-group-name {group} --max-items 5",
        },
        changed: {
            severity: "warning",
            why: "somebody changed the group by hand, and the next deployment changes it back",
            mend: putBack,
        },
        outdated: {
            severity: "warning",
            why: "what runs is not what was deployed: a refresh is under way, was ended early, or failed",
            mend: "aws autoscaling start-instance-refresh --region {region} --auto-scaling-group-name {group}",
        },
        suspended: {
            severity: "warning",
            why: "an instance that fails is not replaced",
            mend: "aws autoscaling resume-processes --region {region} --auto-scaling-group-name {group}",
        },
        "no-hook": {
            severity: "warning",
            why: "an instance that ends takes its build along, without the time to finish it",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        agentGroupsIn(graph).map(({ agent, group, region, name, desired }) => {
            const [template] = recordsOf(group, "launchTemplate");
            return {
                region,
                subject: `agent ${agent} (group ${name})`,
                name,
                settings: {
                    instances: desired,
                    "at least": group.props.minSize,
                    "at most": group.props.maxSize,
                    "launch template": template?.id,
                    version: template?.version,
                },
                hooks: graph
                    .all("aws:autoscaling/lifecycleHook:LifecycleHook")
                    .filter(({ props }) => props.autoscalingGroupName === name)
                    .map((hook) => textOf(hook, "name") ?? ""),
            };
        }),
    // Auto Scaling's Describe actions take no resource.
    grants: () => [
        {
            actions: [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeLifecycleHooks",
                "autoscaling:DescribeScalingActivities",
            ],
            resources: ["*"],
        },
    ],
    async ask(session, { name: AutoScalingGroupName, region }) {
        const client = session.client(AutoScalingClient, region);
        const [group] = await allOf(
            paginateDescribeAutoScalingGroups({ client }, { AutoScalingGroupNames: [AutoScalingGroupName] }),
            (page) => page.AutoScalingGroups,
        );
        if (group === undefined) return undefined;
        const hooks = await client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }));
        const isShort = inService(group) < (group.DesiredCapacity ?? 0);
        const last = isShort
            ? await client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 5 }))
            : undefined;
        return {
            group,
            hooks: (hooks.LifecycleHooks ?? []).flatMap(({ LifecycleHookName }) => LifecycleHookName ?? []),
            activities: last?.Activities ?? [],
        };
    },
    judge({ name, subject: where, settings, hooks }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such group", wanted: "it" }];
        const { group, hooks: found, activities } = answer;
        const values = { group: name };
        const wanted = group.DesiredCapacity ?? 0;
        const suspended = (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []);
        const lost = hooks.filter((hook) => !found.includes(hook));
        return [
            ...when<Faults>(inService(group) < wanted, {
                fault: "short",
                where,
                got: [statesOf(group), failureIn(activities)].filter(Boolean).join("; "),
                wanted: `${wanted} InService and Healthy`,
                values,
            }),
            ...whenDiffers<Faults>(
                difference(settings, {
                    instances: group.DesiredCapacity,
                    "at least": group.MinSize,
                    "at most": group.MaxSize,
                    "launch template": group.LaunchTemplate?.LaunchTemplateId,
                    version: group.LaunchTemplate?.Version,
                }),
                { fault: "changed", where },
            ),
            ...(group.Instances ?? [])
                .filter(({ LifecycleState }) => LifecycleState === "InService")
                .flatMap(({ InstanceId = "", LaunchTemplate }) =>
                    whenDiffers<Faults>(
                        difference(
                            { "launch template": settings["launch template"], version: settings.version },
                            {
                                "launch template": LaunchTemplate?.LaunchTemplateId,
                                version: LaunchTemplate?.Version,
                            },
                        ),
                        { fault: "outdated", where: `instance ${InstanceId} of ${where}`, values },
                    ),
                ),
            ...when<Faults>(suspended.length > 0, {
                fault: "suspended",
                where,
                got: `${suspended.join(", ")} suspended`,
                wanted: "no process suspended",
                values,
            }),
            ...lost.map(
                (hook): Remark<Faults> => ({
                    fault: "no-hook",
                    where,
                    got: `no lifecycle hook ${hook}`,
                    wanted: "it",
                }),
            ),
        ];
    },
};

const inService = ({ Instances = [] }: AutoScalingGroup): number =>
    Instances.filter(
        ({ LifecycleState, HealthStatus }) => LifecycleState === "InService" && HealthStatus === "Healthy",
    ).length;

const statesOf = ({ Instances = [] }: AutoScalingGroup): string =>
    Instances.length === 0
        ? "no instance"
        : Instances.map(
              ({ InstanceId, LifecycleState, HealthStatus }) =>
                  `${InstanceId} ${LifecycleState} and ${HealthStatus}`,
          ).join(", ");

function failureIn(activities: readonly Activity[]): string | undefined {
    const failed = activities.find(({ StatusCode }) => StatusCode === "Failed");
    return failed && `last failure: ${failed.StatusMessage ?? failed.Cause ?? "AWS says no more"}`;
}
