import { createHash } from "node:crypto";
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { accountId } from "../../../../state/rehearsed";
import { partitionOf, zonesOf } from "../regions";
import { text } from "../resourceType";
import type { Properties } from "../values";
import { filterValues, made } from "./existing";
import type { InvokeHandler } from "./handler";

/** How the engine's protocol marks a secret: the official provider treats every parameter's value as one. */
const secret = (value: unknown): Properties => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

const publicImage = /^\/aws\/service\/(ami-[a-z0-9-]+|canonical)\/[\w./-]+$/;

/** The types of all regions, by the SDK, which has no word on which region or zone has which. */
const instanceTypes: ReadonlySet<string> = new Set(Object.values(InstanceType));

const instanceType = /^(?<family>[a-z]+)\d+(?<options>[a-z-]*)\.(?<size>[a-z0-9-]+)$/;

/** Virtual CPUs by size; a size of n `xlarge` has four times n. */
const vcpus: Readonly<Record<string, number>> = {
    nano: 2,
    micro: 2,
    small: 2,
    medium: 2,
    large: 2,
    xlarge: 4,
};

/** Memory of the burstable sizes, which does not follow from their CPUs. */
const burstableMiB: Readonly<Record<string, number>> = { nano: 512, micro: 1024, small: 2048, medium: 4096 };

const gibPerVcpu: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, t: 4, x: 16 };

function vcpusOf(size: string): number | undefined {
    const [, times] = /^(\d+)xlarge$/.exec(size) ?? [];
    return times === undefined ? vcpus[size] : 4 * Number(times);
}

/** The image that a public parameter names in a region. */
const imageNamed = (region: string, parameter: string): string =>
    `ami-0${createHash("sha256").update(`${region} ${parameter}`).digest("hex").slice(0, 16)}`;

const newest = (machine: string): string =>
    `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}`;

const disk = (encrypted: boolean) => ({
    deviceName: "/dev/xvda",
    virtualName: "",
    ebs: { encrypted: String(encrypted), volume_size: "8", volume_type: "gp3" },
});

/** What names the account's own image of an architecture, and its parameter's value. */
const ownImage = (machine: string): string => `of the account, ${machine}`;

/** Images are found again by their ids, as far as their parameters are those that agents start from. */
const knownImages = (region: string) =>
    ["arm64", "x86_64"].flatMap((architecture) => [
        {
            architecture,
            blockDeviceMappings: [disk(false)],
            imageId: imageNamed(region, newest(architecture)),
            imageOwnerAlias: "amazon",
            name: `al2023-ami-2023.9.20251208.0-kernel-6.1-${architecture}`,
            ownerId: "137112412989",
            public: true,
        },
        {
            architecture,
            imageId: imageNamed(region, ownImage(architecture)),
            name: `agent-${architecture}`,
        },
    ]);

/** What AWS offers: machine images and instance types. */
export const catalogue: Record<string, InvokeHandler> = {
    "aws:ssm/getParameter:getParameter": (args, { account, region }) => {
        const name = text(args.name);
        // A version or a label may follow the name.
        const [path = ""] = name.split(":");
        const isAmazons = publicImage.test(name);
        const own = account.get({ token: "aws:ssm/parameter:Parameter", region, id: path })?.outputs;
        // What ends in an architecture is one of the account's own, and names its image for it.
        const [, machine] = /^\/[\w./-]+-(arm64|x86_64)$/.exec(path) ?? [];
        if (own === undefined && machine === undefined && !isAmazons)
            throw new Error(
                `ParameterNotFound: ${name}. The stand-in for AWS knows the public parameters of machine images, ` +
                    "such as /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64.",
            );
        const value =
            own?.value ?? imageNamed(region, machine === undefined || isAmazons ? name : ownImage(machine));
        return {
            ...args,
            arn: `arn:${partitionOf(region).name}:ssm:${region}:${isAmazons ? "" : accountId}:parameter${name}`,
            id: name,
            insecureValue: value,
            name,
            region,
            type: own?.type ?? "String",
            value: secret(value),
            version: own?.version ?? 1,
        };
    },
    "aws:ec2/getAmi:getAmi": (args, { account, region }) => {
        const ids = filterValues(args, "image-id");
        const image = [...knownImages(region), ...made(account, "aws:ec2/ami:Ami", region)].find((each) =>
            ids.includes(text("imageId" in each ? each.imageId : each.id)),
        );
        // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/ec2_ami_data_source.go
        if (image === undefined)
            throw new Error(
                "Your query returned no results. Please change your search criteria and try again.",
            );
        return {
            ...args,
            blockDeviceMappings: [disk(true)],
            creationDate: "2025-12-08T18:00:00.000Z",
            deprecationTime: "2099-01-01T00:00:00.000Z",
            id: ids[0],
            imageId: ids[0],
            imageOwnerAlias: "",
            ownerId: accountId,
            platform: "",
            public: false,
            region,
            rootDeviceName: "/dev/xvda",
            rootDeviceType: "ebs",
            state: "available",
            virtualizationType: "hvm",
            ...image,
        };
    },
    "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": (args, { region }) => {
        const known = filterValues(args, "instance-type").filter((type) => instanceTypes.has(type));
        const locations =
            args.locationType === "availability-zone" ? zonesOf(region).map(({ name }) => name) : [region];
        const offers = known.flatMap((type) => locations.map((location) => ({ type, location })));
        return {
            ...args,
            id: region,
            instanceTypes: offers.map(({ type }) => type),
            locationTypes: offers.map(() => args.locationType),
            locations: offers.map(({ location }) => location),
            region,
        };
    },
    "aws:ec2/getInstanceType:getInstanceType": (args, { region }) => {
        const name = text(args.instanceType);
        const { family = "", options = "", size = "" } = instanceType.exec(name)?.groups ?? {};
        if (!instanceTypes.has(name)) throw new Error(`InvalidInstanceType: ${name} does not exist`);
        const cpus = vcpusOf(size) ?? 96;
        const burstable = family === "t";
        const memory =
            (burstable ? burstableMiB[size] : undefined) ?? cpus * (gibPerVcpu[family[0] ?? ""] ?? 4) * 1024;
        return {
            bareMetal: false,
            burstablePerformanceSupported: burstable,
            currentGeneration: true,
            defaultCores: cpus / 2,
            defaultThreadsPerCore: 2,
            defaultVcpus: cpus,
            ebsEncryptionSupport: "supported",
            ebsNvmeSupport: "required",
            ebsOptimizedSupport: "default",
            enaSupport: "required",
            encryptionInTransitSupported: !burstable,
            hibernationSupported: false,
            hypervisor: "nitro",
            id: name,
            instanceStorageSupported: options.includes("d"),
            instanceType: name,
            ipv6Supported: true,
            maximumNetworkInterfaces: 3,
            memorySize: memory,
            region,
            supportedArchitectures: [/^g|-gb/.test(options) || family === "a" ? "arm64" : "x86_64"],
            supportedRootDeviceTypes: ["ebs"],
            supportedUsagesClasses: ["on-demand", "spot"],
            supportedVirtualizationTypes: ["hvm"],
        };
    },
};
