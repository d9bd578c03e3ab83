import { accountId } from "../../../../state/rehearsed";
import { adoptedFileSystem } from "../adopted";
import { type Brought, creationDate, describeTypes, type Instance, text } from "../resourceType";
import { oneUpTo } from "../texts";
import { changedKeys, isProperties, type Properties } from "../values";

const fileSystemArn = (i: Instance, id: unknown): string =>
    i.arn("elasticfilesystem", `file-system/${text(id)}`);

/** Whether lifecycle policies, as a file system has them, move files to Archive. */
const archives = ({ lifecyclePolicies }: Readonly<Properties>): boolean =>
    [lifecyclePolicies].flat().some((policy) => isProperties(policy) && Boolean(policy.transitionToArchive));

/** Whether a file system is read-only for being what another is replicated to. */
const isReplica = (fileSystem: Readonly<Properties> | undefined): boolean =>
    isProperties(fileSystem?.protection) && fileSystem.protection.replicationOverwrite === "REPLICATING";

/**
 * A file system is part of one replication, and only EFS writes to what it is replicated to.
 * https://docs.aws.amazon.com/efs/latest/ug/API_CreateReplicationConfiguration.html
 * https://docs.aws.amazon.com/efs/latest/ug/replicate-existing-destination.html
 */
function replicationRefusal(
    { inputs, find, id }: Instance,
    others: readonly Readonly<Properties>[],
): string | undefined {
    const source = text(inputs.sourceFileSystemId);
    const destination = isProperties(inputs.destination) ? inputs.destination : {};
    const [fileSystem, replica] = [find(source), find(destination.fileSystemId, text(destination.region))];
    if (
        isReplica(fileSystem) ||
        others.some((other) => other.id !== id && other.sourceFileSystemId === source)
    )
        return `ReplicationAlreadyExists: ${source} is part of a replication already.`;
    if (destination.fileSystemId === undefined) return undefined;
    if (replica === undefined)
        return `FileSystemNotFound: File system '${text(destination.fileSystemId)}' does not exist.`;
    const { replicationOverwrite } = isProperties(replica.protection) ? replica.protection : {};
    return replicationOverwrite === "DISABLED"
        ? undefined
        : `ConflictException: replication overwrite protection of ${text(destination.fileSystemId)} is ${text(replicationOverwrite)}.`;
}

function replicaOf(i: Instance, { destination }: Readonly<Properties>): readonly Brought[] {
    const { fileSystemId, region, kmsKeyId } = isProperties(destination) ? destination : {};
    const [id, there] = [text(fileSystemId), text(region)];
    const outputs = {
        ...i.find(i.inputs.sourceFileSystemId),
        arn: `arn:${i.partition}:elasticfilesystem:${there}:${i.accountId}:file-system/${id}`,
        dnsName: `${id}.efs.${there}.${i.dnsSuffix}`,
        creationToken: `destination-${id}`,
        encrypted: true,
        id,
        kmsKeyId,
        name: "",
        protection: { replicationOverwrite: "REPLICATING" },
        region,
        tags: {},
        tagsAll: {},
    };
    return [{ token: "aws:efs/fileSystem:FileSystem", id, region: there, outputs }];
}

/** EFS: file systems with their policies, backups and replication; mount targets; access points. */
export const efs = describeTypes({
    "aws:efs/fileSystem:FileSystem": {
        replaces: "availabilityZoneName creationToken encrypted kmsKeyId performanceMode",
        texts: { creationToken: oneUpTo(64) },
        defaults: { throughputMode: "bursting" },
        id: ({ hex }) => `fs-${hex(17)}`,
        existing: (id, region) => adoptedFileSystem(id, region, accountId),
        computed: (i) => ({
            arn: fileSystemArn(i, i.id),
            availabilityZoneId: "",
            availabilityZoneName: "",
            creationToken: `terraform-${i.hex(26, "token")}`,
            dnsName: `${i.id}.efs.${i.region}.${i.dnsSuffix}`,
            encrypted: false,
            kmsKeyId: "",
            name: text((i.inputs.tags as Record<string, unknown> | undefined)?.Name ?? ""),
            numberOfMountTargets: 0,
            ownerId: i.accountId,
            performanceMode: "generalPurpose",
            protection: { replicationOverwrite: "ENABLED" },
            sizeInBytes: [{ value: 6144, valueInIa: 0, valueInStandard: 6144 }],
        }),
        unknownOnUpdate: (changed) => (changed.includes("tags") ? ["name"] : []),
        // Archive is for elastic throughput only (EFS API reference, PutLifecycleConfiguration). Of an update the Terraform
        // provider (resourceFileSystemUpdate) sends the throughput first, while the lifecycle is still the old one.
        refusal: ({ inputs, previous = {}, id, find }) => {
            // hashicorp/terraform-provider-aws#37790
            if (isReplica(find(id)) && changedKeys(previous, inputs).includes("protection"))
                return "UpdateFileSystemProtection: ReplicationAlreadyExists: ReplicationOverwriteProtection cannot be changed while the file system is a replication destination.";
            if (inputs.throughputMode === "elastic") return undefined;
            if (previous.throughputMode === "elastic" && archives(previous))
                return `UpdateFileSystem: BadRequest: its lifecycle has TransitionToArchive, which throughput mode ${text(inputs.throughputMode)} does not support.`;
            return archives(inputs)
                ? "PutLifecycleConfiguration: BadRequest: The ThroughputMode value for the file system does not support TransitionToArchive. Either change the ThroughputMode value to Elastic or remove the TransitionToArchive parameter."
                : undefined;
        },
    },
    "aws:efs/fileSystemPolicy:FileSystemPolicy": {
        overwrites: true,
        replaces: "fileSystemId",
        texts: { policy: oneUpTo(20_000) },
        defaults: { bypassPolicyLockoutSafetyCheck: false },
        id: ({ inputs }) => text(inputs.fileSystemId),
    },
    "aws:efs/mountTarget:MountTarget": {
        replaces: "fileSystemId ipAddress ipAddressType ipv6Address subnetId",
        holds: "fileSystemId subnetId securityGroups",
        onlyOnePer: (i) =>
            `mount target of ${text(i.inputs.fileSystemId)} in ${i.zoneOfSubnet(i.inputs.subnetId).name}`,
        id: ({ hex }) => `fsmt-${hex(17)}`,
        // https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html: the subnet must belong to the same VPC as the
        // subnets of the existing mount targets.
        refusal: ({ inputs, vpcOfSubnet }, others) =>
            others.some(
                ({ fileSystemId, subnetId }) =>
                    fileSystemId === inputs.fileSystemId &&
                    vpcOfSubnet(subnetId) !== vpcOfSubnet(inputs.subnetId),
            )
                ? "MountTargetConflict: requested subnet for new mount target is not in the same VPC as existing mount targets"
                : undefined,
        computed: (i) => {
            const zone = i.zoneOfSubnet(i.inputs.subnetId);
            const dnsName = `${text(i.inputs.fileSystemId)}.efs.${i.region}.${i.dnsSuffix}`;
            return {
                availabilityZoneId: zone.id,
                availabilityZoneName: zone.name,
                dnsName,
                fileSystemArn: fileSystemArn(i, i.inputs.fileSystemId),
                ipAddress: i.addressIn(i.inputs.subnetId),
                ipAddressType: "IPV4_ONLY",
                ipv6Address: "",
                mountTargetDnsName: `${zone.name}.${dnsName}`,
                networkInterfaceId: `eni-${i.hex(17, "eni")}`,
                ownerId: i.accountId,
                securityGroups: [`sg-${i.hex(17, "default-sg")}`],
            };
        },
    },
    "aws:efs/accessPoint:AccessPoint": {
        replaces: "fileSystemId posixUser rootDirectory",
        texts: {
            "rootDirectory.path": /^(?=.{1,100}$)(\/|(\/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4})$/,
            "rootDirectory.creationInfo.permissions": /^[0-7]{3,4}$/,
        },
        id: ({ hex }) => `fsap-${hex(17)}`,
        computed: (i) => ({
            arn: i.arn("elasticfilesystem", `access-point/${i.id}`),
            fileSystemArn: fileSystemArn(i, i.inputs.fileSystemId),
            ownerId: i.accountId,
            rootDirectory: { path: "/" },
        }),
    },
    "aws:efs/backupPolicy:BackupPolicy": {
        overwrites: true,
        replaces: "fileSystemId",
        id: ({ inputs }) => text(inputs.fileSystemId),
    },
    "aws:efs/replicationConfiguration:ReplicationConfiguration": {
        replaces: "destination sourceFileSystemId",
        holds: "sourceFileSystemId",
        id: ({ inputs }) => text(inputs.sourceFileSystemId),
        refusal: replicationRefusal,
        // A replica has the source's settings, the key that is asked for, and no tags.
        // https://docs.aws.amazon.com/efs/latest/ug/create-replication.html
        brings: replicaOf,
        // Writable, and protected again from being overwritten.
        leaves: ({ protection, ...replica }) => ({
            ...replica,
            protection: { ...(isProperties(protection) ? protection : {}), replicationOverwrite: "ENABLED" },
        }),
        // https://docs.aws.amazon.com/efs/latest/ug/delete-replications.html
        remains: ({ destination }) => {
            const { region, fileSystemId } = destination as Record<string, unknown>;
            return `replica ${text(fileSystemId)} in ${text(region)}: writable from now on, and paid for until somebody deletes it`;
        },
        computed: (i) => ({
            creationTime: creationDate,
            destination: {
                ...(i.inputs.destination as Record<string, unknown>),
                fileSystemId: `fs-${i.hex(17, "replica")}`,
                status: "ENABLED",
            },
            originalSourceFileSystemArn: fileSystemArn(i, i.inputs.sourceFileSystemId),
            sourceFileSystemArn: fileSystemArn(i, i.inputs.sourceFileSystemId),
            sourceFileSystemRegion: i.region,
        }),
    },
});
