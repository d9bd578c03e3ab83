import type { PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import { unknownCheckingProxy } from "@pulumi/policy";

/** What the engine sends to a rule's host for a string that is not known yet; the host's proxy throws on reading it. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource of a program: inputs that may refer to other resources. */
export interface Declared {
    readonly type: string;
    readonly name: string;
    readonly props: Record<string, unknown>;
    readonly protect?: boolean;
    readonly parent?: Declared;
    /** Properties that the provider computes: unknown at preview, and fed by nothing. */
    readonly computed?: Readonly<Record<string, unknown>>;
}

/** At `preview` what other resources return is unknown, in the `update` it is known. */
export type Moment = "preview" | "update";

class Reference {
    constructor(
        readonly to: Declared,
        readonly property: string,
    ) {}
}

class Json {
    constructor(readonly content: unknown) {}
}

/** Declares a resource. */
export function declare(
    type: string,
    name: string,
    props: Record<string, unknown> = {},
    more: Pick<Declared, "protect" | "parent" | "computed"> = {},
): Declared {
    return { type, name, props, ...more };
}

/** A value that another resource returns. */
export function of(to: Declared, property = "arn"): unknown {
    return new Reference(to, property);
}

/** A JSON text as programs make it: unknown as a whole while any part of it is. */
export function json(content: unknown): unknown {
    return new Json(content);
}

/** The same declaration with some properties replaced; `undefined` takes one away. */
export function but(declared: Declared, props: Record<string, unknown>): Declared {
    const merged = { ...declared.props, ...props };
    return {
        ...declared,
        props: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)),
    };
}

const account = "111122223333";
const services: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
    "aws:efs/fileSystem:FileSystem": ["elasticfilesystem", "file-system/fs-"],
    "aws:efs/accessPoint:AccessPoint": ["elasticfilesystem", "access-point/fsap-"],
    "aws:efs/mountTarget:MountTarget": ["elasticfilesystem", "mount-target/fsmt-"],
    "aws:kms/key:Key": ["kms", "key/"],
    "aws:ec2/securityGroup:SecurityGroup": ["ec2", "security-group/sg-"],
    "aws-native:ec2:SecurityGroup": ["ec2", "security-group/sg-"],
    "aws:ec2/subnet:Subnet": ["ec2", "subnet/subnet-"],
    "aws:ec2/vpc:Vpc": ["ec2", "vpc/vpc-"],
    "aws:ec2/routeTable:RouteTable": ["ec2", "route-table/rtb-"],
    "aws:ec2/internetGateway:InternetGateway": ["ec2", "internet-gateway/igw-"],
    "aws:ec2/launchTemplate:LaunchTemplate": ["ec2", "launch-template/lt-"],
    "aws:iam/role:Role": ["iam", "role/"],
    "aws:iam/instanceProfile:InstanceProfile": ["iam", "instance-profile/"],
    "aws:iam/policy:Policy": ["iam", "policy/"],
    "aws:backup/vault:Vault": ["backup", "backup-vault:"],
};

/** A resource's hexadecimal id, always the same for a name. */
function hexadecimal(name: string): string {
    return Buffer.from(name).toString("hex").padEnd(17, "0").slice(-17);
}

/**
 * What providers compute where a program does not give it: unknown at preview on every resource, which is more than
 * any provider does, so that no rule takes such a value for one that the program gave.
 */
const computedAtPreview = [
    ...[
        "availabilityZoneName",
        "availabilityZones",
        "backupPolicy",
        "changeableForDays",
        "conditions",
        "egress",
        "encrypted",
    ],
    ...[
        "iamInstanceProfile",
        "ingress",
        "inlinePolicies",
        "isEnabled",
        "kmsKeyId",
        "launchTemplate",
        "lifecycleRules",
        "logging",
    ],
    ...[
        "managedPolicyArns",
        "mapPublicIpOnLaunch",
        "maxRetentionDays",
        "minRetentionDays",
        "networkInterfaces",
        "notResources",
    ],
    ...[
        "objectLockConfiguration",
        "policy",
        "posixUser",
        "protection",
        "recordingGroup",
        "resources",
        "rootDirectory",
        "routes",
    ],
    ...[
        "rules",
        "securityGroups",
        "selectionTags",
        "serverSideEncryptionConfiguration",
        "subnetId",
        "tags",
        "tagsAll",
    ],
    ...["userData", "versioning", "vpcSecurityGroupIds", "vpcZoneIdentifiers"],
];

function outputsOf({ type, name, props, computed }: Declared, moment: Moment): Record<string, unknown> {
    const [service = "mock", prefix = `${type.split(":")[2]}/`] = services[type] ?? [];
    const named = ["iam", "backup", "mock"].includes(service);
    const id = named ? `${name}-1a2b3c4` : hexadecimal(name);
    const arn = `arn:aws:${service}:us-east-1:${account}:${prefix}${id}`.replace("iam:us-east-1", "iam:");
    const idOnly = prefix.split("/").at(-1)?.replace(/^.*:/, "") ?? "";
    const known: Record<string, unknown> = {
        id: `${idOnly}${id}`,
        arn,
        name: `${name}-1a2b3c4`,
        ...computed,
    };
    const given = Object.keys(props);
    const open =
        moment === "preview" ? computedAtPreview.map((property) => [property, unknown] as const) : [];
    return Object.fromEntries(
        [...open, ...Object.entries(known)]
            .filter(([key]) => !given.includes(key))
            .map(([key, value]) => [key, moment === "preview" ? unknown : value]),
    );
}

function urnOf({ type, name }: Declared): string {
    return `urn:pulumi:test::jenkins-efs::${type}::${name}`;
}

function resolve(value: unknown, moment: Moment, feeds: Set<Declared>): unknown {
    if (value instanceof Reference) {
        feeds.add(value.to);
        const { to, property } = value;
        if (property in to.props) return resolve(to.props[property], moment, feeds);
        return moment === "preview" ? unknown : outputsOf(to, moment)[property];
    }
    if (value instanceof Json) {
        const inner = JSON.stringify(resolve(value.content, moment, feeds));
        return inner.includes(unknown) ? unknown : inner;
    }
    if (Array.isArray(value)) return value.map((item) => resolve(item, moment, feeds));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, resolve(item, moment, feeds)]),
    );
}

/** A resource as the host hands it to a rule, behind the host's own proxy. */
export function hosted(
    declared: Declared,
    moment: Moment,
    outputs: boolean,
): PolicyResource & { feeds: ReadonlyMap<string, readonly Declared[]> } {
    const feeds = new Map<string, readonly Declared[]>();
    const inputs = Object.entries(declared.props).map(([key, value]) => {
        const found = new Set<Declared>();
        const resolved = resolve(value, moment, found);
        feeds.set(key, [...found]);
        return [key, resolved] as const;
    });
    const content = { ...Object.fromEntries(inputs), ...(outputs ? outputsOf(declared, moment) : {}) };
    const wire: unknown = JSON.parse(JSON.stringify(content));
    return {
        type: declared.type,
        name: declared.name,
        urn: urnOf(declared),
        props: unknownCheckingProxy(wire),
        opts: options(declared),
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
        feeds,
    };
}

/** A whole stack as the host hands it to a rule: outputs, parents, and which resource feeds which property. */
export function stackOf(plan: readonly Declared[], moment: Moment): PolicyResource[] {
    const resources = plan.map((declared) => hosted(declared, moment, true));
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    plan.forEach((declared, index) => {
        const resource = resources[index];
        if (!resource) return;
        const parent = declared.parent && byUrn.get(urnOf(declared.parent));
        if (parent) resource.parent = parent;
        for (const [property, feeds] of resource.feeds)
            resource.propertyDependencies[property] = feeds.flatMap((feed) => byUrn.get(urnOf(feed)) ?? []);
    });
    return resources;
}

function options({ protect = false }: Declared): PolicyResourceOptions {
    return {
        protect,
        ignoreChanges: [],
        aliases: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
        additionalSecretOutputs: [],
    };
}
