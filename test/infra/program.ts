import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readStack } from "../../cli/project";
import { partitionOf } from "../../rehearsal/providers/aws/regions";

import ownProgram = require("../../infra/index");

/** A resource that the program registered, as the engine would see it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Whether the program asked the engine to refuse its deletion. */
    readonly protect: boolean;
    /** Whether a replacement deletes the old one first, though the provider would not. */
    readonly deleteBeforeReplace: boolean;
    /** Inputs whose change replaces it, though the provider would update it. */
    readonly replaceOnChanges: readonly string[];
    readonly dependsOn: readonly string[];
    /** URN of the resource whose deletion takes this one along; empty where there is none. */
    readonly deletedWith: string;
    /** How long its deletion may take, as `75m`; empty for the provider's own time. */
    readonly deleteTimeout: string;
}

/** A network with a file system that an earlier update left in the account, as AWS describes them. */
export interface DeployedNetwork {
    readonly vpcId: string;
    readonly cidrBlock: string;
    /** Tag of the VPC; undefined for one that was adopted. */
    readonly environment: string | undefined;
    /** Of `network-private-1` and so on. */
    readonly zones: readonly string[];
    /** Of its file system's lifecycle, as `AFTER_90_DAYS`. @default none */
    readonly transitionToArchive?: string;
}

/** What is in the account before the program runs. */
interface Existing {
    readonly subnets?: Subnets;
    readonly vpc?: object;
    readonly missingRole?: string;
    /** Name of a policy that the account's owner has not made. */
    readonly missingPolicy?: string;
    /** @default us-east-1 */
    readonly region?: string;
    /** What the project is called, in place of `jenkins-efs` in the configuration's keys too. */
    readonly project?: string;
    readonly deployed?: DeployedNetwork;
    /** Zones in which EC2 offers a type and its architectures there. @default every type of the SDK in every zone */
    readonly offers?: Readonly<
        Record<string, { readonly zones: readonly string[]; readonly architectures: readonly string[] }>
    >;
    /** What is run. @default the kit's own program */
    readonly program?: () => Promise<Record<string, unknown>>;
}

/** What the program registered and returned. */
export interface Run {
    readonly resources: readonly Registered[];
    readonly outputs: Record<string, unknown>;
    /** Exactly one resource of this type and name. */
    get(type: string, name: string): Registered;
    all(type: string): readonly Registered[];
}

/** An adopted VPC's subnets, by id: zone, and what is special about one. */
export type Subnets = Record<
    string,
    { availabilityZone: string; mapPublicIpOnLaunch?: boolean; vpcId?: string }
>;

const account = "111122223333";
const noFileSystem = "no matching EFS file system found";
const idPrefix: Record<string, string> = {
    "aws:efs/fileSystem:FileSystem": "fs-0123456789abcdef0",
    "aws:efs/accessPoint:AccessPoint": "fsap-0123456789abcdef0",
};

function computed(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    region = "us-east-1",
): Record<string, unknown> {
    const arnOf = `arn:${partitionOf(region).name}`;
    const id = idPrefix[type] ?? `${name}-id`;
    const physical = inputs.name ?? `${name}-0123456`;
    const arns: Record<string, string> = {
        "aws:efs/fileSystem:FileSystem": `${arnOf}:elasticfilesystem:${region}:${account}:file-system/${id}`,
        "aws:efs/accessPoint:AccessPoint": `${arnOf}:elasticfilesystem:${region}:${account}:access-point/${id}`,
    };
    const arn = arns[type] ?? `${arnOf}:mock:${region}:${account}:${type.split(":")[2]}/${name}`;
    const zones = (inputs.availabilityZoneNames as string[] | undefined) ?? [];
    const vpc = {
        vpcId: "vpc-0123456789abcdef0",
        privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
        routeTables: zones.map((zone) => ({ id: `rtb-${zone}` })),
    };
    return {
        name: physical,
        arn,
        ...(type === "aws:kms/key:Key" ? { keyId: `${name}-key-id` } : {}),
        ...(type === "aws:efs/mountTarget:MountTarget" ? { networkInterfaceId: `eni-of-${name}` } : {}),
        ...(type === "aws:ec2/launchTemplate:LaunchTemplate" ? { latestVersion: 1 } : {}),
        ...(type === "awsx:ec2:Vpc" ? vpc : {}),
        ...inputs,
    };
}

/** Every type that is asked for, in every zone that a test may name. */
function offeredEverywhere(inputs: Record<string, unknown>, region: string) {
    const [filter] = inputs.filters as readonly { readonly values: readonly string[] }[];
    const all = (filter?.values ?? []).flatMap((type) =>
        ["a", "b", "c"].map((letter) => ({ type, zone: `${region}${letter}` })),
    );
    return { instanceTypes: all.map(({ type }) => type), locations: all.map(({ zone }) => zone) };
}

function answer(
    token: string,
    inputs: Record<string, unknown>,
    { subnets = {}, vpc = {}, deployed, region = "us-east-1", offers }: Existing,
): Record<string, unknown> {
    const { name: partition, dnsSuffix } = partitionOf(region);
    const answers: Record<string, () => Record<string, unknown>> = {
        "aws:index/getCallerIdentity:getCallerIdentity": () => ({
            accountId: account,
            arn: `arn:${partition}:sts::${account}:assumed-role/Deployer/session`,
        }),
        "aws:iam/getSessionContext:getSessionContext": () => ({
            issuerArn: `arn:${partition}:iam::${account}:role/Deployer`,
        }),
        "aws:iam/getRole:getRole": () => ({
            arn: `arn:${partition}:iam::${account}:role/aws-service-role/${inputs.name}`,
        }),
        "aws:iam/getPolicy:getPolicy": () => ({ arn: inputs.arn }),
        "aws:index/getPartition:getPartition": () => ({ partition, dnsSuffix }),
        "aws:index/getRegion:getRegion": () => ({ region }),
        "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
            names: ["c", "a", "b"].map((letter) => `${region}${letter}`),
        }),
        "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": () => {
            if (offers === undefined) return offeredEverywhere(inputs, region);
            const all = Object.entries(offers).flatMap(([type, { zones }]) =>
                zones.map((zone) => ({ type, zone })),
            );
            return { instanceTypes: all.map(({ type }) => type), locations: all.map(({ zone }) => zone) };
        },
        "aws:ec2/getInstanceType:getInstanceType": () => ({
            supportedArchitectures: offers?.[String(inputs.instanceType)]?.architectures ?? [
                /^(t4g|m\dg)\./.test(String(inputs.instanceType)) ? "arm64" : "x86_64",
            ],
        }),
        "aws:ec2/getVpc:getVpc": () => ({
            id: inputs.id,
            enableDnsSupport: true,
            enableDnsHostnames: true,
            ...(deployed && { cidrBlock: deployed.cidrBlock, tags: { environment: deployed.environment } }),
            ...vpc,
        }),
        "aws:efs/getFileSystem:getFileSystem": () => {
            if (deployed)
                return {
                    fileSystemId: "fs-0123456789abcdef0",
                    performanceMode: "generalPurpose",
                    lifecyclePolicies: [
                        { transitionToArchive: "", transitionToIa: "AFTER_30_DAYS" },
                        { transitionToArchive: deployed.transitionToArchive ?? "", transitionToIa: "" },
                    ],
                };
            throw Object.assign(new Error(noFileSystem), { details: noFileSystem });
        },
        "aws:ec2/getSecurityGroups:getSecurityGroups": () => ({ vpcIds: deployed ? [deployed.vpcId] : [] }),
        "aws:ec2/getSubnets:getSubnets": () => ({ ids: deployed?.zones.toReversed() }),
        "aws:ec2/getSubnet:getSubnet": () => ({
            id: inputs.id,
            vpcId: "vpc-0a1b2c3d4e5f60718",
            mapPublicIpOnLaunch: false,
            ...(deployed && {
                availabilityZone: inputs.id,
                tags: { Name: `network-private-${deployed.zones.indexOf(String(inputs.id)) + 1}` },
            }),
            ...subnets[String(inputs.id)],
        }),
    };
    const found = answers[token];
    if (found === undefined)
        throw new Error(`the program asked AWS for ${token}, which these tests do not answer`);
    return found();
}

/** The configuration of a committed stack file, as the engine hands it to the program. */
export function stackConfig(stack: "dev" | "prod"): Record<string, unknown> {
    return { ...readStack(join(__dirname, "..", ".."), stack).config };
}

type Request = {
    getType(): string;
    getName(): string;
    getProtect(): boolean;
    getDeletebeforereplace(): boolean;
    getReplaceonchangesList(): string[];
    getDependenciesList(): string[];
    getDeletedwith(): string;
    getCustomtimeouts(): { getDelete(): string } | undefined;
};

type Options = Pick<
    Registered,
    "protect" | "deleteBeforeReplace" | "replaceOnChanges" | "dependsOn" | "deletedWith" | "deleteTimeout"
>;

const noOptions: Options = {
    protect: false,
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    dependsOn: [],
    deletedWith: "",
    deleteTimeout: "",
};

/** Mocks are not told a resource's options; the requests to the mocked engine are. */
function recordOptions(options: Map<string, Options>): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource(...args: unknown[]): unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (...args) => {
        const request = args[0] as Request;
        options.set(`${request.getType()} ${request.getName()}`, {
            protect: request.getProtect(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            replaceOnChanges: request.getReplaceonchangesList(),
            dependsOn: request.getDependenciesList(),
            deletedWith: request.getDeletedwith(),
            deleteTimeout: request.getCustomtimeouts()?.getDelete() ?? "",
        });
        return register(...args);
    };
}

/** Runs the real program against a mocked engine, with every value known. `resources` has what it registered, though it throws. */
export async function run(
    stack: string,
    config: Record<string, unknown>,
    existing: Existing = {},
    resources: Registered[] = [],
): Promise<Run> {
    const options = new Map<string, Options>();
    const mocks: pulumi.runtime.Mocks = {
        newResource: ({ type, name, inputs }) => {
            const asked = options.get(`${type} ${name}`);
            resources.push({ type, name, inputs, ...(asked ?? noOptions) });
            return {
                id: idPrefix[type] ?? `${name}-id`,
                state: computed(type, name, inputs, existing.region),
            };
        },
        call: ({ token, inputs }) => {
            if (token === "aws:iam/getRole:getRole" && inputs.name === existing.missingRole) {
                // The engine reports a failed call in the details of a gRPC error.
                const details = `reading IAM Role (${inputs.name}): couldn't find resource`;
                throw Object.assign(new Error(details), { details });
            }
            if (
                token === "aws:iam/getPolicy:getPolicy" &&
                existing.missingPolicy !== undefined &&
                String(inputs.arn).endsWith(`:policy/${existing.missingPolicy}`)
            ) {
                const details = `reading IAM Policy (${inputs.arn}): couldn't find resource`;
                throw Object.assign(new Error(details), { details });
            }
            return answer(token, inputs, existing);
        },
    };
    const { project = "jenkins-efs" } = existing;
    await pulumi.runtime.setMocks(mocks, project, stack, false);
    recordOptions(options);
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    pulumi.runtime.setAllConfig(
        Object.fromEntries(
            Object.entries(config).map(([key, value]) => [
                key.replace(/^jenkins-efs:/, `${project}:`),
                text(value),
            ]),
        ),
    );
    const outputs = await pulumi.runtime.runInPulumiStack(existing.program ?? ownProgram);
    const values = await new Promise<Record<string, unknown>>((resolve) => {
        pulumi.output(outputs ?? {}).apply((known) => resolve(known as Record<string, unknown>));
    });
    await pulumi.runtime.disconnect();
    const own = resources.filter(({ type }) => type.startsWith("aws:") || type.startsWith("awsx:"));
    return {
        resources: own,
        outputs: values,
        all: (type) => own.filter((resource) => resource.type === type),
        get: (type, name) => {
            const found = own.filter((resource) => resource.type === type && resource.name === name);
            const [only] = found;
            if (only === undefined || found.length > 1)
                throw new Error(
                    `${found.length} resources ${type} named ${name}; have ${own.map((r) => r.name).join(", ")}`,
                );
            return only;
        },
    };
}

/** ARN of the file system in every run. */
export const fileSystemArn =
    "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0";

/** An agent with nothing but what it needs. */
export const agent = { name: "linux-1", instanceType: "m7g.large" };

/** The least configuration that is accepted. */
export const minimal: Readonly<Record<string, unknown>> = {
    "aws:region": "us-east-1",
    "jenkins-efs:owner": "ci-team",
    "jenkins-efs:controllerUrl": "https://jenkins.example.com/",
    "jenkins-efs:agents": [agent],
};

/** How many resources there are of each type, as `efs.FileSystem`. */
export const counts = (resources: readonly Registered[]) =>
    resources.reduce<Record<string, number>>((sum, { type }) => {
        const token = type.replace(/^aws:(\w+)\/\w+:/, "$1.");
        sum[token] = (sum[token] ?? 0) + 1;
        return sum;
    }, {});

/** The resources of the `Auditing` part, and all others. */
export const partsOf = ({ resources }: Run) => ({
    auditing: resources.filter(({ name }) => name.startsWith("auditing")),
    system: resources.filter(({ name }) => !name.startsWith("auditing")),
});
