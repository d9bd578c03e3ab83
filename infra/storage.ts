import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";
import { defaults } from "./config/schema";
import { fileSystemPolicy } from "./documents/fileSystemPolicy";
import type { RegionalKey } from "./encryption";
import { lifecyclePolicies } from "./lifecycle";
import type { ZoneSubnet } from "./network";
import type { Tags } from "./tags";

/** The port of NFS, which efs-utils' TLS uses too. */
const nfsPort = 2049;

/** The file system's settings, its key, and the subnets that get a mount target. */
export interface StorageArgs {
    /** Key of the data; fixed when the file system is created. An existing one has its own. */
    readonly keyArn: pulumi.Input<string>;
    /**
     * With `fileSystemId` that file system is read, and outlives this component. An environment's survey holds it to the rest of
     * the settings before anything is made; where the component is used alone, nobody does.
     * @default `defaults.storage`, and so one made here
     */
    readonly settings?: Config["storage"];
    /** The same for a file system whose id is not known before, such as a replica. @default the settings' own */
    readonly existingId?: pulumi.Input<string>;
    /** Where the file system is replicated to, with the key of the replica there. @default nowhere */
    readonly replica?: RegionalKey | undefined;
    readonly vpcId: pulumi.Input<string>;
    /** One mount target is made in each. */
    readonly subnets: readonly ZoneSubnet[];
    /** The agents' security group. It and `clientSecurityGroupIds` reach the mount targets, and nothing else. @default no agents */
    readonly agentSecurityGroupId?: pulumi.Input<string>;
    /**
     * Security groups of other clients, by a name of letters, digits and hyphens that their rules are called after. Each gets
     * a rule out to the mount targets, beside which AWS's provider takes no rules that stand in the group itself. @default none
     */
    readonly clientSecurityGroupIds?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Whether the engine refuses to delete the file system. @default true, since it holds data; one that is read stays anyway */
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
    /** Key of a file system that exists already; undefined where `keyArn` encrypts one made here. */
    readonly adoptedKeyArn: pulumi.Output<string> | undefined;
    /** Of what EFS makes where the file system is replicated to; undefined where it is not. */
    readonly replicaId: pulumi.Output<string> | undefined;
    /** By availability zone. */
    readonly mountTargets: Readonly<Record<string, aws.efs.MountTarget>>;
    /** The mount targets' own. */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:storage:Storage", name, {}, opts);
        const { settings = defaults.storage, protect = defaults.protect, tags } = args;
        const clients = clientsOf(name, args);
        const parent = { parent: this };

        // By the same name as one that is made: a file system that the stack made and then reads is let go of by the engine,
        // not deleted.
        const existingId = args.existingId ?? settings.fileSystemId;
        this.fileSystem =
            existingId === undefined
                ? this.#make(name, args)
                : aws.efs.FileSystem.get(name, existingId, undefined, parent);
        this.adoptedKeyArn = existingId === undefined ? undefined : this.fileSystem.kmsKeyId;
        const policy = new aws.efs.FileSystemPolicy(
            `${name}-policy`,
            { fileSystemId: this.fileSystem.id, policy: this.fileSystem.arn.apply(fileSystemPolicy) },
            parent,
        );
        if (args.replica)
            this.replicaId = new aws.efs.ReplicationConfiguration(
                `${name}-replication`,
                {
                    sourceFileSystemId: this.fileSystem.id,
                    destination: { region: args.replica.region, kmsKeyId: args.replica.keyArn },
                },
                // EFS has one replication per file system.
                { parent: this, protect, deleteBeforeReplace: true },
            ).destination.fileSystemId;

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
        const rules = clients.flatMap(({ who, groupId, into, outOf }) => [
            new aws.vpc.SecurityGroupIngressRule(
                into,
                {
                    ...nfs,
                    securityGroupId: group.id,
                    referencedSecurityGroupId: groupId,
                    description: `NFS over TLS from ${who}`,
                    tags: { ...tags, Name: into },
                },
                parent,
            ),
            new aws.vpc.SecurityGroupEgressRule(
                outOf,
                {
                    ...nfs,
                    securityGroupId: groupId,
                    referencedSecurityGroupId: group.id,
                    description: "NFS over TLS to the mount targets",
                    tags: { ...tags, Name: outOf },
                },
                parent,
            ),
        ]);
        this.mountTargets = Object.fromEntries(
            args.subnets.map(({ zone, subnetId }) => [
                zone,
                new aws.efs.MountTarget(
                    `${name}-mount-${zone}`,
                    { fileSystemId: this.fileSystem.id, subnetId, securityGroups: [group.id] },
                    // The rules too: an agent that depends on a mount target can then reach it.
                    // EFS has one mount target per zone.
                    { parent: this, dependsOn: [policy, ...rules], deleteBeforeReplace: true },
                ),
            ]),
        );
        this.registerOutputs({ fileSystemId: this.fileSystem.id });
    }

    #make(
        name: string,
        { keyArn, settings = defaults.storage, protect = defaults.protect, tags }: StorageArgs,
    ): aws.efs.FileSystem {
        return new aws.efs.FileSystem(
            name,
            {
                encrypted: true,
                kmsKeyId: keyArn,
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
    }
}

/** A security group that reaches the mount targets, and the logical names of the rules that let it. */
interface Client {
    readonly who: string;
    readonly groupId: pulumi.Input<string>;
    readonly into: string;
    readonly outOf: string;
}

function clientsOf(name: string, args: StorageArgs): readonly Client[] {
    const { agentSecurityGroupId: agents, clientSecurityGroupIds: others = {} } = args;
    const refuse = (problem: string) => {
        throw new pulumi.RunError(`${name}: ${problem}`);
    };
    for (const client of Object.keys(others))
        if (!/^[A-Za-z0-9-]{1,64}$/.test(client) || client === "agents")
            refuse(
                `clientSecurityGroupIds has "${client}", after which two rules are called. Give it a name of 1 to 64 letters, digits and hyphens other than agents, which agentSecurityGroupId has.`,
            );
    if (agents === undefined && Object.keys(others).length === 0)
        refuse(
            "no security group reaches its mount targets. Give it agentSecurityGroupId, clientSecurityGroupIds or both.",
        );
    return [
        ...(agents === undefined
            ? []
            : [
                  {
                      who: "the agents",
                      groupId: agents,
                      into: `${name}-nfs-from-agents`,
                      outOf: `${name}-nfs-to-mount-targets`,
                  },
              ]),
        ...Object.entries(others).map(([client, groupId]) => ({
            who: client,
            groupId,
            into: `${name}-nfs-from-${client}`,
            outOf: `${name}-nfs-from-${client}-out`,
        })),
    ];
}
