import { type Graph, type Resource, textOf } from "../../state/graph";
import { type AccessLog, readBuckets } from "./buckets";
import { type Document, type Guarded, readDocument } from "./document";
import type { Principal } from "./principal";
import { documentOf, type Role, readRole } from "./role";

/** An agent as the graph runs it: the role that its instance really gets, and what the kit made for it. */
export interface Agent {
    readonly name: string;
    readonly role: Role;
    readonly accessPointArn: string;
    readonly secretArn: string;
    readonly groupArn: string;
}

/** The account that a graph makes, seen as IAM sees it. */
export interface Account {
    readonly id: string;
    readonly partition: string;
    readonly region: string;
    readonly dnsSuffix: string;
    readonly fileSystem: Guarded;
    readonly agents: readonly Agent[];
    /** The roles of AWS services, by the kind of principal that each is. */
    readonly serviceRoles: readonly ServiceRole[];
    readonly keys: readonly Guarded[];
    readonly vaults: readonly Guarded[];
    readonly endpoints: readonly (Guarded & { readonly service: string })[];
    readonly buckets: readonly Guarded[];
    readonly topics: readonly Guarded[];
    /** ARNs without a trailing `:*`, by the name that the program gave the group. */
    readonly logGroupArns: ReadonlyMap<string, string>;
    /** ARN of the trail made here, if one is. */
    readonly trailArn: string | undefined;
    /** Whether AWS Config's recorder is made here. */
    readonly hasRecorder: boolean;
    /** Whether flow logs go to a bucket made here. */
    readonly hasFlowFiles: boolean;
    /** Each bucket made here whose accesses S3 records, and where to. */
    readonly accessLogs: readonly AccessLog[];
    /** ARNs of the event buses that rules of other regions hand events to. */
    readonly forwardedTo: readonly string[];
}

/** A role that an AWS service assumes. */
export interface ServiceRole {
    readonly kind: ServiceRoleKind;
    readonly role: Role;
}

/** The kinds of roles that the kit makes for AWS services, by the name that the program gives each. */
const serviceRoleNames = {
    "backup-roles-backup": "backup role",
    "backup-roles-restore": "restore role",
    "auditing-trail": "trail role",
    "auditing-flows": "flow log role",
    "auditing-compliance": "recorder role",
    "auditing-alarms": "publisher role",
    "auditing-forwarding": "forwarder role",
} as const satisfies Record<string, Principal["kind"]>;

/** What a service's role is for, as docs/access.md calls it. */
export type ServiceRoleKind = (typeof serviceRoleNames)[keyof typeof serviceRoleNames];

/** Reads the account. Throws where the graph lacks what the kit is made of, or has it twice. */
export function readAccount(graph: Graph): Account {
    const fileSystem = only(graph, "aws:efs/fileSystem:FileSystem");
    const arn = required(fileSystem, "arn");
    const [, partition = "", , region = "", id = ""] = arn.split(":");
    return {
        id,
        partition,
        region,
        dnsSuffix: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        fileSystem: { name: fileSystem.name, arn, region, policy: fileSystemPolicy(graph, fileSystem) },
        agents: graph
            .all("jenkins-efs:agents:Agent")
            .map((component) => readAgent(graph, component))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        serviceRoles: Object.entries(serviceRoleNames).flatMap(([name, kind]) =>
            graph
                .all("aws:iam/role:Role")
                .filter((role) => role.name === name)
                .map((role) => ({ kind, role: readRole(graph, role) })),
        ),
        keys: graph.all("aws:kms/key:Key").map((key) => ({
            name: key.name,
            arn: required(key, "arn"),
            region: required(key, "arn").split(":")[3] ?? "",
            policy: documentOf(key, "policy"),
        })),
        vaults: graph.all("aws:backup/vault:Vault").map((vault) => {
            const policy = graph.find(
                "aws:backup/vaultPolicy:VaultPolicy",
                "backupVaultName",
                vault.props.name,
            );
            return {
                name: vault.name,
                arn: required(vault, "arn"),
                region: required(vault, "arn").split(":")[3] ?? "",
                policy: policy && documentOf(policy, "policy"),
            };
        }),
        endpoints: graph.all("aws:ec2/vpcEndpoint:VpcEndpoint").map((endpoint) => ({
            name: endpoint.name,
            arn: required(endpoint, "arn"),
            region,
            service: required(endpoint, "serviceName").split(".").at(-1) ?? "",
            policy: documentOf(endpoint, "policy"),
        })),
        ...readBuckets(graph, region),
        topics: graph.all("aws:sns/topic:Topic").map((topic) => {
            const arn = required(topic, "arn");
            const policy = graph.find("aws:sns/topicPolicy:TopicPolicy", "arn", arn) ?? topic;
            return { name: topic.name, arn, region, policy: documentOf(policy, "policy") };
        }),
        logGroupArns: new Map(
            graph
                .all("aws:cloudwatch/logGroup:LogGroup")
                .map((group) => [group.name, required(group, "arn").replace(/:\*$/, "")] as const),
        ),
        trailArn: textOf(graph.all("aws:cloudtrail/trail:Trail")[0], "arn"),
        hasRecorder: graph.all("aws:cfg/recorder:Recorder").length > 0,
        hasFlowFiles: graph
            .all("aws:ec2/flowLog:FlowLog")
            .some(({ props }) => props.logDestinationType === "s3"),
        forwardedTo: [
            ...new Set(
                graph
                    .all("aws:cloudwatch/eventTarget:EventTarget")
                    .map((target) => textOf(target, "arn") ?? "")
                    .filter((bus) => bus.includes(":event-bus/")),
            ),
        ],
    };
}

/** Without a policy EFS admits everybody, so that is the document then. */
function fileSystemPolicy(graph: Graph, fileSystem: Resource): Document {
    const policy = graph.find("aws:efs/fileSystemPolicy:FileSystemPolicy", "fileSystemId", fileSystem.id);
    if (policy !== undefined) return documentOf(policy, "policy");
    const { name, statements } = readDocument(
        "EFS's default, as there is no file system policy",
        JSON.stringify({
            Statement: {
                Sid: "EverybodyMounts",
                Effect: "Allow",
                Principal: "*",
                Action: "elasticfilesystem:Client*",
                Resource: "*",
            },
        }),
    );
    return { name, statements };
}

/**
 * Follows what EC2 follows: the group's launch template, its instance profile, that profile's role. The access point and
 * the secret are those that the agent's component made.
 */
function readAgent(graph: Graph, component: Resource): Agent {
    const name = component.name.replace(/^agent-/, "");
    const child = (type: string) => {
        const [found, ...more] = graph.childrenOf(component, type);
        if (found === undefined || more.length > 0)
            throw new Error(`agent ${name} has ${found ? more.length + 1 : "no"} ${type}`);
        return found;
    };
    const follow = (from: Resource, type: string, property: string, value: unknown) => {
        const to = graph.find(type, property, value);
        if (to === undefined)
            throw new Error(`agent ${name}: ${from.name} uses a ${type} that is not in the state`);
        return to;
    };
    const group = child("aws:autoscaling/group:Group");
    const template = graph
        .all("aws:ec2/launchTemplate:LaunchTemplate")
        .find(({ id }) => id === idIn(group, "launchTemplate", "id"));
    if (template === undefined)
        throw new Error(`agent ${name}: its group's launch template is not in the state`);
    const profile = follow(
        template,
        "aws:iam/instanceProfile:InstanceProfile",
        "arn",
        idIn(template, "iamInstanceProfile", "arn"),
    );
    const role = follow(profile, "aws:iam/role:Role", "name", profile.props.role);
    return {
        name,
        role: readRole(graph, role),
        accessPointArn: required(child("aws:efs/accessPoint:AccessPoint"), "arn"),
        secretArn: required(child("aws:secretsmanager/secret:Secret"), "arn"),
        groupArn: required(group, "arn"),
    };
}

function idIn({ props }: Resource, property: string, key: string): unknown {
    const value = props[property];
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function only(graph: Graph, type: string, name?: string): Resource {
    const found = graph.all(type).filter((resource) => name === undefined || resource.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1)
        throw new Error(`the state has ${found.length} ${type}${name === undefined ? "" : ` named ${name}`}`);
    return first;
}

function required(resource: Resource, property: string): string {
    const value = textOf(resource, property);
    if (value === undefined) throw new Error(`${resource.type} ${resource.name} has no ${property}`);
    return value;
}
