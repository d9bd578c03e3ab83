import { controls } from "./control";

/** Controls on roles and policies. */
export const iam = controls({
    "iam-no-admin-statements": {
        row: 53,
        title: "IAM policies allow neither everything nor whole services",
        asserts: "no Allow of every action or of a whole service, none with NotAction or NotResource",
        severity: "high",
        level: "mandatory",
        kind: "resource",
        decisive: "create",
        references: {
            securityHub: ["IAM.1", "IAM.21"],
            configRules: [
                "iam-policy-no-statements-with-admin-access",
                "iam-policy-no-statements-with-full-access",
            ],
            checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_355", "CKV2_AWS_40"],
            prowler: ["iam_inline_policy_no_administrative_privileges"],
        },
        nist: { by: "Security Hub", controls: ["AC-2(1)", "AC-5", "AC-6", "AC-6(10)"] },
        fix: [
            '{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: logGroupArn }',
        ],
    },
    "iam-no-admin-managed-policies": {
        row: 54,
        title: "No administrator policy is attached",
        asserts:
            "no role, group or user is given AdministratorAccess, PowerUserAccess, IAMFullAccess or AmazonElasticFileSystemFullAccess",
        severity: "high",
        level: "mandatory",
        kind: "resource",
        decisive: "create",
        references: {
            checkov: ["CKV_AWS_274", "CKV2_AWS_56"],
            prowler: ["iam_role_administratoraccess_policy"],
        },
        nist: { by: "this pack", controls: ["AC-6"] },
        fix: [
            'new aws.iam.RolePolicy("agent", { role: role.name, policy: leastPrivilege }); // instead of AdministratorAccess',
        ],
    },
    "iam-no-privilege-escalation": {
        row: 55,
        title: "IAM policies give no way to more rights, to credentials or to open writes",
        asserts:
            "no action that leads to more rights, none that exposes credentials or data, and no write, on every resource without a condition",
        severity: "high",
        level: "mandatory",
        kind: "resource",
        decisive: "create",
        references: {
            checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290"],
            prowler: ["iam_inline_policy_allows_privilege_escalation"],
        },
        nist: { by: "this pack", controls: ["AC-6(1)"] },
        fix: [
            '{ Effect: "Allow", Action: "iam:PassRole", Resource: roleArn, Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }',
        ],
    },
    "iam-trust-policy-narrow": {
        row: 56,
        title: "Roles trust exactly one kind of caller",
        asserts:
            "a role trusts exact services or roles; trust in a service that acts for others carries aws:SourceAccount or aws:SourceArn",
        severity: "high",
        level: "mandatory",
        kind: "resource",
        decisive: "create",
        references: {
            checkov: ["CKV_AWS_60", "CKV_AWS_61"],
            prowler: ["iam_role_cross_service_confused_deputy_prevention"],
        },
        nist: { by: "this pack", controls: ["AC-3", "AC-6"] },
        fix: [
            'assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole",',
            '    Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } } }] }',
        ],
    },
    "iam-efs-client-grants-scoped": {
        row: 57,
        title: "IAM policies allow NFS access to one file system through an access point",
        asserts:
            "an Allow of elasticfilesystem:Client* names file systems, never *, and requires an access point",
        severity: "critical",
        level: "mandatory",
        kind: "resource",
        decisive: "create",
        first: true,
        references: {},
        nist: { by: "this pack", controls: ["AC-6", "AC-3(7)"] },
        fix: [
            '{ Effect: "Allow", Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], Resource: fileSystemArn,',
            '  Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } } }',
        ],
    },
    "iam-role-no-mixed-policy-management": {
        row: 58,
        title: "Roles keep their policies in one place",
        asserts: "no role has managedPolicyArns or inlinePolicies together with attachments of its own",
        severity: "medium",
        level: "mandatory",
        kind: "stack",
        decisive: "edges",
        references: {},
        nist: { by: "this pack", controls: ["CM-2"] },
        fix: [
            'new aws.iam.Role("agent", { assumeRolePolicy }); // no managedPolicyArns, no inlinePolicies',
            'new aws.iam.RolePolicy("agent", { role: role.name, policy });',
        ],
    },
});
