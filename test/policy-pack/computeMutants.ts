import { tokens } from "../../policy-pack/kernel/tokens";
import { agent, allow, type Mutant, rolePolicy, set, userData } from "./mutant";

/** Breaks of the kit for the rules on instances, roles and policies. */
export const computeMutants = {
    "ec2-imdsv2-required": {
        mutate: set(tokens.launchTemplate, {
            metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 },
        }),
    },
    "ec2-imds-hop-limit": {
        mutate: set(tokens.launchTemplate, {
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 },
        }),
    },
    "ec2-no-public-ip": {
        mutate: (plan) =>
            plan.setIn(tokens.launchTemplate, "networkInterfaces", (element) =>
                Object.assign(element, { associatePublicIpAddress: "true" }),
            ),
    },
    "ec2-ebs-encrypted-customer-key": {
        mutate: (plan) =>
            plan.setIn(tokens.launchTemplate, "blockDeviceMappings", (element) =>
                Object.assign(element, { ebs: { encrypted: "true" } }),
            ),
    },
    "ec2-user-data-no-secrets": {
        mutate: userData("AGENT_NAME=", `JENKINS_SECRET=${"0f".repeat(32)}\n      AGENT_NAME=`),
    },
    "ec2-user-data-mounts-efs-with-tls": { mutate: userData("_netdev,tls,iam", "_netdev,tls") },
    "asg-launch-template": { mutate: set(tokens.scalingGroup, { launchConfiguration: "old" }) },
    "asg-multi-az": {
        mutate: (plan) =>
            plan.set(tokens.scalingGroup, {
                vpcZoneIdentifiers: [plan.output(tokens.subnet, "id", "network-private-1")],
                availabilityZones: undefined,
            }),
    },
    "ec2-instance-profile-per-agent": {
        mutate: (plan) =>
            plan.set(
                tokens.launchTemplate,
                { iamInstanceProfile: { arn: plan.output(tokens.instanceProfile, "arn", "agent-linux-2") } },
                agent,
            ),
    },
    "ec2-detailed-monitoring": { mutate: set(tokens.launchTemplate, { monitoring: { enabled: false } }) },
    "iam-no-admin-statements": {
        mutate: rolePolicy(allow("dynamodb:*", "arn:aws:dynamodb:us-east-1:111122223333:table/a")),
    },
    "iam-no-admin-managed-policies": {
        mutate: (plan) =>
            plan.add(tokens.attachment, {
                role: "somebody",
                policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
            }),
    },
    "iam-no-privilege-escalation": { mutate: rolePolicy(allow("iam:PassRole")) },
    "iam-trust-policy-narrow": {
        mutate: (plan) =>
            plan.document(
                tokens.role,
                ({ Statement }) =>
                    Statement.push({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
                agent,
                "assumeRolePolicy",
            ),
    },
    "iam-efs-client-grants-scoped": { mutate: rolePolicy(allow("elasticfilesystem:ClientMount")) },
    "iam-role-no-mixed-policy-management": {
        mutate: set(tokens.role, { managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }, agent),
    },
} satisfies Readonly<Record<string, Mutant>>;
