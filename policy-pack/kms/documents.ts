import { pins } from "../kernel/breadth";
import { accountOf, conditionsOn, covers, type Document, documentOf, type Statement } from "../kernel/iam";
import { keyTypes } from "../kernel/keys";
import type { Found } from "../kernel/policies";
import type { Resource } from "../kernel/rule";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { see } from "../kernel/values";

/** What holds the policy of a key. */
export const policyTypes = [...keyTypes, tokens.keyPolicy] as const;

/** Actions by which a principal administers a key. */
export const administration = [
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:UpdateKeyDescription",
    "kms:RevokeGrant",
];

/** Actions by which a principal uses a key. */
export const use = [
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "GenerateMac",
].map((action) => `kms:${action}`);

/** Empty where the resource names none: a key then has the policy that AWS gives it. */
export function keyPolicyOf(resource: Resource | Node): Found {
    return { where: "its key policy", document: documentOf(see(resource.props, "policy")) };
}

/** Keys by which a condition names the account of the caller, or of whom it calls for. */
const accountConditions = ["kms:CallerAccount", "aws:PrincipalAccount", "aws:SourceAccount"];

/**
 * The account that a key policy was written for, as far as it shows: whoever may change the policy is of the key's own
 * account, since a key that its account cannot administer is locked out; among several such accounts the one that
 * conditions pin, then the one that is named most.
 */
export function ownAccount({ statements }: Document): string | undefined {
    const allowed = statements.filter(({ allow }) => allow);
    const administering = allowed.filter((statement) => covers(statement, "kms:PutKeyPolicy"));
    const candidates = accountsIn(administering.length > 0 ? administering : allowed);
    const pinned = statements.flatMap((statement) =>
        accountConditions.flatMap((key) =>
            conditionsOn(statement, key)
                .filter(pins)
                .flatMap(({ values }) => values),
        ),
    );
    const weight = (account: string) =>
        1000 * pinned.filter((value) => value === account).length +
        accountsIn(allowed).filter((named) => named === account).length;
    const [own] = [...new Set(candidates)].sort((a, b) => weight(b) - weight(a));
    return own ?? pinned[0];
}

function accountsIn(statements: readonly Statement[]): string[] {
    return statements
        .flatMap(({ principals }) => principals.map(({ value }) => accountOf(value)))
        .filter((account) => account !== undefined);
}
