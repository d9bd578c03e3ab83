import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AgentConfig, defaults } from "./config/schema";
import { type Image, imageOf, imageTags, rootDevice } from "./images";

/** What an agent's instances are. */
interface AgentTemplateArgs {
    readonly agent: AgentConfig;
    readonly profileArn: pulumi.Input<string>;
    /** What the next instance starts from. @default not asked */
    readonly image: Image | undefined;
    readonly securityGroupId: pulumi.Input<string>;
    /** Of the key of the disks. */
    readonly keyArn: pulumi.Input<string>;
    /** @default true */
    readonly detailedMonitoring?: boolean;
    /** As EC2 takes it, in base64. */
    readonly userData: pulumi.Input<string>;
    readonly tags: Readonly<Record<string, string>>;
}

/** The launch template of an agent's group: session tokens for metadata, an encrypted disk, no public address and no key pair. */
export function makeAgentTemplate(
    name: string,
    args: AgentTemplateArgs,
    parent: { readonly parent: pulumi.Resource },
): aws.ec2.LaunchTemplate {
    const { agent, tags } = args;
    const imageId = imageOf(agent);
    return new aws.ec2.LaunchTemplate(
        name,
        {
            description: `Jenkins agent ${agent.name}`,
            updateDefaultVersion: true,
            imageId,
            instanceType: agent.instanceType,
            iamInstanceProfile: { arn: args.profileArn },
            metadataOptions: {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
            },
            monitoring: { enabled: args.detailedMonitoring ?? defaults.detailedMonitoring },
            networkInterfaces: [
                {
                    deviceIndex: 0,
                    associatePublicIpAddress: "false",
                    deleteOnTermination: "true",
                    securityGroups: [args.securityGroupId],
                },
            ],
            blockDeviceMappings: [
                {
                    deviceName: rootDevice,
                    ebs: {
                        encrypted: "true",
                        kmsKeyId: args.keyArn,
                        volumeType: "gp3",
                        volumeSize: agent.diskGiB,
                        iops: agent.diskIops,
                        throughput: agent.diskThroughputMiBps,
                        deleteOnTermination: "true",
                    },
                },
            ],
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
            userData: args.userData,
            tags: { ...tags, ...imageTags(imageId, args.image) },
        },
        parent,
    );
}
