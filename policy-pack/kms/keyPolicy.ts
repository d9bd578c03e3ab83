import { pins } from "../kernel/breadth";
import { conditionsOn, covers } from "../kernel/iam";
import { eachStatement } from "../kernel/policies";
import { resourceRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import { administration, keyPolicyOf, policyTypes, use } from "./documents";
import { type Holder, holdersOf, meet, rootOf } from "./holders";

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
        const administrators: Allowed[] = [];
        const users: Allowed[] = [];
        eachStatement(key, keyPolicyOf(key), report, (statement, where) => {
            if (!statement.allow) return;
            const administers = administration.some((action) => covers(statement, action));
            const uses = [...use, "kms:CreateGrant"].some((action) => covers(statement, action));
            const everything = rootMayDoEverything && covers(statement, "kms:AnyActionAtAll");
            if (everything && statement.principals.every(({ value }) => rootOf(value) !== undefined)) return;
            if (administers && uses) {
                report.violation(
                    key,
                    `${where} allows the same principals to administer the key and to use it`,
                    split,
                    "Split it: CreateAlias, Describe*, Enable*, List*, Put*, Update*, Revoke*, Disable*, Get*, Delete*, ScheduleKeyDeletion and CancelKeyDeletion here, Decrypt and GenerateDataKey* for other principals in another statement",
                );
                return;
            }
            const allowed = holdersOf(statement).map((who) => ({ who, where: where.replace(/,$/, "") }));
            if (administers) administrators.push(...allowed);
            // Through a service it gets what that service lets it have and never a key's plaintext, and AWS asks it of whoever
            // creates what is encrypted: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service,
            // https://docs.aws.amazon.com/efs/latest/ug/EFSKMS.html
            else if (uses && !conditionsOn(statement, "kms:ViaService").some(pins)) users.push(...allowed);
        });
        for (const { who, where } of users) {
            const other = administrators.find((administrator) => meet(administrator.who, who));
            if (other === undefined) continue;
            const as = other.who.called === who.called ? "which" : `which as ${other.who.called}`;
            report.violation(
                key,
                `${where} allows use of the key to ${who.called}, ${as} may administer it by ${other.where}`,
                split,
                `Take ${who.called} out of one of the two statements, or name another role in one`,
            );
        }
    },
});

/** Somebody, and what of a policy allows them. */
interface Allowed {
    readonly who: Holder;
    readonly where: string;
}

const split = "give the two to different principals, so that whoever manages the key cannot read the data";
