import { createHash } from "node:crypto";
import { partitionOf } from "../../rehearsal/providers/aws/regions";
import { type ExistingFileSystem, fileSystemAnswers, fileSystemsOf, groupsOf, stateOf } from "./fileSystems";

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
export interface Existing {
    readonly subnets?: Subnets;
    readonly vpc?: object;
    readonly missingRole?: string;
    /** Name of a policy that the account's owner has not made. */
    readonly missingPolicy?: string;
    /** Class of each log group by its name; undefined for one that is not there. @default every name is one of class STANDARD */
    readonly logGroups?: Readonly<Record<string, string | undefined>>;
    /** @default us-east-1 */
    readonly region?: string;
    readonly deployed?: DeployedNetwork;
    /** File systems beside the one that `deployed` describes. @default none */
    readonly fileSystems?: readonly ExistingFileSystem[];
    /** Name of AWS Config's recorder where somebody stopped it. */
    readonly stoppedRecorder?: string;
    /** Zones in which EC2 offers a type and its architectures there. @default every type of the SDK in every zone */
    readonly offers?: Readonly<
        Record<string, { readonly zones: readonly string[]; readonly architectures: readonly string[] }>
    >;
    /** Values of Systems Manager's parameters by name; undefined for one that is not there. @default those of public images */
    readonly parameters?: Readonly<Record<string, string | undefined>>;
    /** What is special about an image, by id; undefined for one that is not there. @default every id is the account's own, encrypted and of x86_64, save those of Amazon's public parameters */
    readonly images?: Readonly<Record<string, object | undefined>>;
    /** What is special about a prefix list, by id; undefined for one that is not there. @default every id is one of ten entries */
    readonly prefixLists?: Readonly<Record<string, object | undefined>>;
    /** Zones of endpoint services by name; undefined for one that is not there. @default every name is one in every zone */
    readonly endpointServices?: Readonly<Record<string, readonly string[] | undefined>>;
}

/** An adopted VPC's subnets, by id: zone, and what is special about one. */
export type Subnets = Record<
    string,
    { availabilityZone: string; mapPublicIpOnLaunch?: boolean; vpcId?: string }
>;

const account = "111122223333";
/** The id of an access point by its logical name, in the shape that AWS gives it. */
export const accessPointId = (name: string): string =>
    `fsap-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;

/** The id of what EFS replicates a file system to. */
export const replicaId = "fs-0fedcba9876543210";

/** The id of what the program registers. */
export function idOf(type: string, name: string): string {
    if (type === "aws:efs/fileSystem:FileSystem") return "fs-0123456789abcdef0";
    return type === "aws:efs/accessPoint:AccessPoint" ? accessPointId(name) : `${name}-id`;
}

/** The outputs of a resource that AWS has made of some inputs. */
export function computed(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    region = "us-east-1",
): Record<string, unknown> {
    const arnOf = `arn:${partitionOf(region).name}`;
    const id = idOf(type, name);
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
    const destination = {
        destination: { ...(inputs.destination as object | undefined), fileSystemId: replicaId },
    };
    return {
        name: physical,
        arn,
        ...(type === "aws:kms/key:Key" ? { keyId: name } : {}),
        ...(type === "aws:efs/mountTarget:MountTarget" ? { networkInterfaceId: `eni-of-${name}` } : {}),
        ...(type === "aws:ec2/launchTemplate:LaunchTemplate" ? { latestVersion: 1 } : {}),
        ...(type === "awsx:ec2:Vpc" ? vpc : {}),
        ...inputs,
        ...(type === "aws:efs/replicationConfiguration:ReplicationConfiguration" ? destination : {}),
    };
}

/** Where file systems are replicated to. */
const replicaRegion = "eu-west-1";

/** What of the account's own, and of what AWS makes for it, a program reads as a resource. */
export function found(type: string, id: string, existing: Existing): Record<string, unknown> {
    const { stoppedRecorder } = existing;
    if (type === "aws:secretsmanager/secret:Secret") return { arn: id };
    if (type === "aws:efs/fileSystem:FileSystem")
        return id === replicaId
            ? { arn: `arn:aws:elasticfilesystem:${replicaRegion}:${account}:file-system/${id}` }
            : stateOf(fileSystemsOf(existing), id);
    if (type !== "aws:cfg/recorderStatus:RecorderStatus") throw new Error(`no ${type} ${id} in the account`);
    return { name: id, isEnabled: id !== stoppedRecorder };
}

/** The engine reports a failed call in the details of a gRPC error. */
function fail(details: string): never {
    throw Object.assign(new Error(details), { details });
}

/** Every type that is asked for, in every zone that a test may name. */
function offeredEverywhere(inputs: Record<string, unknown>, region: string) {
    const [filter] = inputs.filters as readonly { readonly values: readonly string[] }[];
    const all = (filter?.values ?? []).flatMap((type) =>
        ["a", "b", "c"].map((letter) => ({ type, zone: `${region}${letter}` })),
    );
    return { instanceTypes: all.map(({ type }) => type), locations: all.map(({ zone }) => zone) };
}

/** The image of a public parameter, of one architecture or the other; undefined for another's. */
export function imageBehind(parameter: string): string | undefined {
    const [, machine] = /(arm64|x86_64)$/.exec(parameter) ?? [];
    return machine && `ami-0${createHash("sha256").update(machine).digest("hex").slice(0, 16)}`;
}

/** A disk of an image as the provider tells it: texts, and of the root unless a device is named. */
export const disk = (ebs: object, deviceName = "/dev/xvda") => ({
    deviceName,
    virtualName: "",
    ebs: { volume_size: "8", encrypted: "true", ...ebs },
});

/** What AWS answers to a call of a program: of an account with nothing but what exists. */
export function answer(
    token: string,
    inputs: Record<string, unknown>,
    existing: Existing,
): Record<string, unknown> {
    const { subnets = {}, vpc = {}, deployed, offers } = existing;
    const region = String(inputs.region ?? existing.region ?? "us-east-1");
    const { missingRole, missingPolicy, logGroups = {}, parameters = {}, images = {} } = existing;
    const { endpointServices: endpoints = {}, prefixLists = {} } = existing;
    const { name: partition, dnsSuffix } = partitionOf(region);
    const answers: Record<string, () => Record<string, unknown>> = {
        "aws:index/getCallerIdentity:getCallerIdentity": () => ({
            accountId: account,
            arn: `arn:${partition}:sts::${account}:assumed-role/Deployer/session`,
        }),
        "aws:iam/getSessionContext:getSessionContext": () => ({
            issuerArn: `arn:${partition}:iam::${account}:role/Deployer`,
        }),
        "aws:iam/getRole:getRole": () => {
            if (inputs.name === missingRole)
                return fail(`reading IAM Role (${inputs.name}): couldn't find resource`);
            return { arn: `arn:${partition}:iam::${account}:role/aws-service-role/${inputs.name}` };
        },
        "aws:iam/getPolicy:getPolicy": () => {
            if (missingPolicy !== undefined && String(inputs.arn).endsWith(`:policy/${missingPolicy}`))
                return fail(`reading IAM Policy (${inputs.arn}): couldn't find resource`);
            return { arn: inputs.arn };
        },
        "aws:cloudwatch/getLogGroup:getLogGroup": () => {
            const name = String(inputs.name);
            const logGroupClass = Object.hasOwn(logGroups, name) ? logGroups[name] : "STANDARD";
            if (logGroupClass === undefined)
                return fail(`reading CloudWatch Logs Log Group (${name}): empty result`);
            return { name, logGroupClass };
        },
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
            instanceType: inputs.instanceType,
            hypervisor: "nitro",
            instanceStorageSupported: /^[a-z]+\d[a-z]*d\./.test(String(inputs.instanceType)),
            supportedArchitectures: offers?.[String(inputs.instanceType)]?.architectures ?? [
                /^(t4g|m\dgd?)\./.test(String(inputs.instanceType)) ? "arm64" : "x86_64",
            ],
        }),
        "aws:ssm/getParameter:getParameter": () => {
            const name = String(inputs.name);
            const value = Object.hasOwn(parameters, name) ? parameters[name] : imageBehind(name);
            return value === undefined
                ? fail(`reading SSM Parameter (${name}): couldn't find resource`)
                : { name, insecureValue: value };
        },
        "aws:ec2/getAmi:getAmi": () => {
            const [filter] = inputs.filters as readonly { readonly values: readonly string[] }[];
            const id = filter?.values[0] ?? "";
            const image = Object.hasOwn(images, id) ? images[id] : {};
            if (image === undefined)
                return fail(
                    "Your query returned no results. Please change your search criteria and try again.",
                );
            const isAmazons = ["arm64", "x86_64"].some((machine) => id === imageBehind(machine));
            return {
                imageId: id,
                name: `al2023-${id}`,
                architecture: id === imageBehind("arm64") ? "arm64" : "x86_64",
                state: "available",
                platform: "",
                rootDeviceName: "/dev/xvda",
                blockDeviceMappings: [disk({ encrypted: String(!isAmazons) })],
                deprecationTime: "",
                public: isAmazons,
                ownerId: isAmazons ? "137112412989" : account,
                imageOwnerAlias: isAmazons ? "amazon" : "",
                region,
                ...image,
            };
        },
        "aws:ec2/getVpc:getVpc": () => ({
            id: inputs.id,
            enableDnsSupport: true,
            enableDnsHostnames: true,
            ...(deployed && { cidrBlock: deployed.cidrBlock, tags: { environment: deployed.environment } }),
            ...vpc,
        }),
        "aws:ec2/getSecurityGroups:getSecurityGroups": () => ({
            ids: groupsOf(existing, inputs),
            vpcIds: deployed ? [deployed.vpcId] : [],
        }),
        ...fileSystemAnswers(fileSystemsOf(existing), inputs, fail),
        "aws:ec2/getManagedPrefixList:getManagedPrefixList": () => {
            const id = String(inputs.id);
            const list = Object.hasOwn(prefixLists, id) ? prefixLists[id] : {};
            return list === undefined
                ? fail("reading EC2 Managed Prefix List: couldn't find resource")
                : { id, name: "mirrors", addressFamily: "IPv4", maxEntries: 10, ...list };
        },
        "aws:ec2/getVpcEndpointService:getVpcEndpointService": () => {
            const name = String(inputs.serviceName);
            const everywhere = ["a", "b", "c"].map((letter) => `${region}${letter}`);
            const availabilityZones = Object.hasOwn(endpoints, name) ? endpoints[name] : everywhere;
            return availabilityZones === undefined
                ? fail(
                      `reading EC2 VPC Endpoint Services: InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`,
                  )
                : { serviceName: name, availabilityZones };
        },
        "aws:ec2/getPrefixList:getPrefixList": () => ({ name: inputs.name, id: "pl-0123abcd" }),
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
