import {
    BackupClient,
    CreateBackupPlanCommand,
    CreateBackupVaultCommand,
    PutBackupVaultLockConfigurationCommand,
} from "@aws-sdk/client-backup";
import {
    CreateAccessPointCommand,
    CreateFileSystemCommand,
    CreateMountTargetCommand,
    EFSClient,
    type LifecyclePolicy,
    type PerformanceMode,
    PutFileSystemPolicyCommand,
    PutLifecycleConfigurationCommand,
    type ThroughputMode,
} from "@aws-sdk/client-efs";
import { ownFileSystemsIn } from "../../../../state/environments";
import { isRecord } from "../../../../state/exported";
import { recordsOf, textOf, textsOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

/** File systems with their mount targets and access points, and the vaults. */
export async function seedStorage(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    for (const system of ownFileSystemsIn(graph)) {
        const efs = clientOf(EFSClient, system);
        const { FileSystemId } = await efs.send(
            new CreateFileSystemCommand({
                CreationToken: system.id,
                Encrypted: true,
                KmsKeyId: seeding.text(system, "kmsKeyId"),
                PerformanceMode: textOf(system, "performanceMode") as PerformanceMode,
                ThroughputMode: textOf(system, "throughputMode") as ThroughputMode,
            }),
        );
        seeding.rename(system.id, FileSystemId);
        const LifecyclePolicies = recordsOf(system, "lifecyclePolicies").map(
            (policy): LifecyclePolicy =>
                Object.fromEntries(
                    Object.entries({
                        TransitionToIA: policy.transitionToIa,
                        TransitionToArchive: policy.transitionToArchive,
                        TransitionToPrimaryStorageClass: policy.transitionToPrimaryStorageClass,
                    }).filter(([, value]) => value !== undefined),
                ),
        );
        await efs.send(new PutLifecycleConfigurationCommand({ FileSystemId, LifecyclePolicies }));
    }
    for (const accessPoint of graph.all("aws:efs/accessPoint:AccessPoint")) {
        const [root] = recordsOf(accessPoint, "rootDirectory");
        const [user] = recordsOf(accessPoint, "posixUser");
        const { AccessPointId } = await clientOf(EFSClient, accessPoint).send(
            new CreateAccessPointCommand({
                ClientToken: accessPoint.id,
                FileSystemId: seeding.text(accessPoint, "fileSystemId"),
                RootDirectory: { Path: String(root?.path) },
                PosixUser: { Uid: Number(user?.uid), Gid: Number(user?.gid) },
            }),
        );
        seeding.rename(accessPoint.id, AccessPointId);
    }
    for (const policy of graph.all("aws:efs/fileSystemPolicy:FileSystemPolicy"))
        await clientOf(EFSClient, policy).send(
            new PutFileSystemPolicyCommand({
                FileSystemId: seeding.text(policy, "fileSystemId"),
                Policy: seeding.text(policy, "policy"),
            }),
        );
    for (const target of graph.all("aws:efs/mountTarget:MountTarget")) {
        const { MountTargetId, NetworkInterfaceId } = await clientOf(EFSClient, target).send(
            new CreateMountTargetCommand({
                FileSystemId: seeding.text(target, "fileSystemId"),
                SubnetId: seeding.text(target, "subnetId"),
                SecurityGroups: textsOf(target, "securityGroups").map((group) => seeding.in(group)),
            }),
        );
        seeding.rename(target.id, MountTargetId);
        seeding.rename(textOf(target, "networkInterfaceId"), NetworkInterfaceId);
    }
    for (const plan of graph.all("aws:backup/plan:Plan")) {
        const { BackupPlanId } = await clientOf(BackupClient, plan).send(
            new CreateBackupPlanCommand({
                BackupPlan: {
                    BackupPlanName: textOf(plan, "name"),
                    Rules: recordsOf(plan, "rules").map((rule) => ({
                        RuleName: String(rule.ruleName),
                        ScheduleExpression: String(rule.schedule),
                        TargetBackupVaultName: String(rule.targetVaultName),
                        Lifecycle: lifecycleOf(rule),
                        CopyActions: [rule.copyActions]
                            .flat()
                            .filter(isRecord)
                            .map((copy) => ({
                                DestinationBackupVaultArn: seeding.in(copy.destinationVaultArn),
                                Lifecycle: lifecycleOf(copy),
                            })),
                    })),
                },
            }),
        );
        seeding.rename(plan.id, BackupPlanId);
    }
    for (const vault of graph.all("aws:backup/vault:Vault")) {
        const backup = clientOf(BackupClient, vault);
        const BackupVaultName = textOf(vault, "name");
        await backup.send(
            new CreateBackupVaultCommand({
                BackupVaultName,
                EncryptionKeyArn: seeding.text(vault, "kmsKeyArn"),
            }),
        );
        const lock = graph.find(
            "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
            "backupVaultName",
            BackupVaultName,
        );
        if (lock !== undefined)
            await backup.send(
                new PutBackupVaultLockConfigurationCommand({
                    BackupVaultName,
                    MinRetentionDays: Number(lock.props.minRetentionDays),
                    MaxRetentionDays: Number(lock.props.maxRetentionDays),
                }),
            );
    }
}

const lifecycleOf = ({ lifecycle }: Readonly<Record<string, unknown>>) => {
    const { coldStorageAfter, deleteAfter } = isRecord(lifecycle) ? lifecycle : {};
    return { MoveToColdStorageAfterDays: Number(coldStorageAfter), DeleteAfterDays: Number(deleteAfter) };
};
