import { vaultIn } from "../../state/arn";
import { isRecord, numberIn } from "../../state/exported";
import { calledOf, type Graph, type Resource, recordsOf, regionOf } from "../../state/graph";

/** How often a plan backs up, into which vault, and for how long: a rule of `aws.backup.Plan`. */
export interface BackupRule {
    readonly name: string;
    /** Cron expression of AWS, with its time zone. */
    readonly schedule: string;
    readonly vault: string;
    /** Days until a recovery point moves to cold storage; undefined for never. */
    readonly coldAfterDays: number | undefined;
    /** Days until it is deleted; undefined for never. */
    readonly deletedAfterDays: number | undefined;
    /** Each vault that gets a copy, by its ARN's region and name, and how long it keeps it. */
    readonly copies: readonly {
        readonly vault: string;
        readonly region: string;
        readonly deletedAfterDays: number | undefined;
    }[];
}

/** A backup vault and how it holds on to what it has. */
export interface VaultFact {
    readonly name: string;
    readonly region: string;
    /** `governance` can be taken off by whoever may; `compliance` by nobody, once its grace time is over. */
    readonly lock: "none" | "governance" | "compliance";
    readonly minDays: number | undefined;
    readonly maxDays: number | undefined;
    readonly hasPolicy: boolean;
    readonly isProtected: boolean;
}

/** How long something is kept. */
export interface Kept {
    readonly what: string;
    readonly resource: string;
    readonly kept: string;
}

/** What is backed up and kept. */
export interface Retention {
    readonly rules: readonly BackupRule[];
    readonly vaults: readonly VaultFact[];
    readonly restoreTests: readonly string[];
    readonly kept: readonly Kept[];
}

/** Reads what is backed up and how long things are kept. */
export function readRetention(graph: Graph): Retention {
    return {
        rules: graph
            .all("aws:backup/plan:Plan")
            .flatMap((plan) => recordsOf(plan, "rules").map((rule) => backupRule(rule))),
        vaults: graph.all("aws:backup/vault:Vault").map((vault) => vaultFact(graph, vault)),
        restoreTests: graph
            .all("aws:backup/restoreTestingPlan:RestoreTestingPlan")
            .map(({ props }) => inZone(props.scheduleExpression, props.scheduleExpressionTimezone)),
        kept: [...recoverable(graph), ...logs(graph), ...files(graph)],
    };
}

const inZone = (expression: unknown, zone: unknown): string =>
    `${String(expression ?? "on demand")} ${String(zone ?? "UTC")}`;

/** `day` or `days`, with their number. */
export const days = (count: number): string =>
    `${count.toLocaleString("en")} ${count === 1 ? "day" : "days"}`;

const lifecycleOf = ({ lifecycle }: Readonly<Record<string, unknown>>) => ({
    coldAfterDays: numberIn(lifecycle, "coldStorageAfter"),
    deletedAfterDays: numberIn(lifecycle, "deleteAfter"),
});

function backupRule(rule: Readonly<Record<string, unknown>>): BackupRule {
    const copies = [rule.copyActions].flat().filter(isRecord);
    return {
        name: String(rule.ruleName ?? ""),
        schedule: inZone(rule.schedule, rule.scheduleExpressionTimezone),
        vault: String(rule.targetVaultName ?? ""),
        ...lifecycleOf(rule),
        copies: copies.map((copy) => {
            const { name: vault, region } = vaultIn(String(copy.destinationVaultArn ?? ""));
            return { vault, region, deletedAfterDays: lifecycleOf(copy).deletedAfterDays };
        }),
    };
}

function vaultFact(graph: Graph, vault: Resource): VaultFact {
    const { name } = vault.props;
    const lock = graph.find(
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        "backupVaultName",
        name,
    );
    const policy = graph.find("aws:backup/vaultPolicy:VaultPolicy", "backupVaultName", name);
    // AWS Backup, PutBackupVaultLockConfiguration: with a grace time the lock is a compliance lock, without a governance lock.
    const mode =
        lock && (numberIn(lock.props, "changeableForDays") === undefined ? "governance" : "compliance");
    return {
        name: String(name ?? vault.name),
        region: regionOf(vault),
        lock: mode ?? "none",
        minDays: lock && numberIn(lock.props, "minRetentionDays"),
        maxDays: lock && numberIn(lock.props, "maxRetentionDays"),
        hasPolicy: policy !== undefined,
        isProtected: vault.protect,
    };
}

function recoverable(graph: Graph): readonly Kept[] {
    const windows: Readonly<Record<string, readonly [what: string, property: string]>> = {
        "aws:kms/key:Key": ["A key, its deletion window", "deletionWindowInDays"],
        "aws:secretsmanager/secret:Secret": ["A secret, once it is deleted", "recoveryWindowInDays"],
    };
    return Object.entries(windows).flatMap(([type, [what, property]]) =>
        graph.all(type).map((resource) => {
            const window = numberIn(resource.props, property);
            return {
                what,
                resource: resource.name,
                kept: window === undefined ? "AWS's default" : days(window),
            };
        }),
    );
}

function logs(graph: Graph): readonly Kept[] {
    return graph.all("aws:cloudwatch/logGroup:LogGroup").map((group) => {
        const kept = numberIn(group.props, "retentionInDays") ?? 0;
        return {
            what: "Logs",
            resource: calledOf(group),
            kept: kept === 0 ? "for ever" : days(kept),
        };
    });
}

function files(graph: Graph): readonly Kept[] {
    return graph.all("aws:s3/bucket:Bucket").map((bucket) => {
        const lifecycle = graph.find(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "bucket",
            bucket.id,
        );
        const expiry = recordsOf(lifecycle, "rules").flatMap(
            ({ expiration }) => numberIn(expiration, "days") ?? [],
        );
        return {
            what: "Audit files",
            resource: bucket.id,
            kept: [
                expiry.length === 0 ? "for ever" : days(Math.max(...expiry)),
                ...objectLock(graph, bucket),
            ].join(", "),
        };
    });
}

function objectLock(graph: Graph, bucket: Resource): readonly string[] {
    const lock = graph.find(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "bucket",
        bucket.id,
    );
    const [rule] = recordsOf(lock, "rule");
    if (!isRecord(rule?.defaultRetention)) return [];
    const { mode, days: locked } = rule.defaultRetention;
    return [`locked for ${days(Number(locked))} (${String(mode).toLowerCase()})`];
}
