import { dnsSuffixOf, parseArn, regionOfArn } from "../../state/arn";
import { componentTypes } from "../../state/components";
import { ownFileSystemsIn } from "../../state/environments";
import { isRecord } from "../../state/exported";
import { type Graph, type Resource, textOf } from "../../state/graph";
import { type Agent, readAgent } from "./agent";
import { type Area, readArea } from "./area";
import { type AccessLog, type Bucket, readBuckets } from "./buckets";
import { type Document, type Guarded, readDocument } from "./document";
import {
    type KeyPurpose,
    keyPurposesIn,
    type LogsOwner,
    logsOwnerOf,
    type ServiceRoleKind,
    serviceRoleKindOf,
} from "./parts";
import { documentOf, type Role, readRole, required } from "./role";

/** A KMS key that the proof asks about, with its policy. */
export interface Key extends Guarded {
    /** Undefined where it is not the kit's. */
    readonly purpose: KeyPurpose | undefined;
}

/** A log group that a role or a service of the environment writes to or reads. */
export interface LogGroup {
    readonly name: string;
    /** Without a trailing `:*`. */
    readonly arn: string;
    /** Undefined where it is not the kit's. */
    readonly owner: LogsOwner | undefined;
}

/** The account that an environment makes, seen as IAM sees it. */
export interface Account {
    readonly id: string;
    readonly partition: string;
    readonly region: string;
    readonly dnsSuffix: string;
    readonly fileSystem: Guarded & { readonly tags: Readonly<Record<string, string>> };
    readonly agents: readonly Agent[];
    readonly areas: readonly Area[];
    /** The roles of AWS services, by the kind of principal that each is. */
    readonly serviceRoles: readonly ServiceRole[];
    readonly keys: readonly Key[];
    readonly vaults: readonly Guarded[];
    readonly endpoints: readonly (Guarded & { readonly service: string })[];
    readonly buckets: readonly Bucket[];
    readonly topics: readonly Guarded[];
    readonly logGroups: readonly LogGroup[];
    /** ARN of the trail made here, if one is. */
    readonly trailArn: string | undefined;
    /** Whether images are baked here. */
    readonly hasImages: boolean;
    /** Whether AWS Config's recorder is made here. */
    readonly hasRecorder: boolean;
    /** Whether flow logs go to a bucket made here. */
    readonly hasFlowFiles: boolean;
    /** Each bucket made here whose accesses S3 records, and where to. */
    readonly accessLogs: readonly AccessLog[];
    /** ARNs of the event buses that rules of other regions hand events to. */
    readonly forwardedTo: readonly string[];
    /** ARNs of the rules that tell the topic, in EventBridge's own name. */
    readonly ruleArns: readonly string[];
}

/** A role that an AWS service assumes. */
export interface ServiceRole {
    readonly kind: ServiceRoleKind;
    readonly role: Role;
}

/** Reads the account of one environment. Throws where the graph lacks what the kit is made of, or has it twice. */
export function readAccount(graph: Graph): Account {
    const fileSystem = onlyFileSystem(graph);
    const arn = required(fileSystem, "arn");
    const { partition, region, account: id } = parseArn(arn);
    return {
        id,
        partition,
        region,
        dnsSuffix: dnsSuffixOf(partition),
        fileSystem: {
            name: fileSystem.name,
            arn,
            region,
            policy: fileSystemPolicy(graph, fileSystem),
            tags: tagsOf(fileSystem),
        },
        agents: graph
            .all(componentTypes.agent)
            .map((component) => readAgent(graph, component))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        areas: graph
            .all(componentTypes.sharedArea)
            .map((component) => readArea(graph, component))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        serviceRoles: serviceRoles(graph),
        keys: keys(graph),
        vaults: graph.all("aws:backup/vault:Vault").map((vault) => {
            const policy = graph.find(
                "aws:backup/vaultPolicy:VaultPolicy",
                "backupVaultName",
                vault.props.name,
            );
            return {
                name: vault.name,
                arn: required(vault, "arn"),
                region: regionOfArn(required(vault, "arn")) ?? "",
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
        logGroups: graph.all("aws:cloudwatch/logGroup:LogGroup").map((group) => ({
            name: group.name,
            arn: required(group, "arn").replace(/:\*$/, ""),
            owner: logsOwnerOf(group),
        })),
        trailArn: textOf(graph.all("aws:cloudtrail/trail:Trail")[0], "arn"),
        hasImages: graph.all("aws:imagebuilder/imagePipeline:ImagePipeline").length > 0,
        hasRecorder: graph.all("aws:cfg/recorder:Recorder").length > 0,
        hasFlowFiles: graph
            .all("aws:ec2/flowLog:FlowLog")
            .some(({ props }) => props.logDestinationType === "s3"),
        ...readRules(graph),
    };
}

function readRules(graph: Graph): Pick<Account, "forwardedTo" | "ruleArns"> {
    const targets = graph.all("aws:cloudwatch/eventTarget:EventTarget").map((target) => {
        const { rule, region } = target.props;
        const arns = graph
            .all("aws:cloudwatch/eventRule:EventRule")
            .filter(({ props }) => props.name === rule && props.region === region)
            .map((found) => required(found, "arn"));
        return { arn: required(target, "arn"), arns, roleArn: textOf(target, "roleArn") };
    });
    const bus = (arn: string) => arn.includes(":event-bus/");
    return {
        forwardedTo: [...new Set(targets.map(({ arn }) => arn).filter(bus))],
        ruleArns: targets
            .filter(({ arn, roleArn }) => !bus(arn) && roleArn === undefined)
            .flatMap(({ arns }) => arns),
    };
}

function tagsOf({ props }: Resource): Readonly<Record<string, string>> {
    const tags = isRecord(props.tags) ? Object.entries(props.tags) : [];
    return Object.fromEntries(tags.map(([key, value]) => [key, String(value)]));
}

/** One role of each kind; whatever else there is has no column in docs/access.md. */
function serviceRoles(graph: Graph): readonly ServiceRole[] {
    const found = new Map<ServiceRoleKind, Resource>();
    for (const role of graph.all("aws:iam/role:Role")) {
        const kind = serviceRoleKindOf(role, graph);
        if (kind !== undefined && !found.has(kind)) found.set(kind, role);
    }
    return [...found].map(([kind, role]) => ({ kind, role: readRole(graph, role) }));
}

function keys(graph: Graph): readonly Key[] {
    const purposes = keyPurposesIn(graph);
    return graph.all("aws:kms/key:Key").map((key) => {
        const arn = required(key, "arn");
        return {
            name: key.name,
            arn,
            region: regionOfArn(arn) ?? "",
            policy: documentOf(key, "policy"),
            purpose: purposes.get(arn),
        };
    });
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

function onlyFileSystem(graph: Graph): Resource {
    const [first, ...more] = ownFileSystemsIn(graph);
    if (first === undefined || more.length > 0)
        throw new Error(
            `${first === undefined ? "no" : more.length + 1} file system is made by ${componentTypes.storage}, where an environment has one`,
        );
    return first;
}
