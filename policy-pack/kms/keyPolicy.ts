import {
    accountOf,
    conditionsOn,
    covers,
    type Document,
    documentOf,
    isForEveryone,
    pins,
    requires,
    type Statement,
} from "../kernel/iam";
import { eachStatement, type Found } from "../kernel/policies";
import { type Resource, resourceRule } from "../kernel/rule";
import { choice, texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { see } from "../kernel/values";

const policyTypes = [tokens.key, tokens.keyPolicy] as const;

const administration = [
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:UpdateKeyDescription",
    "kms:RevokeGrant",
];

const use = [
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "GenerateMac",
].map((action) => `kms:${action}`);

/** Keys by which a condition says who the caller is. */
const callerKeys = [
    "kms:CallerAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
];

function policyOf(resource: Resource): Found {
    return { where: "its key policy", document: documentOf(see(resource.props, "policy")) };
}

export const noPublicPrincipal = resourceRule({
    name: "kms-key-policy-no-public-principal",
    title: "KMS key policies allow no anonymous or foreign principal without fixed conditions",
    asserts: "no Allow names everyone or another account without a condition that fixes the caller",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {
        securityHub: ["KMS.5"],
        configRules: ["kms-key-policy-no-public-access"],
        checkov: ["CKV_AWS_33"],
        prowler: ["kms_key_not_publicly_accessible"],
    },
    nist: { by: "this pack", controls: ["AC-3", "AC-6", "SC-12"] },
    fix: [
        '{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::ACCOUNT:role/ROLE" }, Action: ["kms:Decrypt"], Resource: "*",',
        '  Condition: { StringEquals: { "kms:CallerAccount": "ACCOUNT" } } }',
    ],
    types: policyTypes,
    settings: {
        trustedAccounts: texts("Ids of other accounts that key policies may name", [], "^[0-9]{12}$"),
    },
    check(key, report, { trustedAccounts }) {
        const found = policyOf(key);
        const own = ownAccount(found.document);
        eachStatement(key, found, report, (statement, where) => {
            if (!statement.allow || callerKeys.some((name) => conditionsOn(statement, name).some(pins)))
                return;
            const foreign = statement.principals
                .map(({ value }) => accountOf(value))
                .filter((account) => account !== undefined && own !== undefined && account !== own)
                .filter((account) => !trustedAccounts.some((trusted) => trusted === account));
            const whom = isForEveryone(statement)
                ? "everyone"
                : statement.notPrincipals
                  ? "all but some, with NotPrincipal,"
                  : foreign.length > 0
                    ? `account ${foreign[0]}`
                    : undefined;
            if (whom === undefined) return;
            report.violation(
                key,
                `${where} allows ${whom} without a condition that fixes the caller`,
                "name principals of this account, or pin the caller with kms:CallerAccount, aws:SourceArn or the like",
                "Name the role ARNs, or add a StringEquals condition without wildcards",
            );
        });
    },
});

/** The account a key policy speaks for: that of its root principal, or the only one it names. */
function ownAccount({ statements }: Document): string | undefined {
    const principals = statements
        .filter(({ allow }) => allow)
        .flatMap(({ principals }) => principals.map(({ value }) => value));
    const roots = new Set(
        principals.filter((value) => /:root$/.test(value) || /^\d{12}$/.test(value)).map(accountOf),
    );
    const [root] = roots;
    if (roots.size >= 1) return root;
    const [first] = principals.map(accountOf).filter((account) => account !== undefined);
    return first;
}

export const separatesDuties = resourceRule({
    name: "kms-key-policy-separates-duties",
    title: "KMS key policies split administration from use",
    asserts:
        "no statement gives a principal administration and use together; kms:* only where the configuration admits it for the account root",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-5", "AC-6(3)"] },
    fix: [
        "// administrators: Create*, Describe*, Enable*, List*, Put*, Update*, Revoke*, Disable*, Get*, Delete*, ScheduleKeyDeletion, CancelKeyDeletion",
        "// users, in another statement for other principals: Decrypt, GenerateDataKeyWithoutPlaintext, DescribeKey",
    ],
    types: policyTypes,
    settings: {
        rootMayDoEverything: choice(
            "Accept kms:* for the account root, as in AWS's default key policy",
            false,
        ),
    },
    check(key, report, { rootMayDoEverything }) {
        eachStatement(key, policyOf(key), report, (statement, where) => {
            if (!statement.allow) return;
            const administers = administration.some((action) => covers(statement, action));
            const uses = [...use, "kms:CreateGrant"].some((action) => covers(statement, action));
            if (!administers || !uses) return;
            const root = statement.principals.every(
                ({ value }) => /:root$/.test(value) || /^\d{12}$/.test(value),
            );
            if (rootMayDoEverything && root && covers(statement, "kms:AnyActionAtAll")) return;
            report.violation(
                key,
                `${where} allows the same principals to administer the key and to use it`,
                "give the two to different statements, so that whoever manages the key cannot read the data",
                "Split it: Create*, Describe*, Enable*, List*, Put*, Update*, Revoke*, Disable*, Get*, Delete*, ScheduleKeyDeletion and CancelKeyDeletion here, Decrypt and GenerateDataKey* there",
            );
        });
    },
});

export const serviceScoped = resourceRule({
    name: "kms-key-policy-service-scoped",
    title: "KMS keys are used through their service and account only",
    asserts:
        "statements that allow use of the key carry kms:ViaService with kms:CallerAccount, a source ARN or account, or an encryption context; kms:CreateGrant requires kms:GrantIsForAWSResource",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-3(7)", "SC-12"] },
    fix: [
        'Condition: { StringEquals: { "kms:ViaService": "elasticfilesystem.REGION.amazonaws.com", "kms:CallerAccount": "ACCOUNT" },',
        '             Bool: { "kms:GrantIsForAWSResource": "true" } } // the last one on kms:CreateGrant',
    ],
    types: policyTypes,
    check(key, report) {
        eachStatement(key, policyOf(key), report, (statement, where) => {
            // All of kms:* is the business of kms-key-policy-separates-duties.
            if (!statement.allow || covers(statement, "kms:AnyActionAtAll")) return;
            if (use.some((action) => covers(statement, action)) && !isScoped(statement))
                report.violation(
                    key,
                    `${where} allows use of the key from anywhere`,
                    "hold for one service and this account: kms:ViaService with kms:CallerAccount, aws:SourceArn, aws:SourceAccount or kms:EncryptionContext",
                    'Add Condition: { StringEquals: { "kms:ViaService": "SERVICE.REGION.amazonaws.com", "kms:CallerAccount": "ACCOUNT" } }',
                );
            if (
                covers(statement, "kms:CreateGrant") &&
                !requires(statement, "kms:GrantIsForAWSResource", "true")
            )
                report.violation(
                    key,
                    `${where} allows grants to anybody, which outlive the statement`,
                    "allow grants to AWS services only",
                    'Add Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } }',
                );
        });
    },
});

function isScoped(statement: Statement): boolean {
    const pinned = statement.conditions.filter(pins).map(({ key }) => key);
    const throughService =
        pinned.includes("kms:viaservice") &&
        pinned.some((key) => key === "kms:calleraccount" || key === "aws:principalaccount");
    const bySource = pinned.some(
        (key) =>
            ["aws:sourcearn", "aws:sourceaccount"].includes(key) || key.startsWith("kms:encryptioncontext:"),
    );
    // A service-linked role is one service of one account by construction.
    const linked =
        statement.principals.length > 0 &&
        statement.principals.every(({ value }) => value.includes(":role/aws-service-role/"));
    return throughService || bySource || linked;
}
