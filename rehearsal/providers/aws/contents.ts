import { vaultIn } from "../../../state/arn";
import type { Account, AccountRecord } from "./account";
import { isProperties } from "./values";

/** What a service puts into a container, by the container's type. */
const contentTokens = {
    "aws:backup/vault:Vault": "recovery point",
    "aws:s3/bucket:Bucket": "object",
} as const;

type ContainerToken = keyof typeof contentTokens;

const vaultToken: ContainerToken = "aws:backup/vault:Vault";
const bucketToken: ContainerToken = "aws:s3/bucket:Bucket";

const recordsIn = (value: unknown) => [value].flat().filter(isProperties);

/** Lets a first day pass: each plan with a selection backs up, and each service that writes to a bucket does. */
export function letServicesWork(account: Account): void {
    const all = account.all();
    const of = (token: string) => all.filter((record) => record.token === token);
    const planned = new Set(of("aws:backup/selection:Selection").map(({ outputs }) => outputs.planId));
    for (const { id, region, outputs } of of("aws:backup/plan:Plan").filter((plan) => planned.has(plan.id)))
        for (const rule of recordsIn(outputs.rules)) {
            put(account, vaultToken, { region, id: String(rule.targetVaultName) }, `of ${id}`, {
                days: daysOf(rule.lifecycle, "deleteAfter"),
            });
            for (const copy of recordsIn(rule.copyActions)) {
                const { region: there, name } = vaultIn(String(copy.destinationVaultArn));
                put(account, vaultToken, { region: there, id: name }, `copied of ${id}`, {
                    days: daysOf(copy.lifecycle, "deleteAfter"),
                });
            }
        }
    const writers = [
        ...of("aws:cloudtrail/trail:Trail").map(({ id, outputs }) => [id, outputs.s3BucketName]),
        ...of("aws:cfg/deliveryChannel:DeliveryChannel").map(({ id, outputs }) => [id, outputs.s3BucketName]),
        ...of("aws:ec2/flowLog:FlowLog")
            .filter(({ outputs }) => outputs.logDestinationType === "s3")
            .map(({ id, outputs }) => [id, String(outputs.logDestination).replace(/^.*:/, "")]),
        ...of("aws:s3/bucketLogging:BucketLogging").map(({ id, outputs }) => [id, outputs.targetBucket]),
    ];
    for (const [writer, name] of writers) {
        const bucket = String(name).replace(/\/.*$/, "");
        const { region } = all.find(({ token, id }) => token === bucketToken && id === bucket) ?? {};
        if (region !== undefined)
            put(account, bucketToken, { region, id: bucket }, `of ${writer}`, objectLockOf(all, bucket));
    }
}

/** Lets days pass: recovery points are deleted when their plan says, object locks end, and compliance locks become final. */
export function letTimePass(account: Account, days: number): void {
    for (const record of account.all()) {
        const { token, outputs } = record;
        if (token.endsWith(":VaultLockConfiguration") && Number(outputs.changeableForDays) <= days)
            account.put({ ...record, immutable: true, goesWith: `${vaultToken} ${record.id}` });
        if (record.within === undefined || (record.lastsDays ?? Number.POSITIVE_INFINITY) > days) continue;
        if (record.token === contentTokens[vaultToken]) account.remove(record);
        // A lifecycle only makes the current version of an object in a versioned bucket a former one.
        else account.put({ ...record, lastsDays: undefined, outputs: {} });
    }
}

/**
 * Deletes what is in a container, as `forceDestroy` does. Throws where AWS refuses: for a recovery point while the vault
 * has a lock or a policy that denies it, for a file under an object lock in compliance mode. Governance mode is bypassed
 * by the official provider.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function empty(account: Account, container: Pick<AccountRecord, "token" | "id" | "region">): void {
    const guards = account
        .all()
        .filter(
            ({ outputs, region }) => region === container.region && outputs.backupVaultName === container.id,
        )
        .filter(
            ({ token, outputs }) =>
                token.endsWith(":VaultLockConfiguration") ||
                (token.endsWith(":VaultPolicy") && String(outputs.policy).includes("DeleteRecoveryPoint")),
        );
    for (const record of account.contentOf(container)) {
        const guard =
            guards[0]?.token ?? (record.outputs.mode === "COMPLIANCE" ? "its object lock" : undefined);
        if (guard !== undefined)
            throw new Error(
                `AWS refuses to delete ${record.token} ${record.id} in ${container.id}: ${guard} forbids it.`,
            );
        account.remove(record);
    }
}

interface Lasting {
    /** How long it is kept or locked. */
    readonly days: number | undefined;
    /** Of an object lock. */
    readonly mode?: unknown;
}

function put(
    account: Account,
    token: ContainerToken,
    { region, id }: { readonly region: string; readonly id: string },
    what: string,
    { days, mode }: Lasting,
): void {
    if (account.get({ token, region, id }) === undefined)
        throw new Error(`AWS Backup or a delivery fails: there is no ${token} ${id} in ${region}.`);
    account.put({
        token: contentTokens[token],
        id: `${what} in ${id}`,
        urn: "",
        region,
        generation: 1,
        holds: [],
        within: `${token} ${id}`,
        lastsDays: days,
        outputs: mode === undefined ? {} : { mode },
    });
}

function objectLockOf(all: readonly AccountRecord[], bucket: string): Lasting {
    const token = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
    const lock = all.find((record) => record.token === token && record.outputs.bucket === bucket);
    const rule = isProperties(lock?.outputs.rule) ? lock.outputs.rule : {};
    const { mode } = isProperties(rule.defaultRetention) ? rule.defaultRetention : {};
    return { days: daysOf(rule.defaultRetention, "days"), mode };
}

function daysOf(properties: unknown, key: string): number | undefined {
    const days = isProperties(properties) ? properties[key] : undefined;
    return typeof days === "number" ? days : undefined;
}
