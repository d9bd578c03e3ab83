import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import program = require("../../infra/index");

/** A resource that the program registered, as the engine would see it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Whether the program asked the engine to refuse its deletion. */
    readonly protect: boolean;
    readonly dependsOn: readonly string[];
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
export type Subnets = Record<string, { availabilityZone: string; mapPublicIpOnLaunch?: boolean; vpcId?: string }>;

const account = "111122223333";
const idPrefix: Record<string, string> = {
    "aws:efs/fileSystem:FileSystem": "fs-0123456789abcdef0",
    "aws:efs/accessPoint:AccessPoint": "fsap-0123456789abcdef0",
};

function computed(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
    const id = idPrefix[type] ?? `${name}-id`;
    const physical = inputs.name ?? `${name}-0123456`;
    const arns: Record<string, string> = {
        "aws:efs/fileSystem:FileSystem": `arn:aws:elasticfilesystem:us-east-1:${account}:file-system/${id}`,
        "aws:efs/accessPoint:AccessPoint": `arn:aws:elasticfilesystem:us-east-1:${account}:access-point/${id}`,
    };
    const arn = arns[type] ?? `arn:aws:mock:us-east-1:${account}:${type.split(":")[2]}/${name}`;
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
        ...(type === "aws:ec2/launchTemplate:LaunchTemplate" ? { latestVersion: 1 } : {}),
        ...(type === "awsx:ec2:Vpc" ? vpc : {}),
        ...inputs,
    };
}

function answer(token: string, inputs: Record<string, unknown>, subnets: Subnets, vpc: object): Record<string, unknown> {
    const answers: Record<string, () => Record<string, unknown>> = {
        "aws:index/getCallerIdentity:getCallerIdentity": () => ({
            accountId: account,
            arn: `arn:aws:sts::${account}:assumed-role/Deployer/session`,
        }),
        "aws:iam/getSessionContext:getSessionContext": () => ({ issuerArn: `arn:aws:iam::${account}:role/Deployer` }),
        "aws:iam/getRole:getRole": () => ({ arn: `arn:aws:iam::${account}:role/aws-service-role/${inputs.name}` }),
        "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
        "aws:index/getRegion:getRegion": () => ({ region: "us-east-1" }),
        "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
            names: ["us-east-1c", "us-east-1a", "us-east-1b"],
        }),
        "aws:ec2/getVpc:getVpc": () => ({ id: inputs.id, enableDnsSupport: true, enableDnsHostnames: true, ...vpc }),
        "aws:ec2/getSubnet:getSubnet": () => ({
            id: inputs.id,
            vpcId: "vpc-0a1b2c3d4e5f60718",
            mapPublicIpOnLaunch: false,
            ...subnets[String(inputs.id)],
        }),
    };
    const found = answers[token];
    if (found === undefined) throw new Error(`the program asked AWS for ${token}, which these tests do not answer`);
    return found();
}

/** The configuration of a committed stack file, as the engine hands it to the program. */
export function stackConfig(stack: "dev" | "prod"): Record<string, unknown> {
    const file = readFileSync(join(__dirname, "..", "..", `Pulumi.${stack}.yaml`), "utf8");
    return (parse(file) as { config: Record<string, unknown> }).config;
}

/** Runs the real program against a mocked engine, with every value known. */
export async function run(
    stack: string,
    config: Record<string, unknown>,
    { subnets = {}, vpc = {} }: { subnets?: Subnets; vpc?: object } = {},
): Promise<Run> {
    const resources: Registered[] = [];
    const mocks: pulumi.runtime.Mocks = {
        newResource: ({ type, name, inputs, registerRequest }) => {
            resources.push({
                type,
                name,
                inputs,
                protect: registerRequest?.getProtect() ?? false,
                dependsOn: registerRequest?.getDependenciesList() ?? [],
            });
            return { id: idPrefix[type] ?? `${name}-id`, state: computed(type, name, inputs) };
        },
        call: ({ token, inputs }) => answer(token, inputs, subnets, vpc),
    };
    await pulumi.runtime.setMocks(mocks, "jenkins-efs", stack, false);
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, text(value)])));
    const outputs = await pulumi.runtime.runInPulumiStack(() => program());
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
                throw new Error(`${found.length} resources ${type} named ${name}; have ${own.map((r) => r.name).join(", ")}`);
            return only;
        },
    };
}
