import {
    BackupClient,
    paginateListRecoveryPointsByBackupVault,
    type RecoveryPointByBackupVault,
} from "@aws-sdk/client-backup";
import { allOf, unlessMissing } from "../aws/answers";
import type { Session } from "../aws/session";
import type { RecoveryPoint } from "./recoveryPoints";

/**
 * The recovery points of a file system in a vault.
 * @param region of the vault. @default the session's
 * @throws Error where there is no such vault
 */
export async function recoveryPointsIn(
    session: Session,
    vaultName: string,
    fileSystemArn: string,
    region = session.region,
): Promise<readonly RecoveryPoint[]> {
    const pages = paginateListRecoveryPointsByBackupVault(
        { client: session.client(BackupClient, region) },
        { BackupVaultName: vaultName, ByResourceArn: fileSystemArn },
    );
    const points = await unlessMissing(allOf(pages, ({ RecoveryPoints }) => RecoveryPoints));
    if (points === undefined)
        throw new Error(
            `There is no backup vault ${vaultName} in ${region}: the state is another's, or it was deleted. See what is there with: aws backup list-backup-vaults --region ${region}`,
        );
    return points.flatMap(pointOf);
}

function pointOf(point: RecoveryPointByBackupVault): readonly RecoveryPoint[] {
    const { RecoveryPointArn, CreationDate, Status } = point;
    if (RecoveryPointArn === undefined || CreationDate === undefined) return [];
    return [
        {
            arn: RecoveryPointArn,
            createdAt: CreationDate,
            status: Status ?? "unknown",
            statusMessage: point.StatusMessage,
            sizeBytes: point.BackupSizeInBytes,
            // The list tells no storage class: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html
            coldAt: point.CalculatedLifecycle?.MoveToColdStorageAt,
            deleteAt: point.CalculatedLifecycle?.DeleteAt,
        },
    ];
}
