import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, other, role, rolePolicy } from "./baseline";
import { but, declare, of } from "./plan";
import { rule } from "./table";

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
            policyArn: arn("AmazonElasticFileSystemReadOnlyAccess"),
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
        "root access to every file system": {
            plan: but(attachment, { policyArn: arn("AmazonElasticFileSystemClientFullAccess") }),
            says: /root access over NFS to every file system/,
        },
        "a policy that may write every role's policies": but(attachment, {
            policyArn: arn("AdministratorAccess-Amplify"),
        }),
        "commands as root on every machine": {
            plan: but(attachment, { policyArn: arn("AmazonSSMFullAccess") }),
            says: /commands as root on every machine/,
        },
        "a service role that is passed every role": but(attachment, {
            policyArn: arn("AWSLambdaFullAccess"),
        }),
        "a role's exclusive list": declare(tokens.attachmentsExclusive, "all", {
            roleName: "agent",
            policyArns: [arn("AmazonSSMManagedInstanceCore"), arn("AdministratorAccess")],
        }),
        "a group's exclusive list": declare(tokens.groupAttachmentsExclusive, "all", {
            groupName: "g",
            policyArns: [arn("IAMFullAccess")],
        }),
        "a user's exclusive list": declare(tokens.userAttachmentsExclusive, "all", {
            userName: "u",
            policyArns: [arn("PowerUserAccess")],
        }),
        "a permission set": declare(tokens.permissionSetAttachment, "admins", {
            managedPolicyArn: arn("AdministratorAccess"),
        }),
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
