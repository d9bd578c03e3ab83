import { quotedInShell } from "../cli/inShell";
import { type Graph, regionOf } from "../state/graph";
import { defaultWindowDays } from "../state/windows";
import { after, finalLocks, type Holder, longest, planTeardown, type TeardownPlan } from "./plan";

/** One step on the way to an empty account. */
export interface Step {
    readonly title: string;
    /** When it can be done. */
    readonly when: "now" | string;
    /** To be pasted into a shell, in the folder of the program. */
    readonly commands: readonly string[];
}

/** How a stack is given up, in words and commands. */
export interface Teardown {
    readonly stack: string;
    /** What keeps `pulumi destroy` from deleting everything in one go, and until when. */
    readonly held: readonly string[];
    readonly steps: readonly Step[];
    /** What the first step deletes for good, with what is in it. */
    readonly lost: readonly string[];
    /** What AWS keeps after the last step. */
    readonly remains: readonly string[];
}

/** A day, as in 2026-11-26. */
const day = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * Tells how a deployed stack is given up.
 * @param now the day on which the last recovery point and audit file are taken to be made
 */
export function tearDown(graph: Graph, now: Date): Teardown {
    const plan = planTeardown(graph);
    return {
        stack: graph.stack,
        held: [
            ...plan.holders.map((holder) => describe(holder, now)),
            ...(plan.holders.length === 0 ? [] : keysOf(graph, plan)),
        ],
        steps: plan.holders.length === 0 ? inOneGo(graph) : inTwo(graph, plan, now),
        lost: lostIn(graph),
        remains: remainsOf(graph),
    };
}

/** What a holder may hold, until when, and who can change that. */
function describe(holder: Holder, now: Date): string {
    const { kind, name, region } = holder;
    return kind === "vault"
        ? `vault ${name} in ${region}: recovery points, ${until(holder, now)}${lockOf(holder, now)}`
        : `bucket ${name}: audit files, until somebody deletes every version of them${lockOf(holder, now)}`;
}

function until({ keptDays }: Holder, now: Date): string {
    if (keptDays === undefined) return "until somebody deletes them, as a plan keeps them for ever";
    return `until ${day(after(now, keptDays))} where the last one is made today (${keptDays} days)`;
}

function lockOf({ kind, lock }: Holder, now: Date): string {
    if (lock === undefined) return "";
    if (kind === "bucket") {
        const end = lock.days === undefined ? "" : ` until ${day(after(now, lock.days))} (${lock.days} days)`;
        return `; a lock in ${lock.mode} mode keeps them${end}${lock.mode === "governance" ? ", save from who may bypass it" : ""}`;
    }
    if (lock.mode === "governance")
        return "; its lock is in governance mode: who may take it off can delete them";
    const { finalFrom } = lock;
    if (finalFrom === undefined) return "; its lock is in compliance mode: nobody deletes them, AWS neither";
    return finalFrom > now
        ? `; its lock is in compliance mode, and can be taken off until ${day(finalFrom)}`
        : `; its lock is in compliance mode since ${day(finalFrom)}: nobody deletes them before, AWS neither`;
}

/** The keys that must not go before what they encrypt. */
function keysOf(graph: Graph, { unprotect }: TeardownPlan): string[] {
    const staying = graph
        .all("aws:kms/key:Key")
        .filter(({ urn, protect }) => protect && !unprotect.includes(urn));
    return staying.map(({ name, id }) => `key ${name} (${id}): stays with what it encrypts`);
}

const destroy = (stack: string, more = ""): string => `pulumi destroy --stack ${stack}${more}`;

function inOneGo({ stack, resources }: Graph): Step[] {
    const isProtected = resources.some(({ protect }) => protect);
    return [
        {
            title: "Destroy the stack, with what its vaults and buckets hold",
            when: "now",
            commands: [
                ...(isProtected ? [`pulumi state unprotect --all --yes --stack ${stack}`] : []),
                destroy(stack),
                `pulumi stack rm ${stack}`,
            ],
        },
    ];
}

function inTwo({ stack }: Graph, plan: TeardownPlan, now: Date): Step[] {
    const change = (verb: "protect" | "unprotect"): string[] =>
        plan[verb].length === 0
            ? []
            : [
                  `pulumi state ${verb} --yes --stack ${stack} \\\n    ${plan[verb].map(quotedInShell).join(" \\\n    ")}`,
              ];
    const vaults = plan.holders.filter(({ kind }) => kind === "vault");
    const buckets = plan.holders.filter(({ kind }) => kind === "bucket");
    const ends = plan.holders.map(({ kind, keptDays, lock }) =>
        kind === "vault" ? keptDays : (lock?.days ?? 0),
    );
    const last = longest(ends);
    const when = last === undefined ? "once they are empty" : `from ${day(after(now, last))}`;
    return [
        {
            title: "Destroy all but what holds something; its locks, policies and keys stay with it",
            when: "now",
            commands: [...change("protect"), ...change("unprotect"), destroy(stack, " --exclude-protected")],
        },
        ...(vaults.length === 0
            ? []
            : [
                  {
                      title: "See that the vaults are empty. AWS Backup deletes what has expired with a role of its own, which the account has to have",
                      when,
                      commands: [
                          "aws iam get-role --role-name AWSServiceRoleForBackup || aws iam create-service-linked-role --aws-service-name backup.amazonaws.com",
                          ...vaults.map(
                              ({ name, region }) =>
                                  `aws backup list-recovery-points-by-backup-vault --region ${region} --backup-vault-name ${name} --query 'RecoveryPoints[].[RecoveryPointArn,Status,CalculatedLifecycle.DeleteAt]' --output text`,
                          ),
                      ],
                  },
              ]),
        ...(buckets.length === 0
            ? []
            : [
                  {
                      title: "Empty the buckets, 1000 versions a time, until AWS refuses as there is none, or answers with those that it keeps",
                      when,
                      commands: buckets.flatMap(({ name, region }) => emptyBucket(name, region)),
                  },
              ]),
        {
            title: "Destroy the rest",
            when,
            commands: [
                `pulumi state unprotect --all --yes --stack ${stack}`,
                ...finalLocks(plan, after(now, last ?? 0)).map(
                    (urn) => `pulumi state delete --yes --stack ${stack} ${quotedInShell(urn)}`,
                ),
                destroy(stack),
                `pulumi stack rm ${stack}`,
            ],
        },
    ];
}

/**
 * The call succeeds for objects that it could not delete too, and with `Quiet` it answers with those only.
 * https://docs.aws.amazon.com/cli/latest/reference/s3api/delete-objects.html
 */
const emptyBucket = (name: string, region: string): string[] => [
    `while kept=$(aws s3api delete-objects --region ${region} --bucket ${name} --no-cli-pager --delete "$(aws s3api list-object-versions \\
    --region ${region} --bucket ${name} --max-items 1000 --output json \\
    --query '{Quiet: \`true\`, Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}')") && [ -z "$kept" ]; do :; done; echo "$kept"`,
];

/** What has content and goes at once, whatever stays of the rest. */
function lostIn(graph: Graph): string[] {
    return [
        ...graph
            .all("aws:efs/fileSystem:FileSystem")
            .filter(({ outlives }) => !outlives)
            .map(({ id }) => `file system ${id} with its files`),
        ...graph
            .all("aws:cloudwatch/logGroup:LogGroup")
            .filter(({ props }) => props.skipDestroy !== true)
            .map(({ id }) => `log group ${id} with its logs`),
    ];
}

/** What the state says that AWS keeps once a resource is deleted. */
function remainsOf(graph: Graph): string[] {
    const replicas = graph
        .all("aws:efs/replicationConfiguration:ReplicationConfiguration")
        .flatMap(({ props }) => [props.destination].flat().map(Object));
    return [
        ...graph
            .all("aws:efs/fileSystem:FileSystem")
            .filter(
                ({ id, outlives }) => outlives && replicas.every(({ fileSystemId }) => fileSystemId !== id),
            )
            .map(
                (fileSystem) =>
                    `file system ${fileSystem.id} with its files, which the stack only reads: without policy and mount targets then, and paid for. Delete it with: aws efs delete-file-system --region ${regionOf(fileSystem)} --file-system-id ${fileSystem.id}`,
            ),
        ...replicas.map(
            ({ fileSystemId, region }) =>
                `replica ${fileSystemId} in ${region}: writable then, and paid for. Delete it with: aws efs delete-file-system --region ${region} --file-system-id ${fileSystemId}`,
        ),
        ...graph
            .all("aws:kms/key:Key")
            .map((key) =>
                key.outlives
                    ? `key ${key.id}: enabled, for files that outlive the stack. Without any, it goes with: aws kms schedule-key-deletion --region ${regionOf(key)} --key-id ${key.id}`
                    : `key ${key.id}: in its deletion window of ${key.props.deletionWindowInDays ?? defaultWindowDays} days it comes back with: aws kms cancel-key-deletion --region ${regionOf(key)} --key-id ${key.id}`,
            ),
        ...graph
            .all("aws:secretsmanager/secret:Secret")
            .filter(({ props }) => props.recoveryWindowInDays !== 0)
            .map(
                (secret) =>
                    `secret ${secret.id}: in its recovery window of ${secret.props.recoveryWindowInDays ?? defaultWindowDays} days it comes back with: aws secretsmanager restore-secret --region ${regionOf(secret)} --secret-id ${secret.id}`,
            ),
    ];
}
