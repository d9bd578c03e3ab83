import { actionsOf, type Subject } from "./subject";

const onRecoveryPoints = {
    "delete or shorten": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
    "disassociate from the vault": [
        "backup:DisassociateRecoveryPoint",
        "backup:DisassociateRecoveryPointFromParent",
    ],
    restore: ["backup:StartRestoreJob"],
};

const onVaults = {
    "loosen the vault's policy or lock": [
        "backup:DeleteBackupVaultAccessPolicy",
        "backup:PutBackupVaultAccessPolicy",
        "backup:DeleteBackupVaultLockConfiguration",
    ],
    "delete the vault": ["backup:DeleteBackupVault"],
    "copy into the vault": ["backup:CopyIntoBackupVault"],
    list: ["backup:ListRecoveryPointsByBackupVault"],
};

/** What may be done to backups and the vaults that keep them. */
export const backups: Subject = {
    title: "Backups",
    dimensions: { action: [...Object.keys(onRecoveryPoints), ...Object.keys(onVaults)] },
    ask: ({ vaults, id, partition }) =>
        vaults.flatMap(({ name, arn, region, policy }) => {
            const point = `arn:${partition}:backup:${region}:${id}:recovery-point:00000000-0000-4000-8000-000000000000`;
            const on = (groups: Readonly<Record<string, readonly string[]>>, resource: string) =>
                actionsOf(groups).map(({ value, action }) => ({
                    facets: { action: value },
                    about: `${action} in ${name}`,
                    request: { action, resource, account: id, context: {}, resourcePolicy: policy },
                }));
            return [...on(onRecoveryPoints, point), ...on(onVaults, arn)];
        }),
};
