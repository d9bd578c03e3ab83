import { groupTypes } from "./securityGroups";
import type { Node, Stack } from "./stack";
import { tokens } from "./tokens";
import { items, keys, see, UNKNOWN } from "./values";

/**
 * Types of resources that mount EFS or run what does: machines, containers, functions and the services that EFS's
 * documentation lists as clients, https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html, and the pages of
 * CodeBuild (`fileSystemLocations`), SageMaker (custom file systems), DataSync, Transfer Family, EMR and Image Builder.
 */
const clientTypes: ReadonlySet<string> = new Set([
    "aws:batch/computeEnvironment:ComputeEnvironment",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:codebuild/fleet:Fleet",
    "aws:codebuild/project:Project",
    "aws:datasync/efsLocation:EfsLocation",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
    tokens.spotFleetRequest,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    "aws:ecs/service:Service",
    "aws:ecs/taskSet:TaskSet",
    "aws:eks/cluster:Cluster",
    "aws:elasticbeanstalk/environment:Environment",
    "aws:emr/cluster:Cluster",
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
    "aws:lambda/function:Function",
    "aws:sagemaker/domain:Domain",
    "aws:sagemaker/model:Model",
    "aws:sagemaker/notebookInstance:NotebookInstance",
    "aws:sagemaker/space:Space",
    "aws:sagemaker/userProfile:UserProfile",
    "aws:scheduler/schedule:Schedule",
    "aws:transfer/server:Server",
    // Pods with groups of their own: https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
    "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
]);

const loadBalancers: ReadonlySet<string> = new Set(
    ["lb", "alb", "elb", "applicationloadbalancing", "elasticloadbalancing", "elasticloadbalancingv2"].map(
        (module) => `aws:${module}/loadBalancer:LoadBalancer`,
    ),
);

const holders: ReadonlySet<string> = new Set<string>(Object.values(groupTypes));

/** The two kinds of security group that a stack can hold. */
export const anyGroup = [groupTypes.group, groupTypes.defaultGroup] as const;

/**
 * Properties in which resources keep their security groups, by themselves or further inside: `securityGroups`,
 * `vpcSecurityGroupIds`, `networkConfiguration`, `vpcConfig`, `computeResources`, `ecsTarget` and so on.
 */
const groupProperty =
    /securityGroup|network|vpc|computeResources|ec2(Config|Attributes)|ecsTarget|^target$|endpointDetails|launchSpecifications|(Settings|broker\w*|^settings|^spec)$/i;

/** Who carries the security groups of a stack. */
export interface Carriers {
    /** The resources with a group, or with one of a component's; rules about it are not among them. */
    of(group: Node): readonly Node[];
    /** Those that have this group beyond doubt. */
    sureOf(group: Node): readonly Node[];
    /** Resources whose groups are not known yet, and not which of the stack they are. */
    readonly unsure: readonly Node[];
}

const found = new WeakMap<Stack, Carriers>();

/** Finds who carries which security group: by value where it is known, else by what feeds the property. */
export function carriersIn(stack: Stack): Carriers {
    const known = found.get(stack);
    if (known) return known;
    const carried = new Map<Node, Set<Node>>();
    const surely = new Map<Node, Set<Node>>();
    const unsure = new Set<Node>();
    for (const node of stack.all) {
        if (holders.has(node.type) || !/^(aws|kubernetes):/.test(node.type)) continue;
        for (const property of keys(node.props).filter(holdsGroups)) {
            const values = leaves(see(node.props, property));
            const named = values.flatMap((value) => groupsNamed(stack, value));
            const unknowns = values.filter((value) => value === UNKNOWN).length;
            const fed = unknowns > 0 ? stack.fed(node, property, anyGroup) : [];
            const direct = (node.propertyDependencies[property] ?? []).map(({ urn }) => urn);
            for (const group of [...named, ...fed]) {
                add(carried, group, node);
                if (named.includes(group) || fed.length === 1 || direct.includes(group.urn))
                    add(surely, group, node);
            }
            if (unknowns > 0 && fed.length === 0 && /securityGroup/i.test(property)) unsure.add(node);
        }
    }
    const carriers = {
        of: (group: Node) => [...(carried.get(group) ?? [])],
        sureOf: (group: Node) => [...(surely.get(group) ?? [])],
        unsure: [...unsure],
    };
    found.set(stack, carriers);
    return carriers;
}

/* Stacks have many resources and few names of properties. */
const asked = new Map<string, boolean>();

function holdsGroups(property: string): boolean {
    const known = asked.get(property) ?? groupProperty.test(property);
    asked.set(property, known);
    return known;
}

function add(to: Map<Node, Set<Node>>, group: Node, carrier: Node): void {
    to.set(group, (to.get(group) ?? new Set()).add(carrier));
}

function groupsNamed(stack: Stack, value: unknown): readonly Node[] {
    // DataSync names groups by ARN, which ends in the id.
    const id = typeof value === "string" ? value.split("/").at(-1) : undefined;
    return id ? anyGroup.flatMap((type) => stack.named(type, id)) : [];
}

function leaves(value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return items(value).flatMap(leaves);
    const inside = keys(value);
    return inside.length === 0 ? [value] : inside.flatMap((key) => leaves(see(value, key)));
}

/** Whether a resource mounts EFS, or may run what does. */
export function isClient({ type }: Node): boolean {
    return clientTypes.has(type);
}

/** Whether a resource is a load balancer, whose listeners are there to be reached. */
export function isLoadBalancer({ type }: Node): boolean {
    return loadBalancers.has(type);
}

/**
 * The ids of the groups that EKS makes itself, one per cluster of the stack, for its control plane, managed nodes and
 * Fargate pods: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function clusterGroupIds(stack: Stack): readonly unknown[] {
    return stack
        .of("aws:eks/cluster:Cluster")
        .map((cluster) => see(cluster.props, "vpcConfig", "clusterSecurityGroupId"));
}
