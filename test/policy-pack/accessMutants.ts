import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import { agent, allow, data, type Mutant, rolePolicy, set } from "./mutant";

/** Breaks of the kit for the rules on keys and networks. */
export const accessMutants = {
    "kms-key-rotation-enabled": { mutate: set(tokens.key, { enableKeyRotation: false }, data) },
    "kms-key-deletion-window": { mutate: set(tokens.key, { deletionWindowInDays: 7 }, data) },
    "kms-key-policy-explicit": { mutate: set(tokens.key, { policy: undefined }, data) },
    "kms-key-policy-no-public-principal": {
        mutate: (plan) =>
            plan.document(
                tokens.key,
                ({ Statement }) =>
                    Statement.push({
                        Effect: "Allow",
                        Principal: "*",
                        Action: "kms:DescribeKey",
                        Resource: "*",
                    }),
                data,
            ),
    },
    "kms-key-policy-separates-duties": {
        mutate: (plan) =>
            plan.document(
                tokens.key,
                ({ Statement }) =>
                    Statement.push({
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::111122223333:root" },
                        Action: "kms:*",
                        Resource: "*",
                    }),
                data,
            ),
    },
    "kms-key-policy-service-scoped": {
        mutate: (plan) =>
            plan.document(
                tokens.key,
                ({ Statement }) =>
                    Statement.push({
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::111122223333:role/a" },
                        Action: "kms:Decrypt",
                        Resource: "*",
                    }),
                data,
            ),
    },
    "kms-key-lockout-check-kept": { mutate: set(tokens.key, { bypassPolicyLockoutSafetyCheck: true }, data) },
    "kms-key-enabled": { mutate: set(tokens.key, { isEnabled: false }, data) },
    "iam-no-decrypt-on-all-keys": { mutate: rolePolicy(allow("kms:Decrypt")) },
    "kms-data-key-closed-to-agents": {
        mutate: (plan) => {
            const arn = String(plan.output(tokens.key, "arn", data));
            plan.document(tokens.policy, ({ Statement }) => Statement.push(allow("kms:Decrypt", arn)), agent);
        },
    },
    "sg-no-internet-ingress": {
        mutate: (plan) =>
            plan.add(groupTypes.ingress, {
                securityGroupId: plan.output(groupTypes.group, "id", "network-agents"),
                cidrIpv4: "0.0.0.0/0",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                description: "A break",
            }),
    },
    "sg-nfs-from-security-groups-only": {
        mutate: (plan) =>
            plan.add(groupTypes.ingress, {
                securityGroupId: plan.output(groupTypes.group, "id", "network-agents"),
                cidrIpv4: "10.60.0.0/16",
                ipProtocol: "tcp",
                fromPort: 2049,
                toPort: 2049,
                description: "A break",
            }),
    },
    "sg-egress-restricted": {
        mutate: set(
            groupTypes.egress,
            { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
            "network-agents-https",
        ),
    },
    "sg-descriptions": { mutate: set(groupTypes.egress, { description: undefined }) },
    "sg-no-mixed-rule-management": {
        mutate: set(
            groupTypes.group,
            {
                egress: [
                    {
                        protocol: "tcp",
                        fromPort: 443,
                        toPort: 443,
                        cidrBlocks: ["10.60.0.0/16"],
                        description: "A break",
                    },
                ],
            },
            "network-agents",
        ),
    },
    "vpc-default-sg-closed": { mutate: (plan) => plan.remove(tokens.defaultSecurityGroup) },
    "nacl-no-open-admin-ports": {
        mutate: (plan) =>
            plan.add(tokens.networkAclRule, {
                ruleAction: "allow",
                protocol: "tcp",
                fromPort: 22,
                toPort: 22,
                cidrBlock: "0.0.0.0/0",
            }),
    },
    "subnet-no-auto-public-ip": {
        mutate: (plan) => {
            // A subnet with an agent and no mount target: with one, the rule on mount targets refuses it too.
            plan.add(tokens.subnet, {
                id: "subnet-0added",
                availabilityZone: "us-east-1a",
                mapPublicIpOnLaunch: true,
            });
            plan.set(
                tokens.scalingGroup,
                {
                    vpcZoneIdentifiers: [
                        "subnet-0added",
                        plan.output(tokens.subnet, "id", "network-private-2"),
                    ],
                },
                agent,
            );
        },
    },
    "vpc-endpoints-present": { mutate: set(tokens.vpcEndpoint, { policy: undefined }) },
    "vpc-flow-logs-enabled": { mutate: set(tokens.flowLog, { trafficType: "ACCEPT" }) },
} satisfies Readonly<Record<string, Mutant>>;
