import type { Node, Stack } from "./stack";
import { groupTypes, tokens } from "./tokens";
import { items, keys, present, see, text, UNKNOWN } from "./values";

/**
 * Types of resources that mount EFS or run what does: machines, containers, functions and the services that EFS's
 * documentation lists as clients, https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html, and the pages of
 * CodeBuild (`fileSystemLocations`), SageMaker (custom file systems), DataSync, Transfer Family, EMR and Image Builder.
 */
const clientTypes: ReadonlySet<string> = new Set([
    "aws:batch/computeEnvironment:ComputeEnvironment",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:codebuild/fleet:Fleet",
    tokens.build,
    tokens.dataSyncEfsLocation,
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
    "aws:sfn/stateMachine:StateMachine",
    "aws:transfer/server:Server",
    // Pods with groups of their own: https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
    "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
    // What aws-native calls otherwise than aws does.
    "aws-native:events:Rule",
    "aws-native:stepfunctions:StateMachine",
]);

const loadBalancers: ReadonlySet<string> = new Set(
    ["lb", "alb", "elb", "applicationloadbalancing", "elasticloadbalancing", "elasticloadbalancingv2"].map(
        (module) => `aws:${module}/loadBalancer:LoadBalancer`,
    ),
);

/** Types as aws calls them: `aws-native:lambda:Function` as `aws:lambda/function:Function`. */
function likeAws(type: string): string {
    const [, service, name = ""] = /^aws-native:(\w+):(\w+)$/.exec(type) ?? [];
    return service === undefined
        ? type
        : `aws:${service}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

const holders: ReadonlySet<string> = new Set<string>(Object.values(groupTypes));

/** The two kinds of security group that a stack can hold. */
export const anyGroup = [groupTypes.group, groupTypes.defaultGroup] as const;

/**
 * Properties in which resources keep their security groups, by themselves or further inside: `securityGroups`,
 * `vpcSecurityGroupIds`, `networkConfiguration`, `vpcConfig`, `computeResources`, `ecsTarget`, the `definition` of a state
 * machine and so on.
 */
const groupProperty =
    /securityGroup|network|vpc|computeResources|ec2(Config|Attributes)|ecsTarget|^targets?$|^definition(String)?$|endpointDetails|launchSpecifications|(Settings|broker\w*|^settings|^spec)$/i;

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
        if (holders.has(node.type) || !/^(aws|aws-native|kubernetes):/.test(node.type)) continue;
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
    // Alone, at the end of an ARN as DataSync has it, or within JSON as a state machine and a schedule's input have it.
    const ids = typeof value === "string" ? [...value.matchAll(/sg-[\w-]+/g)].map(([id]) => id) : [];
    return ids.flatMap((id) => anyGroup.flatMap((type) => stack.named(type, id)));
}

function leaves(value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return items(value).flatMap(leaves);
    const inside = keys(value);
    return inside.length === 0 ? [value] : inside.flatMap((key) => leaves(see(value, key)));
}

/** Whether a resource mounts EFS, or may run what does. */
export function isClient({ type }: Node): boolean {
    return clientTypes.has(type) || clientTypes.has(likeAws(type));
}

/**
 * What is told a group otherwise than to carry it: a function by its environment, a parameter that somebody reads. What
 * it starts with the group is not the program's to say.
 */
export function toldOf(stack: Stack, group: Node): readonly Node[] {
    return stack.all.filter(
        (node) =>
            !holders.has(node.type) &&
            Object.entries(node.propertyDependencies).some(
                ([property, from]) => !holdsGroups(property) && from.some(({ urn }) => urn === group.urn),
            ),
    );
}

/** The definitions of tasks and jobs that mount EFS, whoever runs them. */
export function mountingDefinitions(stack: Stack): readonly Node[] {
    const mounts = (value: unknown): boolean =>
        leaves(value).some((leaf) => text(leaf)?.includes("efsVolumeConfiguration") === true) ||
        items(value).some((volume) => present(see(volume, "efsVolumeConfiguration")));
    return [
        ...stack.of(tokens.taskDefinition).filter(({ props }) => mounts(see(props, "volumes"))),
        ...stack.of(tokens.jobDefinition).filter(({ props }) => mounts(see(props, "containerProperties"))),
    ];
}

/** Whether something of the stack that carries groups of its own runs a definition. */
export function isRun(stack: Stack, definition: Node): boolean {
    return stack.all.some(
        (node) =>
            isClient(node) &&
            Object.values(node.propertyDependencies).some((from) =>
                from.some(({ urn }) => urn === definition.urn),
            ),
    );
}

/** Whether a resource is a load balancer, whose listeners are there to be reached. */
export function isLoadBalancer({ type }: Node): boolean {
    return loadBalancers.has(likeAws(type));
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
