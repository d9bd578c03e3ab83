import {
    BackupClient,
    type BackupVaultListMember,
    GetBackupVaultAccessPolicyCommand,
    paginateListBackupVaults,
} from "@aws-sdk/client-backup";
import { numberIn } from "../../state/exported";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, policyDifference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly name: string;
    readonly arn: string;
    readonly keyArn: string | undefined;
    /** Undefined where the stack locks it not. */
    readonly lock: Settings | undefined;
    readonly policy: string | undefined;
}

interface Answer {
    readonly vault: BackupVaultListMember;
    readonly policy: string | undefined;
}

/** Where recovery points are kept, in every region. */
export const vaults: Check<
    Expected,
    Answer | undefined,
    "missing" | "key" | "unlocked" | "lock" | "no-policy" | "policy"
> = {
    name: "vaults",
    holds: "each vault is there, under its key, locked and with the policy that were deployed",
    faults: {
        missing: { severity: "critical", why: "its recovery points are gone with it", mend: putBack },
        key: {
            severity: "critical",
            why: "who may use that key may read what was backed up; a vault's key never changes, so this is another vault",
            mend: putBack,
        },
        unlocked: {
            severity: "critical",
            why: "who may delete recovery points may delete every one of them now",
            mend: "pulumi up --refresh --stack {stack}; if it changes nothing: aws backup put-backup-vault-lock-configuration --region {region} --backup-vault-name {vault}",
        },
        lock: {
            severity: "critical",
            why: "recovery points can be kept for other times than planned",
            mend: putBack,
        },
        "no-policy": {
            severity: "critical",
            why: "the policy is what keeps administrators from deleting recovery points",
            mend: putBack,
        },
        policy: {
            severity: "critical",
            why: "the policy is what keeps administrators from deleting recovery points",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:backup/vault:Vault").map((vault) => {
            const name = textOf(vault, "name") ?? vault.id;
            // Vaults of two regions may be called alike.
            const of = (type: string) =>
                graph
                    .all(type)
                    .find(
                        (each) => each.props.backupVaultName === name && regionIn(each) === regionIn(vault),
                    );
            const lock = of("aws:backup/vaultLockConfiguration:VaultLockConfiguration");
            return {
                region: regionIn(vault),
                subject: `vault ${name}`,
                name,
                arn: textOf(vault, "arn") ?? "",
                keyArn: textOf(vault, "kmsKeyArn"),
                lock: lock && {
                    "days at least": numberIn(lock.props, "minRetentionDays"),
                    "days at most": numberIn(lock.props, "maxRetentionDays"),
                    mode: numberIn(lock.props, "changeableForDays") ? "compliance" : "governance",
                },
                policy: textOf(of("aws:backup/vaultPolicy:VaultPolicy"), "policy"),
            };
        }),
    grants: ({ arn }) => [
        { actions: ["backup:GetBackupVaultAccessPolicy"], resources: [arn] },
        { actions: ["backup:ListBackupVaults"], resources: ["*"] },
    ],
    async ask(session, { name: BackupVaultName, region }) {
        const client = session.client(BackupClient, region);
        // Asked for a vault that is not there, AWS Backup says that access is denied.
        // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/backup/vault.go
        const vaults = await allOf(paginateListBackupVaults({ client }, {}), (page) => page.BackupVaultList);
        const vault = vaults.find((each) => each.BackupVaultName === BackupVaultName);
        if (vault === undefined) return undefined;
        const policy = await unlessMissing(
            client.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
        );
        return { vault, policy: policy?.Policy };
    },
    judge({ name, subject: where, keyArn, lock, policy }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such vault", wanted: "it" }];
        const { Locked, MinRetentionDays, MaxRetentionDays, LockDate, EncryptionKeyArn } = answer.vault;
        const isLocked = Locked === true;
        const got: Settings = {
            "days at least": MinRetentionDays,
            "days at most": MaxRetentionDays,
            // A lock has a date from which nobody takes it off in compliance mode only.
            mode: LockDate === undefined ? "governance" : "compliance",
        };
        return [
            ...whenDiffers(difference({ key: keyArn }, { key: EncryptionKeyArn }), { fault: "key", where }),
            ...when(lock !== undefined && !isLocked, {
                fault: "unlocked",
                where,
                got: "no lock",
                wanted: "a lock",
                values: { vault: name },
            }),
            ...whenDiffers(lock && isLocked ? difference(lock, got) : undefined, { fault: "lock", where }),
            ...when(policy !== undefined && answer.policy === undefined, {
                fault: "no-policy",
                where,
                got: "no policy",
                wanted: "the policy that was deployed",
            }),
            ...whenDiffers(policyDifference(policy, answer.policy), { fault: "policy", where }),
        ];
    },
};
