import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";
import { storage } from "./config/storage";
import { fileSystemPolicy } from "./documents/fileSystemPolicy";
import type { RegionalKey } from "./encryption";
import type { ZoneSubnet } from "./network";
import type { Tags } from "./tags";

/** The port of NFS, which efs-utils' TLS uses too. */
const nfsPort = 2049;

/** The file system's settings, its key, and the subnets that get a mount target. */
export interface StorageArgs {
    /** Key of the data; fixed when the file system is created. */
    readonly keyArn: pulumi.Input<string>;
    /** @default elastic throughput; to Infrequent Access after 30 days without a read, to Archive after 90 */
    readonly settings?: Config["storage"];
    /** Where the file system is replicated to, with the key of the replica there. @default nowhere */
    readonly replica?: RegionalKey | undefined;
    readonly vpcId: pulumi.Input<string>;
    /** One mount target is made in each. */
    readonly subnets: readonly ZoneSubnet[];
    /** The only security group that reaches the mount targets. */
    readonly agentSecurityGroupId: pulumi.Input<string>;
    /** Whether the engine refuses to delete the file system. @default true, since it holds data */
    readonly protect?: boolean;
    readonly tags: Tags;
}

/**
 * The encrypted file system and its mount targets. The file system policy is in force before the first mount target
 * exists: without a policy EFS admits every client that reaches it.
 */
export class Storage extends pulumi.ComponentResource {
    /** Security groups that it makes, for the forecast of quotas. */
    static readonly securityGroupCount = 1;
    readonly fileSystem: aws.efs.FileSystem;
    /** By availability zone. */
    readonly mountTargets: Readonly<Record<string, aws.efs.MountTarget>>;
    /** The mount targets' own. */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:storage:Storage", name, {}, opts);
        const { settings = storage.parse({}), protect = true, tags } = args;
        const parent = { parent: this };

        this.fileSystem = new aws.efs.FileSystem(
            name,
            {
                encrypted: true,
                kmsKeyId: args.keyArn,
                performanceMode: settings.performanceMode,
                throughputMode: settings.throughputMode,
                ...(settings.provisionedThroughputMiBps === undefined
                    ? {}
                    : { provisionedThroughputInMibps: settings.provisionedThroughputMiBps }),
                lifecyclePolicies: lifecyclePolicies(settings),
                protection: { replicationOverwrite: "ENABLED" },
                tags: { ...tags, Name: `${tags.project}-${tags.environment}` },
            },
            { parent: this, protect },
        );
        const policy = new aws.efs.FileSystemPolicy(
            `${name}-policy`,
            { fileSystemId: this.fileSystem.id, policy: this.fileSystem.arn.apply(fileSystemPolicy) },
            parent,
        );
        if (args.replica)
            new aws.efs.ReplicationConfiguration(
                `${name}-replication`,
                {
                    sourceFileSystemId: this.fileSystem.id,
                    destination: { region: args.replica.region, kmsKeyId: args.replica.keyArn },
                },
                // EFS has one replication per file system.
                { parent: this, protect, deleteBeforeReplace: true },
            );

        const group = new aws.ec2.SecurityGroup(
            name,
            {
                vpcId: args.vpcId,
                description: "EFS mount targets: NFS from the agents, nothing out",
                tags: { ...tags, Name: `${name}-mount-targets` },
            },
            parent,
        );
        const nfs = { ipProtocol: "tcp", fromPort: nfsPort, toPort: nfsPort };
        this.securityGroupId = group.id;
        const admitted = new aws.vpc.SecurityGroupIngressRule(
            `${name}-nfs-from-agents`,
            {
                ...nfs,
                securityGroupId: group.id,
                referencedSecurityGroupId: args.agentSecurityGroupId,
                description: "NFS over TLS from the agents",
                tags: { ...tags, Name: `${name}-nfs-from-agents` },
            },
            parent,
        );
        const reached = new aws.vpc.SecurityGroupEgressRule(
            `${name}-nfs-to-mount-targets`,
            {
                ...nfs,
                securityGroupId: args.agentSecurityGroupId,
                referencedSecurityGroupId: group.id,
                description: "NFS over TLS to the mount targets",
                tags: { ...tags, Name: `${name}-nfs-to-mount-targets` },
            },
            parent,
        );
        this.mountTargets = Object.fromEntries(
            args.subnets.map(({ zone, subnetId }) => [
                zone,
                new aws.efs.MountTarget(
                    `${name}-mount-${zone}`,
                    { fileSystemId: this.fileSystem.id, subnetId, securityGroups: [group.id] },
                    // The rules too: an agent that depends on a mount target can then reach it.
                    // EFS has one mount target per zone.
                    { parent: this, dependsOn: [policy, admitted, reached], deleteBeforeReplace: true },
                ),
            ]),
        );
        this.registerOutputs({ fileSystemId: this.fileSystem.id });
    }
}

/** EFS takes each transition as an entry of its own. */
function lifecyclePolicies(settings: Config["storage"]): aws.types.input.efs.FileSystemLifecyclePolicy[] {
    const after = (days: number) => (days === 1 ? "AFTER_1_DAY" : `AFTER_${days}_DAYS`);
    const ia = settings.transitionToIaAfterDays;
    const archive = settings.transitionToArchiveAfterDays ?? (archivesByDefault(settings) ? 90 : "never");
    return [
        ...(ia === "never" ? [] : [{ transitionToIa: after(ia) }]),
        ...(archive === "never" ? [] : [{ transitionToArchive: after(archive) }]),
        ...(ia !== "never" && settings.transitionToPrimaryOnAccess
            ? [{ transitionToPrimaryStorageClass: "AFTER_1_ACCESS" }]
            : []),
    ];
}

/** Archive exists with elastic throughput only, and comes after Infrequent Access. */
function archivesByDefault({ throughputMode, transitionToIaAfterDays: ia }: Config["storage"]): boolean {
    return throughputMode === "elastic" && ia !== "never" && ia < 90;
}
