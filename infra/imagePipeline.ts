import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { agentPackages, bakeUserData, storePackages } from "../agent-userdata";
import { architecture } from "./agentIdentity";
import { type BakeInstanceArgs, makeBakeGroup, makeBakeRole } from "./bakeInstance";
import { type AgentSettings, defaults, withDefaults } from "./config/schema";
import { bakeSteps } from "./documents/imagePolicies";
import type { Encryption } from "./encryption";
import { newest, rootDevice } from "./images";
import { bakeProxyOf } from "./proxy";

/** What is baked for whom, where, and under which key. */
export interface ImagePipelineArgs extends BakeInstanceArgs {
    /** Whose architectures and packages the images are for. */
    readonly agents: readonly AgentSettings[];
    /** Of every agent. @default none */
    readonly packages?: readonly string[];
    /** The key of the agents' disks is that of the images, the key of logs that of what bakes say. */
    readonly keys: Pick<Encryption, "agents" | "logs">;
    /** Authorities that agents trust besides the public ones, in PEM. @default none */
    readonly caCertificates?: readonly string[];
    /** Whose subnet is baked in. @default the first of the network */
    readonly bakeZone?: string | undefined;
    /** One of those that CloudWatch Logs takes. @default 365 */
    readonly logRetentionDays?: number;
}

/** What `npm run bake` needs of the images for one architecture. */
export interface ImageOutputs {
    readonly pipelineArn: pulumi.Output<string>;
    /** Systems Manager's parameter that names the newest image, once one is baked. */
    readonly parameter: string;
    readonly packages: readonly string[];
}

/** Smallest disk of an agent, which an image must fit on, in GiB. */
const imageDiskGiB = 20;

/** A type's size in the order of sizes: packages need no more than the smallest that an agent has. */
function sizeOf(instanceType: string): number {
    const [, size = ""] = instanceType.split(".");
    const small = ["small", "medium", "large", "xlarge"].indexOf(size);
    if (small >= 0) return small;
    return size.startsWith("metal") ? Number.POSITIVE_INFINITY : 2 + Number.parseInt(size, 10);
}

/** Recipes and components never change under their name: another content has another one. */
const contentHash = (...content: readonly unknown[]): string =>
    createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);

/**
 * What bakes images with everything that an agent installs at its boot: for each architecture a pipeline of EC2 Image Builder
 * from Amazon's newest Amazon Linux 2023, started by `npm run bake` alone. The instance that it bakes on is in a security group
 * of its own, which no mount target admits, and its role may do nothing but that.
 */
export class ImagePipeline extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas; as many policies and instance profiles. */
    static readonly roleCount = 1;
    static readonly securityGroupCount = 1;
    /** By architecture, as EC2 calls it. */
    readonly outputs: Readonly<Record<string, ImageOutputs>>;

    constructor(name: string, args: ImagePipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:image:ImagePipeline", name, {}, opts);
        const { names, network, keys, tags } = args;
        const parent = { parent: this };
        const { subnets } = network;
        const place = subnets.find(({ zone }) => zone === (args.bakeZone ?? subnets[0]?.zone));
        if (place === undefined)
            throw new pulumi.RunError(
                `${name}: bakeZone is ${args.bakeZone}, and the network has subnets in ${subnets.map(({ zone }) => zone).join(", ")}; name one of these`,
            );
        const securityGroup = makeBakeGroup(name, args, parent);
        const group = new aws.cloudwatch.LogGroup(
            name,
            {
                name: names.imageLogGroup.name,
                kmsKeyId: keys.logs.arn,
                retentionInDays: args.logRetentionDays ?? defaults.logRetentionDays,
                tags,
            },
            parent,
        );
        const { profile, permissions } = makeBakeRole(name, args, names.imageLogGroup, parent);
        const packagesOf = new Map<string, string[]>();
        const types = new Map<string, string>();
        // By name, so that their order in the configuration says nothing.
        for (const agent of args.agents.map(withDefaults).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
            const machine = architecture(agent.instanceType);
            packagesOf.set(machine, [
                ...(packagesOf.get(machine) ?? []),
                ...(agent.instanceStore ? storePackages : []),
                ...agent.packages,
            ]);
            const known = types.get(machine);
            if (known === undefined || sizeOf(agent.instanceType) < sizeOf(known))
                types.set(machine, agent.instanceType);
        }
        this.outputs = Object.fromEntries(
            [...types].map(([machine, instanceType]) => {
                const packages = [
                    ...new Set([
                        ...agentPackages,
                        ...(args.packages ?? []),
                        ...(packagesOf.get(machine) ?? []),
                    ]),
                ];
                const infrastructure = new aws.imagebuilder.InfrastructureConfiguration(
                    `${name}-${machine}`,
                    {
                        name: `${names.imagePrefix}${machine}`,
                        description: "Where images for Jenkins agents are baked",
                        instanceTypes: [instanceType],
                        instanceProfileName: profile.name,
                        instanceMetadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
                        subnetId: place.subnetId,
                        securityGroupIds: [securityGroup.id],
                        terminateInstanceOnFailure: true,
                        resourceTags: tags,
                        tags,
                    },
                    parent,
                );
                const pipeline = new aws.imagebuilder.ImagePipeline(
                    `${name}-${machine}`,
                    {
                        name: `${names.imagePrefix}${machine}`,
                        description: "Bakes what Jenkins agents install at boot; npm run bake starts it",
                        imageRecipeArn: this.#addRecipe(name, machine, packages, args),
                        infrastructureConfigurationArn: infrastructure.arn,
                        // An inventory of each image by Systems Manager would want more of its role.
                        enhancedImageMetadataEnabled: false,
                        // The recipe validates what it made; another instance to test it on would tell no more.
                        imageTestsConfiguration: { imageTestsEnabled: false },
                        loggingConfiguration: {
                            imageLogGroupName: group.name,
                            pipelineLogGroupName: group.name,
                        },
                        tags,
                    },
                    { parent: this, dependsOn: [permissions] },
                );
                const parameter = `${names.imageParameterPrefix}${machine}`;
                return [machine, { pipelineArn: pipeline.arn, parameter, packages }];
            }),
        );
        this.registerOutputs({ images: this.outputs });
    }

    #addRecipe(
        name: string,
        machine: string,
        packages: readonly string[],
        { names: { imagePrefix }, site, proxy, caCertificates, keys, tags }: ImagePipelineArgs,
    ): pulumi.Output<string> {
        const parent = { parent: this };
        const version = "1.0.0";
        const steps = bakeSteps(packages);
        const component = new aws.imagebuilder.Component(
            `${name}-${machine}`,
            {
                name: `${imagePrefix}${machine}-${contentHash(steps)}`,
                description: "Installs what a Jenkins agent needs",
                platform: "Linux",
                version,
                data: steps,
                tags,
            },
            parent,
        );
        const userData = bakeUserData({ proxy: bakeProxyOf(proxy, site), caCertificates });
        const parentImage = `ssm:${newest(machine)}`;
        return new aws.imagebuilder.ImageRecipe(
            `${name}-${machine}`,
            {
                name: `${imagePrefix}${machine}-${contentHash(steps, parentImage, imageDiskGiB, tags, ...(userData === undefined ? [] : [userData]))}`,
                description: "Amazon Linux 2023 with what a Jenkins agent needs",
                version,
                parentImage,
                userDataBase64: userData && Buffer.from(userData).toString("base64"),
                components: [{ componentArn: component.arn }],
                blockDeviceMappings: [
                    {
                        deviceName: rootDevice,
                        ebs: {
                            encrypted: "true",
                            kmsKeyId: keys.agents.arn,
                            volumeType: "gp3",
                            volumeSize: imageDiskGiB,
                            deleteOnTermination: "true",
                        },
                    },
                ],
                amiTags: { ...tags, Name: `${imagePrefix}${machine}` },
                tags,
            },
            parent,
        ).arn;
    }
}
