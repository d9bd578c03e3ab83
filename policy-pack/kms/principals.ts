import { pins } from "../kernel/breadth";
import { accountOf, conditionsOn, isForEveryone, isForeign, ownerOf, type Statement } from "../kernel/iam";
import { keyTypes } from "../kernel/keys";
import { eachStatement } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { see, text, UNKNOWN } from "../kernel/values";
import { keyPolicyOf, ownAccount, policyTypes } from "./documents";

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

const remedy =
    'Name the ARNs of roles of this account, or the other account in "trustedAccounts", or add Condition: { StringEquals: { "kms:CallerAccount": "ACCOUNT" } }, without wildcards';

export const noPublicPrincipal = resourceRule({
    name: "kms-key-policy-no-public-principal",
    title: "KMS key policies and grants admit no anonymous or foreign principal without fixed conditions",
    asserts:
        "no Allow names everyone or another account without a condition that fixes the caller to the key's own account or a trusted one, and no grant goes to another account or to a whole one",
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
        '  Condition: { StringEquals: { "kms:ViaService": "elasticfilesystem.REGION.amazonaws.com", "kms:CallerAccount": "ACCOUNT" } } }',
    ],
    types: [...policyTypes, tokens.grant],
    settings: {
        trustedAccounts: texts("Ids of other accounts that key policies may name", [], "^[0-9]{12}$"),
    },
    check(resource, report, { trustedAccounts }) {
        if (resource.type === tokens.grant) return judgeGrant(resource, undefined, trustedAccounts, report);
        const found = keyPolicyOf(resource);
        const own = ownAccount(found.document);
        eachStatement(resource, found, report, (statement, where) =>
            judgeStatement(resource, statement, where, own, trustedAccounts, report),
        );
    },
    across: {
        trigger: tokens.key,
        check(stack, report, { trustedAccounts }) {
            // The key's own ARN tells its account, which single resources can only guess at.
            for (const key of stack.of(...keyTypes)) {
                const own = ownerOf(key);
                if (own === undefined) continue;
                for (const holder of [key, ...stack.pointingAt(key, [tokens.keyPolicy], ["keyId"])]) {
                    const { where, document } = keyPolicyOf(holder);
                    if (ownAccount(document) === own) continue;
                    for (const statement of document.statements)
                        judgeStatement(
                            holder,
                            statement,
                            `${where}, ${statement.label},`,
                            own,
                            trustedAccounts,
                            report,
                        );
                }
            }
            for (const grant of stack.of(tokens.grant)) {
                if (keyAccount(grant) !== undefined) continue;
                const own = grantedAccount(stack, grant);
                if (own !== undefined) judgeGrant(grant, own, trustedAccounts, report);
            }
        },
    },
});

function judgeStatement(
    on: Resource | Node,
    statement: Statement,
    where: string,
    own: string | undefined,
    trusted: readonly string[],
    report: Report,
): void {
    if (!statement.allow) return;
    const elsewhereIn = (values: readonly string[]) =>
        values.map(accountOf).find((account) => isForeign(account, own, trusted));
    const pinned = callerKeys.flatMap((name) => conditionsOn(statement, name).filter(pins));
    const admitted = pinned.map(({ values }) => elsewhereIn(values));
    // All conditions have to hold, so that one which fixes callers of the own or a trusted account is enough.
    if (admitted.includes(undefined)) return;
    const [elsewhere] = admitted;
    const foreign = elsewhereIn(statement.principals.map(({ value }) => value));
    const whom = isForEveryone(statement)
        ? elsewhere === undefined
            ? "everyone"
            : `everyone of account ${elsewhere}, where the key's own is ${own},`
        : statement.notPrincipals
          ? "all but some, with NotPrincipal,"
          : foreign === undefined
            ? undefined
            : `account ${foreign}, where the key's own is ${own},`;
    if (whom === undefined) return;
    report.violation(
        on,
        `${where} allows ${whom} without a condition that fixes the caller${elsewhere === undefined ? "" : " to the key's own account"}`,
        "name principals of its own account, or pin the caller with kms:CallerAccount, aws:SourceArn or the like",
        remedy,
    );
}

/** A grant of the stack outlives the policy, and its principal needs nothing else. */
function judgeGrant(
    grant: Resource | Node,
    account: string | undefined,
    trusted: readonly string[],
    report: Report,
): void {
    const grantee = see(grant.props, "granteePrincipal");
    if (grantee === UNKNOWN) {
        report.wait(grant, "granteePrincipal");
        return;
    }
    const principal = text(grantee) ?? "";
    const own = account ?? keyAccount(grant);
    const whose = accountOf(principal);
    const whole = account === undefined && (/:root$/.test(principal) || /^\d{12}$/.test(principal));
    const foreign = isForeign(whose, own, trusted);
    if (!whole && !foreign) return;
    report.violation(
        grant,
        `granteePrincipal is ${principal}, ${foreign ? `of account ${whose}, where the key is of ${own}` : "a whole account"}`,
        "be one role of the key's own account",
        "Set granteePrincipal to a role's ARN",
    );
}

/** The account in the ARN with which a grant names its key; nothing where it names it by id. */
function keyAccount(grant: Resource | Node): string | undefined {
    return accountOf(text(see(grant.props, "keyId")) ?? "");
}

function grantedAccount(stack: Stack, grant: Node): string | undefined {
    const [key] = stack.link(grant, ["keyId"], keyTypes).to;
    return key && ownerOf(key);
}
