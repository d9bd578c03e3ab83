import type { Account } from "../account/account";
import type { Guarded } from "../account/document";
import type { KeyPurpose } from "../account/parts";
import { actionsOf, type Question, type Subject } from "./subject";

const groups = {
    Decrypt: ["kms:Decrypt"],
    Encrypt: ["kms:Encrypt"],
    ReEncryptTo: ["kms:ReEncryptTo"],
    GenerateDataKey: ["kms:GenerateDataKey"],
    GenerateDataKeyWithoutPlaintext: ["kms:GenerateDataKeyWithoutPlaintext"],
    CreateGrant: ["kms:CreateGrant"],
    "CreateGrant for AWS": ["kms:CreateGrant"],
    DescribeKey: ["kms:DescribeKey"],
    RetireGrant: ["kms:RetireGrant"],
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html, but for what only reads.
    administer: [
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:CancelKeyDeletion",
        "kms:DisableKey",
        "kms:EnableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKeyRotation",
        "kms:RotateKeyOnDemand",
        "kms:RevokeGrant",
        "kms:CreateAlias",
        "kms:UpdateAlias",
        "kms:DeleteAlias",
        "kms:UpdateKeyDescription",
        "kms:TagResource",
        "kms:UntagResource",
    ],
};

/** A way in which a request reaches a key, with the facts that KMS sees then. */
export interface Way {
    readonly value: string;
    readonly about: string;
    readonly owner?: string;
    readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** The subject of one table of keys. */
export function keySubject(
    title: string,
    purposes: readonly KeyPurpose[],
    waysTo: (account: Account, key: Guarded) => readonly Way[],
    wayNames: readonly string[],
): Subject {
    return {
        title,
        dimensions: { use: Object.keys(groups), through: wayNames },
        ask: (account) =>
            account.keys
                .filter(({ purpose }) => purpose !== undefined && purposes.includes(purpose))
                .flatMap((key) => waysTo(account, key).flatMap((way) => questions(account, key, way))),
    };
}

function questions({ id }: Account, key: Guarded, way: Way): readonly Question[] {
    // Who administers a key does so himself, not through a service.
    const asked = actionsOf(groups).filter(({ value }) => value !== "administer" || way === directly);
    return asked.map(({ value, action }) => ({
        facets: { use: value, through: way.value },
        ...(way.owner === undefined ? {} : { owner: way.owner }),
        about: `${action} on ${key.name} ${way.about}`,
        request: {
            action,
            resource: key.arn,
            account: id,
            context: { ...contextOf(way, action), ...(value === "CreateGrant for AWS" && forAws) },
            resourcePolicy: key.policy,
        },
    }));
}

const forAws = { "kms:GrantIsForAWSResource": "true" };

/** An encryption context goes with what encrypts and with a grant; administration and DescribeKey have none. */
function contextOf({ context }: Way, action: string): Way["context"] {
    const hasEncryptionContext = /:(Decrypt|Encrypt|ReEncryptTo|GenerateDataKey.*|CreateGrant)$/.test(action);
    return Object.fromEntries(
        Object.entries(context).filter(([key]) => hasEncryptionContext || !/EncryptionContext/.test(key)),
    );
}

/** A call that no service makes on somebody's behalf. */
export const directly: Way = { value: "nothing", about: "directly", context: {} };

/** A call that a service makes on behalf of whoever called that. */
export function via(value: string, service: string, { region }: Guarded, { dnsSuffix }: Account): Way {
    return {
        value,
        about: `through ${service}`,
        context: { "kms:ViaService": `${service}.${region}.${dnsSuffix}` },
    };
}

const vaultContext = { "kms:EncryptionContextKeys": ["aws:backup:backup-vault"] };

/** The ways through AWS Backup: for a vault, for something else, and for nothing in particular. */
function viaBackup(key: Guarded, account: Account): readonly Way[] {
    const way = via("AWS Backup", "backup", key, account);
    const without = { ...way, value: "AWS Backup without vault", about: "through backup for no vault" };
    return [
        { ...way, context: { ...way.context, ...vaultContext } },
        { ...without, context: { ...way.context, "kms:EncryptionContextKeys": ["something-else"] } },
        without,
    ];
}

/** Whoever calls KMS chooses the encryption context, so a context alone proves nothing. */
function pretending(context: Way["context"], key: Guarded, account: Account): readonly Way[] {
    const service = another(key, account);
    return [
        { ...directly, about: "directly with the right context", context },
        {
            ...service,
            about: "through s3 with the right context",
            context: { ...service.context, ...context },
        },
    ];
}

function viaSecrets(key: Guarded, account: Account): readonly Way[] {
    const { partition, region, id, agents } = account;
    const way = via("an agent's secret", "secretsmanager", key, account);
    const contextOf = (arn: string) => ({ "kms:EncryptionContext:SecretARN": arn });
    const own = agents.flatMap(({ name, secretArn }) =>
        [
            {
                ...way,
                about: `for the secret of ${name}`,
                context: { ...way.context, ...contextOf(secretArn) },
            },
            ...pretending(contextOf(secretArn), key, account),
        ].map((asked) => ({ ...asked, owner: name })),
    );
    const secret = `arn:${partition}:secretsmanager:${region}:${id}:secret`;
    const nearby = agents.map(({ secretArn }) => secretArn.replace(/s\/[^/]*$/, "x/secret-AbCdEf"));
    const elsewhere = [`${secret}:payroll-AbCdEf`, ...nearby].map(contextOf);
    return [
        ...own,
        ...[...elsewhere, {}].map((context) => ({
            ...way,
            value: "another secret",
            about: "for a secret that is no agent's",
            context: { ...way.context, ...context },
        })),
    ];
}

/** EC2 uses the key for images, where such are baked. */
const viaEc2 = (key: Guarded, account: Account) =>
    via(account.hasImages ? "EC2" : "EC2 without images", "ec2", key, account);

const another = (key: Guarded, account: Account) => via("another service", "s3", key, account);

/** Who may use the key of the file system's data. */
export const dataKey = keySubject(
    "Data key",
    ["data"],
    (account, key) => [
        directly,
        via("EFS", "elasticfilesystem", key, account),
        ...viaBackup(key, account),
        another(key, account),
    ],
    ["nothing", "EFS", "AWS Backup", "AWS Backup without vault", "another service"],
);

/** Who may use the key of the backup vault, and that of its copies. */
export const vaultKey = keySubject(
    "Vault key",
    ["vault", "copy"],
    (account, key) => [
        directly,
        ...viaBackup(key, account),
        via("EFS", "elasticfilesystem", key, account),
        another(key, account),
        ...pretending(vaultContext, key, account),
    ],
    ["nothing", "AWS Backup", "AWS Backup without vault", "EFS", "another service"],
);

/** Who may use the key of the agents' disks and credentials. */
export const agentsKey = keySubject(
    "Agents' key",
    ["agents"],
    (account, key) => [directly, ...viaSecrets(key, account), viaEc2(key, account), another(key, account)],
    ["nothing", "an agent's secret", "another secret", "EC2", "EC2 without images", "another service"],
);
