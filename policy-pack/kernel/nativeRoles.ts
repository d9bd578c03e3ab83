import { each, from, type Native, read, same, tags } from "./nativeReader";
import { tokens } from "./tokens";

const document = from("policyDocument");

/** Roles and identity policies, which CloudFormation has as objects and not as texts. */
export const nativeRoles: Readonly<Record<string, Native>> = {
    "aws-native:iam:Role": {
        type: tokens.role,
        props: {
            ...same("id", "arn", "managedPolicyArns", "maxSessionDuration", "permissionsBoundary"),
            name: from("roleName"),
            assumeRolePolicy: from("assumeRolePolicyDocument"),
            inlinePolicies: {
                from: "policies",
                make: each((policy) => read(policy, { name: from("policyName"), policy: document })),
            },
            tags: tags("tags"),
        },
    },
    "aws-native:iam:ManagedPolicy": {
        type: tokens.policy,
        props: { id: {}, arn: from("policyArn"), name: from("managedPolicyName"), policy: document },
    },
    "aws-native:iam:RolePolicy": {
        type: tokens.rolePolicy,
        props: { role: from("roleName"), name: from("policyName"), policy: document },
    },
    "aws-native:iam:UserPolicy": {
        type: "aws:iam/userPolicy:UserPolicy",
        props: { user: from("userName"), name: from("policyName"), policy: document },
    },
    "aws-native:iam:GroupPolicy": {
        type: "aws:iam/groupPolicy:GroupPolicy",
        props: { group: from("groupName"), name: from("policyName"), policy: document },
    },
    "aws-native:iam:InstanceProfile": {
        type: tokens.instanceProfile,
        props: { ...same("id", "arn"), name: from("instanceProfileName"), role: from("roles", 0) },
    },
};
