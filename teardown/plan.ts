import { isRecord, numberIn } from "../state/exported";
import { type Graph, type Resource, recordsOf, regionOf, textOf } from "../state/graph";

/** What AWS deletes only when it is empty, and this stack does not empty: a backup vault or a bucket. */
export interface Holder {
    readonly resource: Resource;
    readonly kind: "vault" | "bucket";
    /** The name that AWS knows it by. */
    readonly name: string;
    readonly region: string;
    /** Days that something is kept from when it was put there, the longest of them; undefined for no end. */
    readonly keptDays: number | undefined;
    readonly lock: Lock | undefined;
    /** Its lock, policy, encryption and the like: without them it would be open for as long as it holds something. */
    readonly guards: readonly Resource[];
}

/** What keeps everybody from deleting what a holder holds. */
export interface Lock {
    readonly mode: "governance" | "compliance";
    /** When nobody can take it off any more, where that is known: of a vault's compliance lock. */
    readonly finalFrom: Date | undefined;
    /** Days that the lock keeps what is put there now; undefined where a vault's plans say how long. */
    readonly days: number | undefined;
    readonly resource: Resource;
}

/** How a stack is given up: what stays for as long as it holds something, and what can go now. */
export interface TeardownPlan {
    readonly holders: readonly Holder[];
    /** URNs that a first `pulumi destroy --exclude-protected` has to find protected. */
    readonly protect: readonly string[];
    /** URNs that are protected and hold nothing that has to stay. */
    readonly unprotect: readonly string[];
}

const vaultToken = "aws:backup/vault:Vault";
const bucketToken = "aws:s3/bucket:Bucket";
const vaultLockToken = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const objectLockToken = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

/** Reads from a stack's state what would stop its destruction, and what has to stay with that. */
export function planTeardown(graph: Graph): TeardownPlan {
    const holders = [
        ...graph.all(vaultToken).map((vault) => vaultHolder(graph, vault)),
        ...graph.all(bucketToken).map((bucket) => bucketHolder(graph, bucket)),
    ].filter(({ resource, lock }) => resource.props.forceDestroy !== true || lock !== undefined);
    const held = holders.flatMap(({ resource, guards }) => [resource, ...guards]);
    const kept = neededBy(graph, held);
    return {
        holders,
        protect: held.filter(({ protect }) => !protect).map(({ urn }) => urn),
        unprotect: graph.resources
            .filter(({ urn, protect }) => protect && !kept.has(urn))
            .map(({ urn }) => urn),
    };
}

/** The URNs of vault locks that AWS refuses to delete at a time: nobody takes off what is final, and an empty vault takes it along. */
export function finalLocks({ holders }: TeardownPlan, at: Date): string[] {
    return holders.flatMap(({ lock }) =>
        lock?.finalFrom !== undefined && lock.finalFrom <= at ? [lock.resource.urn] : [],
    );
}

/** The URNs of resources, and of all that they need: the same that `pulumi destroy --exclude-protected` spares. */
function neededBy(graph: Graph, resources: readonly Resource[]): ReadonlySet<string> {
    const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
    const found = new Set<string>();
    const follow = ({ urn, parent, dependencies }: Resource): void => {
        if (found.has(urn)) return;
        found.add(urn);
        for (const next of [...dependencies, ...(parent === undefined ? [] : [parent])]) {
            const resource = byUrn.get(next);
            if (resource !== undefined) follow(resource);
        }
    };
    for (const resource of resources) follow(resource);
    return found;
}

/** The longest of some numbers of days; no end where one has none. */
export const longest = (days: readonly (number | undefined)[]): number | undefined =>
    days.includes(undefined) ? undefined : Math.max(0, ...days.flatMap((one) => one ?? []));

function vaultHolder(graph: Graph, vault: Resource): Holder {
    const name = textOf(vault, "name") ?? vault.id;
    const rules = graph.all("aws:backup/plan:Plan").flatMap((plan) => recordsOf(plan, "rules"));
    const lifecycles = rules.flatMap((rule) => [
        ...(rule.targetVaultName === name ? [rule.lifecycle] : []),
        ...[rule.copyActions]
            .flat()
            .filter(isRecord)
            .filter(({ destinationVaultArn }) => destinationVaultArn === vault.props.arn)
            .map(({ lifecycle }) => lifecycle),
    ]);
    const guards = ["aws:backup/vaultPolicy:VaultPolicy", vaultLockToken].flatMap((type) =>
        graph.all(type).filter(({ props }) => props.backupVaultName === name),
    );
    const lock = guards.find(({ type }) => type === vaultLockToken);
    return {
        resource: vault,
        kind: "vault",
        name,
        region: regionOf(vault),
        keptDays: longest(lifecycles.map((lifecycle) => numberIn(lifecycle, "deleteAfter"))),
        lock: lock && vaultLock(lock),
        guards,
    };
}

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html#backup-vault-lock-modes */
function vaultLock(lock: Resource): Lock {
    const grace = numberIn(lock.props, "changeableForDays");
    return {
        mode: grace === undefined ? "governance" : "compliance",
        finalFrom: grace === undefined || lock.created === undefined ? undefined : after(lock.created, grace),
        days: undefined,
        resource: lock,
    };
}

/** A date some days after another. */
export function after(date: Date, days: number): Date {
    return new Date(date.getTime() + days * 24 * 3600 * 1000);
}

function bucketHolder(graph: Graph, bucket: Resource): Holder {
    const guards = graph.resources.filter(
        ({ type, props, urn }) =>
            type.startsWith("aws:s3/bucket") && urn !== bucket.urn && props.bucket === bucket.id,
    );
    const lock = guards.find(({ type }) => type === objectLockToken);
    const [rule] = recordsOf(lock, "rule");
    const retention = isRecord(rule?.defaultRetention) ? rule.defaultRetention : {};
    return {
        resource: bucket,
        kind: "bucket",
        name: bucket.id,
        region: textOf(bucket, "region") ?? textOf(bucket, "bucketRegion") ?? "",
        // What a lifecycle deletes in a versioned bucket stays as a former version.
        keptDays: undefined,
        lock: lock && {
            mode: retention.mode === "COMPLIANCE" ? "compliance" : "governance",
            finalFrom: undefined,
            days: numberIn(retention, "days"),
            resource: lock,
        },
        guards,
    };
}
