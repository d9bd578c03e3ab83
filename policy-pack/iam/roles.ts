import { inOnePlace } from "../kernel/onePlace";
import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, see, text } from "../kernel/values";
import { refusedManagedPolicies, rolePassingPolicies } from "./managedPolicies";

const refused = { ...refusedManagedPolicies, ...rolePassingPolicies };

/** What attaches managed policies, with the property that names them. */
const attaching: Readonly<Record<string, string>> = {
    [tokens.attachment]: "policyArn",
    [tokens.attachmentsExclusive]: "policyArns",
    [tokens.groupAttachment]: "policyArn",
    [tokens.groupAttachmentsExclusive]: "policyArns",
    [tokens.permissionSetAttachment]: "managedPolicyArn",
    [tokens.policyAttachment]: "policyArn",
    [tokens.role]: "managedPolicyArns",
    [tokens.userAttachment]: "policyArn",
    [tokens.userAttachmentsExclusive]: "policyArns",
};

export const noAdminManagedPolicies = resourceRule({
    name: "iam-no-admin-managed-policies",
    title: "No administrator policy is attached",
    asserts:
        "no role, group, user or permission set is given a managed policy of AWS's that lets it act as root on file systems or take more rights (policy-pack/iam/managedPolicies.ts)",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        checkov: ["CKV_AWS_274", "CKV2_AWS_56"],
        prowler: ["iam_role_administratoraccess_policy"],
    },
    nist: { by: "this pack", controls: ["AC-6"] },
    fix: [
        'new aws.iam.RolePolicy("builds", { role: role.name, policy: leastPrivilege }); // instead of AdministratorAccess',
    ],
    types: Object.keys(attaching),
    settings: {
        refusedPolicies: texts("Names of managed policies that may not be attached", Object.keys(refused)),
    },
    check(resource, report, { refusedPolicies }) {
        const property = attaching[resource.type] ?? "policyArn";
        const arns = items(see(resource.props, property));
        if (arns.length === 0) return report.notApplicable("It attaches no policy");
        // An ARN that is not known yet is that of a policy of this program, which is judged by its document.
        for (const arn of arns) {
            const name = text(arn)?.split("/").at(-1) ?? "";
            if (!refusedPolicies.includes(name)) continue;
            const gives = Object.hasOwn(refused, name) ? `, which gives ${refused[name]}` : "";
            report.violation(
                resource,
                `${property} holds ${name}${gives}`,
                "attach what the job needs and no more",
                `Take it out of ${property}, and write an aws.iam.RolePolicy with the actions that are used`,
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
        'new aws.iam.Role("builds", { assumeRolePolicy }); // no managedPolicyArns, no inlinePolicies',
        'new aws.iam.RolePolicy("builds", { role: role.name, policy });',
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
