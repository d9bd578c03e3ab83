import { inOnePlace } from "../kernel/onePlace";
import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, see, text } from "../kernel/values";

const refused = [
    "AdministratorAccess",
    "PowerUserAccess",
    "IAMFullAccess",
    "AmazonElasticFileSystemFullAccess",
];

export const noAdminManagedPolicies = resourceRule({
    name: "iam-no-admin-managed-policies",
    title: "No administrator policy is attached",
    asserts:
        "no role, group or user is given AdministratorAccess, PowerUserAccess, IAMFullAccess or AmazonElasticFileSystemFullAccess",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        checkov: ["CKV_AWS_274", "CKV2_AWS_56"],
        prowler: ["iam_role_administratoraccess_policy"],
    },
    nist: { by: "this pack", controls: ["AC-6"] },
    fix: [
        'new aws.iam.RolePolicy("agent", { role: role.name, policy: leastPrivilege }); // instead of AdministratorAccess',
    ],
    types: [
        tokens.attachment,
        tokens.userAttachment,
        tokens.groupAttachment,
        tokens.policyAttachment,
        tokens.role,
    ],
    settings: { refusedPolicies: texts("Names of managed policies that may not be attached", refused) },
    check(resource, report, { refusedPolicies }) {
        const arns = items(
            see(resource.props, resource.type === tokens.role ? "managedPolicyArns" : "policyArn"),
        );
        if (arns.length === 0) return report.notApplicable("It attaches no policy");
        // An ARN that is not known yet is that of a policy of this program, which is judged by its document.
        for (const arn of arns) {
            const name = text(arn)?.split("/").at(-1) ?? "";
            if (!refusedPolicies.includes(name)) continue;
            report.violation(
                resource,
                `it attaches ${name}`,
                "attach what the job needs and no more",
                "Write an aws.iam.RolePolicy with the actions that are used",
            );
        }
    },
});

export const noMixedPolicies = resourceRule({
    name: "iam-role-no-mixed-policy-management",
    title: "Roles keep their policies in one place",
    asserts: "no role has managedPolicyArns or inlinePolicies together with attachments of its own",
    severity: "medium",
    level: "mandatory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["CM-2"] },
    fix: [
        'new aws.iam.Role("agent", { assumeRolePolicy }); // no managedPolicyArns, no inlinePolicies',
        'new aws.iam.RolePolicy("agent", { role: role.name, policy });',
    ],
    ...inOnePlace({
        type: tokens.role,
        inline: ["managedPolicyArns", "inlinePolicies"],
        separate: [tokens.rolePolicy, tokens.attachment],
        by: "role",
        problem: (others) => `it holds policies itself and through ${others}`,
        must: "keep its policies in one place",
        fix: "Move managedPolicyArns and inlinePolicies to attachments and role policies",
    }),
});
