import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, grant, other, role, rolePolicy } from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const stating = (...Statement: unknown[]) =>
    declare(tokens.rolePolicy, "policy", { role: "agent", policy: JSON.stringify({ Statement }) });
const allow = {
    Effect: "Allow",
    Action: ["logs:PutLogEvents"],
    Resource: "arn:aws:logs:us-east-1:111122223333:log-group:a:*",
};
const late = [rolePolicy, role, fileSystem, accessPoint];
const broken = declare(tokens.rolePolicy, "policy", { role: "agent", policy: "{" });

rule("iam-no-admin-statements", {
    accepts: {
        "named actions": stating(allow),
        "a family of actions": stating({ ...allow, Action: "logs:Put*" }),
        "a Deny of everything": stating({ ...allow, Effect: "Deny", Action: "*", Resource: "*" }),
        "a Deny with NotAction": stating({ Effect: "Deny", NotAction: "iam:*", Resource: "*" }),
    },
    refuses: {
        everything: { plan: stating({ ...allow, Action: "*", Resource: "*" }), says: /allows \*/ },
        "everything on one resource": stating({ ...allow, Action: ["*"] }),
        "a whole service": {
            plan: stating({ ...allow, Action: ["logs:PutLogEvents", "s3:*"] }),
            says: /s3:\*/,
        },
        NotAction: {
            plan: stating({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
            says: /NotAction/,
        },
        NotResource: {
            plan: stating({ ...allow, Resource: undefined, NotResource: "arn:aws:s3:::a" }),
            says: /NotResource/,
        },
        "a managed policy given as an object": declare(tokens.policy, "managed", {
            policy: { Statement: { ...allow, Action: "*" } },
        }),
        "a group's policy": but(declare(tokens.policy, "x"), {
            policy: JSON.stringify({ Statement: [{ ...allow, Action: "ec2:*" }] }),
        }),
        "an inline policy of a role": {
            plan: but(role, {
                inlinePolicies: [
                    { name: "all", policy: JSON.stringify({ Statement: [{ ...allow, Action: "*" }] }) },
                ],
            }),
            says: /inline policy all/,
        },
        "a whole service beside a statement that is not known yet": [
            but(rolePolicy, {
                policy: {
                    Statement: [
                        { ...allow, Action: "s3:*" },
                        { ...allow, Resource: of(fileSystem) },
                    ],
                },
            }),
            fileSystem,
        ],
        "text that is not JSON": { plan: broken, says: /not JSON/ },
    },
    waits: { "a document that is not known yet": late },
    ignores: { "a role without inline policies": role, "another resource": other },
});

const attachment = declare(tokens.attachment, "attachment", {
    role: "agent",
    policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
});
const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;

rule("iam-no-admin-managed-policies", {
    accepts: {
        "a narrow managed policy": attachment,
        "a policy of the program": [but(attachment, { policyArn: of(declare(tokens.policy, "own")) })],
        "a policy whose name only begins alike": but(attachment, {
            policyArn: arn("AdministratorAccess-Amplify"),
        }),
    },
    refuses: {
        AdministratorAccess: {
            plan: but(attachment, { policyArn: arn("AdministratorAccess") }),
            says: /AdministratorAccess/,
        },
        "PowerUserAccess in another partition": but(attachment, {
            policyArn: "arn:aws-cn:iam::aws:policy/PowerUserAccess",
        }),
        "full access to EFS": but(attachment, { policyArn: arn("AmazonElasticFileSystemFullAccess") }),
        "a policy with a path": but(attachment, {
            policyArn: "arn:aws:iam::aws:policy/job-function/IAMFullAccess",
        }),
        "a user's attachment": declare(tokens.userAttachment, "user", {
            user: "u",
            policyArn: arn("AdministratorAccess"),
        }),
        "a role's own list": but(role, {
            managedPolicyArns: [arn("AmazonSSMManagedInstanceCore"), arn("AdministratorAccess")],
        }),
        "one that the configuration refuses": {
            plan: attachment,
            config: { refusedPolicies: ["AmazonSSMManagedInstanceCore"] },
        },
    },
    ignores: { "a role without managed policies": role, "another resource": other },
});

const pass = { Effect: "Allow", Action: "iam:PassRole", Resource: "*" };

rule("iam-no-privilege-escalation", {
    accepts: {
        "PassRole of one role": stating({ ...pass, Resource: "arn:aws:iam::111122223333:role/agent" }),
        "PassRole to one service": stating({
            ...pass,
            Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
        "harmless actions on everything": stating({
            ...pass,
            Action: ["ec2:Describe*", "ssmmessages:OpenDataChannel", "cloudwatch:PutMetricData"],
        }),
        "a Deny": stating({ ...pass, Effect: "Deny" }),
    },
    refuses: {
        "PassRole of every role": { plan: stating(pass), says: /iam:PassRole .*more rights/ },
        "PassRole of every role of the account": stating({
            ...pass,
            Resource: "arn:aws:iam::111122223333:role/*",
        }),
        "new versions of policies by a wildcard": stating({ ...pass, Action: "iam:Create*" }),
        "every secret": {
            plan: stating({ ...pass, Action: "secretsmanager:GetSecretValue" }),
            says: /credentials and data/,
        },
        "every secret of a region": stating({
            ...pass,
            Action: "secretsmanager:Get*",
            Resource: "arn:aws:secretsmanager:us-east-1:111122223333:secret:*",
        }),
        "every parameter": stating({ ...pass, Action: ["ssm:GetParameters"] }),
        "deletion of backups": {
            plan: stating({ ...pass, Action: "backup:DeleteRecoveryPoint" }),
            says: /writes without bounds/,
        },
        "a condition that holds when absent": stating({
            ...pass,
            Condition: { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
        "text that is not JSON": broken,
    },
    waits: { "a document that is not known yet": late },
    ignores: { "a role without inline policies": role, "another resource": other },
});

const trusting = (...Statement: unknown[]) => but(role, { assumeRolePolicy: JSON.stringify({ Statement }) });
const trust = { Effect: "Allow", Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole" };
const here = { StringEquals: { "aws:SourceAccount": "111122223333" } };

rule("iam-trust-policy-narrow", {
    accepts: {
        EC2: role,
        "CloudTrail, whose role supports no condition on the account": trusting({
            ...trust,
            Principal: { Service: "cloudtrail.amazonaws.com" },
        }),
        "AWS Backup for one account": trusting({ ...trust, Condition: here }),
        "a named role": trusting({ ...trust, Principal: { AWS: "arn:aws:iam::111122223333:role/ci" } }),
        "an account with an external id": trusting({
            ...trust,
            Principal: { AWS: "arn:aws:iam::999900001111:root" },
            Condition: { StringEquals: { "sts:ExternalId": "x1" } },
        }),
        "an account that the configuration trusts": {
            plan: trusting({ ...trust, Principal: { AWS: "999900001111" } }),
            config: { trustedAccounts: ["999900001111"] },
        },
        "one repository through an identity provider": trusting({
            ...trust,
            Principal: {
                Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            },
            Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:org/app:*" } },
        }),
    },
    refuses: {
        everyone: { plan: trusting({ ...trust, Principal: "*" }), says: /trusts everyone/ },
        "everyone as an object": trusting({ ...trust, Principal: { AWS: "*" }, Condition: here }),
        NotPrincipal: trusting({
            ...trust,
            Principal: undefined,
            NotPrincipal: { AWS: "arn:aws:iam::1:root" },
        }),
        "a whole account": {
            plan: trusting({ ...trust, Principal: { AWS: "arn:aws:iam::999900001111:root" } }),
            says: /account 999900001111/,
        },
        "AWS Backup for anybody": { plan: trusting(trust), says: /whichever account/ },
        "AWS Backup for accounts by a wildcard": trusting({
            ...trust,
            Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
        "two services at once": {
            plan: trusting({
                ...trust,
                Principal: { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
            }),
            says: /2 services/,
        },
        "everybody whom an identity provider knows": trusting({
            ...trust,
            Principal: { Federated: "cognito-identity.amazonaws.com" },
        }),
        "a pattern of roles": trusting({ ...trust, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }),
        "text that is not JSON": but(role, { assumeRolePolicy: "{" }),
    },
    waits: { "a document that is not known yet": [but(role, { assumeRolePolicy: unknown })] },
    ignores: { "another resource": other },
});

const own = "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0";
const point = "arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef0";
const client = {
    ...grant,
    Resource: own,
    Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": point } },
};

rule("iam-efs-client-grants-scoped", {
    accepts: {
        "one file system through one access point": stating(client),
        "the same, once it is known": late,
        "a list of one": stating({
            ...client,
            Resource: [own],
            Condition: { ArnEquals: { "elasticfilesystem:AccessPointArn": [point] } },
        }),
        "what AWS Backup does": stating({
            ...client,
            Action: ["elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"],
            Condition: undefined,
        }),
        "a Deny on everything": stating({ ...client, Effect: "Deny", Resource: "*", Condition: undefined }),
    },
    refuses: {
        "every file system": { plan: stating({ ...client, Resource: "*" }), says: /access to \*/ },
        "every file system of a region": stating({
            ...client,
            Resource: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/*",
        }),
        "one file system and every other": stating({ ...client, Resource: [own, "*"] }),
        "all file systems but one": stating({ ...client, Resource: undefined, NotResource: own }),
        "no access point": {
            plan: stating({ ...client, Condition: undefined }),
            says: /without an access point/,
        },
        "any access point": {
            plan: stating({
                ...client,
                Condition: { StringLike: { "elasticfilesystem:AccessPointArn": "*" } },
            }),
            says: /any access point/,
        },
        "an access point if there is one": stating({
            ...client,
            Condition: { StringEqualsIfExists: { "elasticfilesystem:AccessPointArn": point } },
        }),
        "all access points but one": stating({
            ...client,
            Condition: { StringNotEquals: { "elasticfilesystem:AccessPointArn": point } },
        }),
        "a wildcard over the actions": stating({
            ...client,
            Action: "elasticfilesystem:Client*",
            Condition: undefined,
        }),
        "text that is not JSON": broken,
    },
    waits: {
        "a document that is not known yet": [
            but(rolePolicy, { policy: json({ Statement: [grant] }) }),
            fileSystem,
            accessPoint,
        ],
    },
    ignores: { "a role without inline policies": role, "another resource": other },
});

rule("iam-role-no-mixed-policy-management", {
    accepts: {
        "policies as resources": [role, rolePolicy, fileSystem, accessPoint],
        "policies in the role": but(role, { managedPolicyArns: [arn("A")] }),
        "policies as resources, which a refresh lists in the role as well": [
            { ...role, computed: { managedPolicyArns: [arn("A")] } },
            rolePolicy,
            fileSystem,
            accessPoint,
        ],
    },
    refuses: {
        "managed ARNs beside a policy of its own": {
            plan: [but(role, { managedPolicyArns: [arn("A")] }), rolePolicy, fileSystem, accessPoint],
            says: /through agent-policy/,
        },
        "inline policies beside an attachment": [
            but(role, { inlinePolicies: [{ name: "a", policy: "{}" }] }),
            but(attachment, { role: of(role, "name") }),
        ],
    },
    ignores: { "another resource": other },
});
