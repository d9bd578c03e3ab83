import assert from "node:assert/strict";
import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { agentGroup, mountGroup, nfsIngress, other, targetA, targetB, template } from "./baseline";
import { judge } from "./judge";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

rule("efs-mount-target-explicit-security-group", {
    accepts: {
        "a security group of the program": [targetA, mountGroup],
        "groups that are not known yet": but(targetA, { securityGroups: unknown }),
    },
    refuses: {
        "no security groups": {
            plan: but(targetA, { securityGroups: undefined }),
            says: /default security group/,
        },
        "an empty list": but(targetA, { securityGroups: [] }),
        "a list with an empty id": but(targetA, { securityGroups: [""] }),
    },
    ignores: { "another resource": other },
});

const guarded = [targetA, targetB, mountGroup, nfsIngress, agentGroup, template];

/** The guarded mount targets with another ingress rule. */
const admitting = (props: Record<string, unknown>) => [
    but(nfsIngress, props),
    targetA,
    mountGroup,
    agentGroup,
    template,
];

const stranger = declare(groupTypes.group, "stranger", { description: "Something else" });

/** The guarded mount targets, whose clients' group is carried by something else than a launch template. */
const carriedBy = (type: string, props: Record<string, unknown>) => [
    ...guarded.filter((resource) => resource !== template),
    declare(type, "carrier", props),
];

const clientGroup = [of(agentGroup, "id")];

const task = declare(tokens.taskDefinition, "task", {
    volumes: [{ name: "v", efsVolumeConfiguration: { fileSystemId: "fs-0" } }],
});

/** The guarded mount targets, whose clients' group nothing carries. */
const uncarried = guarded.filter((resource) => resource !== template);

const starter = declare("aws:lambda/function:Function", "starter", {
    environment: { variables: { GROUP: of(agentGroup, "id") } },
});

const component = declare("acme:net:Groups", "net");

const cluster = declare("aws:eks/cluster:Cluster", "cluster", {
    vpcConfig: { clusterSecurityGroupId: "sg-eks" },
});

const defaultGroup = declare(groupTypes.defaultGroup, "default", {});

rule("efs-mount-target-admits-agents-only", {
    accepts: {
        "2049 from the group of a launch template": guarded,
        "2049 from the group of a template's network interface": [
            ...guarded.filter((resource) => resource !== template),
            but(template, {
                vpcSecurityGroupIds: undefined,
                networkInterfaces: [{ securityGroups: [of(agentGroup, "id")] }],
            }),
        ],
        "2049 from the group of an instance": [
            ...guarded.filter((resource) => resource !== template),
            declare(tokens.instance, "agent", { vpcSecurityGroupIds: [of(agentGroup, "id")] }),
        ],
        "the same as an inline rule": [
            targetA,
            but(mountGroup, {
                ingress: [
                    { protocol: "tcp", fromPort: 2049, toPort: 2049, securityGroups: [of(agentGroup, "id")] },
                ],
            }),
            agentGroup,
            template,
        ],
        "the same as a rule of the older kind": [
            targetA,
            mountGroup,
            agentGroup,
            template,
            declare(groupTypes.rule, "nfs", {
                type: "ingress",
                securityGroupId: of(mountGroup, "id"),
                sourceSecurityGroupId: of(agentGroup, "id"),
                protocol: "tcp",
                fromPort: 2049,
                toPort: 2049,
            }),
        ],
        "a group outside the stack that the configuration allows": {
            plan: admitting({ referencedSecurityGroupId: "sg-0abc" }),
            config: { allowedSecurityGroupIds: ["sg-0abc"] },
        },
        "2049 from the group of a Fargate service": carriedBy("aws:ecs/service:Service", {
            networkConfiguration: { securityGroups: clientGroup, subnets: ["subnet-1"] },
        }),
        "2049 from the group of a scheduled task": carriedBy("aws:cloudwatch/eventTarget:EventTarget", {
            ecsTarget: { networkConfiguration: { securityGroups: clientGroup } },
        }),
        "2049 from the group of a function": carriedBy("aws:lambda/function:Function", {
            vpcConfig: { securityGroupIds: clientGroup },
        }),
        "2049 from the group of a Batch environment": carriedBy(
            "aws:batch/computeEnvironment:ComputeEnvironment",
            { computeResources: { securityGroupIds: clientGroup } },
        ),
        "2049 from the group of a SageMaker domain": carriedBy("aws:sagemaker/domain:Domain", {
            defaultUserSettings: { securityGroups: clientGroup },
        }),
        "2049 from the group of a DataSync location": carriedBy("aws:datasync/efsLocation:EfsLocation", {
            ec2Config: { securityGroupArns: [of(agentGroup, "arn")] },
        }),
        "2049 from the group of pods": carriedBy(
            "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
            { spec: { securityGroups: { groupIds: clientGroup } } },
        ),
        "2049 from the group of a task that a state machine starts": carriedBy(
            "aws:sfn/stateMachine:StateMachine",
            {
                definition: json({
                    States: { run: { Arguments: { AwsvpcConfiguration: { SecurityGroups: clientGroup } } } },
                }),
            },
        ),
        "2049 from the group of a task that a schedule starts by its input": carriedBy(
            "aws:scheduler/schedule:Schedule",
            { target: { input: json({ NetworkConfiguration: { SecurityGroups: clientGroup } }) } },
        ),
        "2049 from a group that a function is told, beside a task that mounts": {
            plan: [...uncarried, task, starter],
            preview: "decides",
        },
        "2049 from the group that EKS makes for a cluster of the stack": [
            ...admitting({ referencedSecurityGroupId: of(cluster, "clusterGroup") }).filter(
                (resource) => resource !== template,
            ),
            { ...cluster, computed: { clusterGroup: "sg-eks" } },
        ],
        "2049 from a group that the configuration names": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            config: { clientSecurityGroups: ["stranger"] },
            preview: "decides",
        },
        "a mount target in the emptied default group of the stack": [
            but(targetA, { securityGroups: [of(defaultGroup, "id")] }),
            { ...defaultGroup, computed: { id: "sg-default" } },
        ],
        "a component that makes another group beside that of the mount targets": [
            but(targetA, { securityGroups: [of(component, "mountGroupId")] }),
            { ...component, computed: { mountGroupId: "sg-6d6f756e747300000" } },
            { ...mountGroup, parent: component },
            { ...stranger, parent: component },
            but(nfsIngress, { securityGroupId: of(stranger, "id"), fromPort: 443, toPort: 443 }),
            agentGroup,
            template,
        ],
        "no ingress at all": [targetA, mountGroup],
    },
    refuses: {
        "a group that nothing carries": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            says: /stranger, which nothing of the stack carries/,
            preview: "advises",
        },
        "a group that nothing carries, beside a task that a service runs with its own": {
            plan: [
                ...uncarried,
                task,
                stranger,
                declare("aws:ecs/service:Service", "service", {
                    taskDefinition: of(task),
                    networkConfiguration: { securityGroups: [of(stranger, "id")] },
                }),
            ].reverse(),
            on: "nfs",
            preview: "advises",
        },
        "the group of a load balancer that a function is told": {
            plan: [
                nfsIngress,
                ...uncarried.filter((resource) => resource !== nfsIngress),
                declare("aws:lb/loadBalancer:LoadBalancer", "balancer", { securityGroups: clientGroup }),
                starter,
                task,
            ],
            preview: "advises",
        },
        "a group that nothing carries, where the configuration names another": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            config: { clientSecurityGroups: ["strange", "stranger-2"], allowedSecurityGroupIds: ["sg-0abc"] },
            says: /stranger, which nothing/,
            preview: "advises",
        },
        "the group of a load balancer, which mounts nothing": {
            plan: [
                nfsIngress,
                ...carriedBy("aws:lb/loadBalancer:LoadBalancer", { securityGroups: clientGroup }).filter(
                    (resource) => resource !== nfsIngress,
                ),
            ],
            says: /agents, which only carrier carries/,
            preview: "advises",
        },
        "every port of the emptied default group of the stack once it is filled": [
            but(targetA, { securityGroups: [of(defaultGroup, "id")] }),
            but(
                { ...defaultGroup, computed: { id: "sg-default" } },
                {
                    ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }],
                },
            ),
        ].reverse(),
        "a CIDR block": {
            plan: admitting({ referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/16" }),
            says: /10\.0\.0\.0/,
        },
        "a prefix list": admitting({ referencedSecurityGroupId: undefined, prefixListId: "pl-1" }),
        "ports that hold 2049 among others": {
            plan: admitting({ fromPort: 2048, toPort: 2049 }),
            says: /2048 to 2049/,
        },
        UDP: admitting({ ipProtocol: "udp" }),
        "every protocol from the agents": admitting({
            ipProtocol: "-1",
            fromPort: undefined,
            toPort: undefined,
        }),
        "its own members": {
            plan: [
                but(mountGroup, { ingress: [{ protocol: "tcp", fromPort: 2049, toPort: 2049, self: true }] }),
                targetA,
                agentGroup,
                template,
            ],
            says: /own members/,
        },
        "a group outside the stack": {
            plan: admitting({ referencedSecurityGroupId: "sg-0abc" }),
            says: /sg-0abc/,
        },
        "a mount target guarded by a group outside the stack": {
            plan: but(targetA, { securityGroups: ["sg-0abc"] }),
            says: /nobody judged/,
        },
    },
    waits: {
        "a source that comes from outside the stack": admitting({
            referencedSecurityGroupId: of(declare(groupTypes.group, "elsewhere"), "id"),
        }),
        "ports that are not known yet": admitting({ fromPort: unknown }),
    },
    ignores: {
        "a stack without mount targets": [mountGroup, nfsIngress],
        "the group that AWS attaches where the program names none": {
            ...but(targetA, { securityGroups: undefined }),
            computed: { securityGroups: ["sg-default"] },
        },
    },
});

describe("tasks that are started elsewhere", () => {
    const name = "efs-mount-target-admits-agents-only";

    for (const [title, plan, says] of [
        [
            "what a function starts where no task of the program mounts",
            [...uncarried, starter],
            "nfs: what starter starts with agents, and that it may mount",
        ],
        [
            "who runs a task that nothing of the program runs",
            [...uncarried, task],
            "nfs: who runs task, and that it is with agents",
        ],
    ] as const)
        it(`leave somebody to say ${title}`, () => {
            for (const moment of ["preview", "update"] as const) {
                const { violations, notices, waits } = judge(name, plan, moment);
                assert.deepEqual(
                    { violations, notices, waits },
                    { violations: [], notices: [], waits: [says] },
                );
            }
        });
});
