import { pins } from "../kernel/breadth";
import { conditionsOn, covers, type Statement } from "../kernel/iam";
import { eachStatement } from "../kernel/policies";
import { resourceRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import { administration, keyPolicyOf, policyTypes, use } from "./documents";

export const separatesDuties = resourceRule({
    name: "kms-key-policy-separates-duties",
    title: "KMS key policies split administration from use",
    asserts:
        "no principal is given administration and use in one statement, nor in two unless it uses the key through a service; kms:* only where the configuration admits it for the account root",
    severity: "high",
    level: "advisory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-5", "AC-6(3)"] },
    fix: [
        "// administrators: CreateAlias, Describe*, Enable*, List*, Put*, Update*, Revoke*, Disable*, Get*, Delete*, ScheduleKeyDeletion, CancelKeyDeletion",
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
        const administrators = new Map<string, string>();
        const users: { readonly who: string; readonly where: string }[] = [];
        eachStatement(key, keyPolicyOf(key), report, (statement, where) => {
            if (!statement.allow) return;
            const administers = administration.some((action) => covers(statement, action));
            const uses = [...use, "kms:CreateGrant"].some((action) => covers(statement, action));
            const everything = rootMayDoEverything && covers(statement, "kms:AnyActionAtAll");
            if (everything && statement.principals.every(({ value }) => rootOf(value) !== undefined)) return;
            if (administers && uses)
                report.violation(
                    key,
                    `${where} allows the same principals to administer the key and to use it`,
                    split,
                    "Split it: CreateAlias, Describe*, Enable*, List*, Put*, Update*, Revoke*, Disable*, Get*, Delete*, ScheduleKeyDeletion and CancelKeyDeletion here, Decrypt and GenerateDataKey* for other principals in another statement",
                );
            else if (administers) for (const who of whoIsAllowed(statement)) administrators.set(who, where);
            // Through a service it gets what the service does for it and no plaintext: who deploys needs that to create.
            else if (uses && !conditionsOn(statement, "kms:ViaService").some(pins))
                users.push(...whoIsAllowed(statement).map((who) => ({ who, where })));
        });
        for (const { who, where } of users) {
            const other = administrators.get(who);
            if (other === undefined) continue;
            report.violation(
                key,
                `${where} allows use of the key to ${who}, which may administer it by ${other.replace(/,$/, "")}`,
                split,
                `Take ${who} out of one of the two statements, or name another role in one`,
            );
        }
    },
});

const split = "give the two to different principals, so that whoever manages the key cannot read the data";

/** The account whose root a principal is. */
function rootOf(principal: string): string | undefined {
    return /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
}

/** Whom a statement allows, each in one form: by its principals, or by the ARNs that its condition pins everyone to. */
function whoIsAllowed(statement: Statement): readonly string[] {
    const named = statement.principals.map(({ value }) => value);
    const pinned = conditionsOn(statement, "aws:PrincipalArn")
        .filter(pins)
        .flatMap(({ values }) => values);
    return (named.includes("*") ? pinned : named).map((value) => {
        const root = rootOf(value);
        return root === undefined ? value : `account ${root}`;
    });
}
