import { gunzipSync } from "node:zlib";
import type { ControlName } from "../../policy-pack/catalogue";
import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import type { KitPlan } from "./kitPlan";

/** One break of the kit's plan, and what the configuration has to say for the rule to mind it. */
export interface Mutant {
    readonly mutate: (plan: KitPlan) => void;
    readonly config?: Readonly<Record<string, unknown>>;
    /** Another rule that cannot but refuse it as well, because it asks for more. */
    readonly also?: ControlName;
}

const everything = {
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: "elasticfilesystem:ClientMount",
    Resource: "*",
};
const data = "key-data";
const agent = "agent-linux-1";
const bucketPart = (name: string) => `aws:s3/bucket${name}:Bucket${name}`;

const set =
    (type: string, properties: Readonly<Record<string, unknown>>, name?: string) =>
    (plan: KitPlan): void =>
        plan.set(type, properties, name);

/** An agent's user data with one text in it replaced by another. */
const userData = (from: string, to: string) => (plan: KitPlan) => {
    const packed = Buffer.from(String(plan.find(tokens.launchTemplate, agent).inputs.userData), "base64");
    const text = gunzipSync(packed).toString("utf8");
    if (!text.includes(from)) throw new Error(`the kit's user data has no ${from}`);
    plan.set(
        tokens.launchTemplate,
        { userData: Buffer.from(text.replace(from, to)).toString("base64") },
        agent,
    );
};

const rolePolicy = (statement: object) => (plan: KitPlan) =>
    plan.document(tokens.rolePolicy, (document) => document.Statement.push({ ...statement }), "backup-role");

const allow = (Action: string, Resource = "*") => ({ Effect: "Allow", Action, Resource });

/** For each rule one break of the kit that this rule refuses, and no other. */
export const mutants: Readonly<Record<ControlName, Mutant>> = {
    "efs-file-system-encrypted": { mutate: set(tokens.fileSystem, { encrypted: false }) },
    "efs-file-system-customer-key": { mutate: set(tokens.fileSystem, { kmsKeyId: undefined }) },
    "efs-file-system-key-is-governed": {
        mutate: set(tokens.fileSystem, { kmsKeyId: "arn:aws:kms:us-east-1:999900001111:key/foreign" }),
    },
    "efs-file-system-regional": { mutate: set(tokens.fileSystem, { availabilityZoneName: "us-east-1a" }) },
    "efs-mount-targets-multi-az": {
        mutate: (plan) => {
            const { inputs } = plan.find(tokens.mountTarget, "storage-mount-us-east-1a");
            plan.remove(tokens.mountTarget);
            plan.add(tokens.mountTarget, inputs);
        },
    },
    "efs-mount-target-private-subnet": {
        mutate: (plan) =>
            plan.add(tokens.route, {
                routeTableId: plan.output(tokens.routeTable, "id", "network-private-1"),
                destinationCidrBlock: "198.51.100.0/24",
                gatewayId: "igw-0123456789abcdef0",
            }),
    },
    "efs-mount-target-explicit-security-group": { mutate: set(tokens.mountTarget, { securityGroups: [] }) },
    "efs-mount-target-admits-agents-only": {
        mutate: (plan) =>
            plan.set(
                groupTypes.ingress,
                { referencedSecurityGroupId: plan.output(groupTypes.group, "id", "network-endpoints") },
                "storage-nfs-from-agents",
            ),
    },
    "efs-access-point-root-directory": {
        mutate: (plan) => {
            const root = plan.find(tokens.accessPoint).inputs.rootDirectory as object;
            plan.set(tokens.accessPoint, { rootDirectory: { ...root, path: "/" } });
        },
    },
    "efs-access-point-user-identity": { mutate: set(tokens.accessPoint, { posixUser: undefined }) },
    "efs-access-point-directory-permissions": {
        mutate: (plan) => {
            const root = plan.find(tokens.accessPoint).inputs.rootDirectory as { creationInfo: object };
            const creationInfo = { ...root.creationInfo, permissions: "0755" };
            plan.set(tokens.accessPoint, { rootDirectory: { ...root, creationInfo } });
        },
    },
    "efs-access-points-disjoint": {
        mutate: (plan) => {
            const { path } = plan.find(tokens.accessPoint, agent).inputs.rootDirectory as { path: string };
            const root = plan.find(tokens.accessPoint, "agent-linux-2").inputs.rootDirectory as object;
            plan.set(
                tokens.accessPoint,
                { rootDirectory: { ...root, path: `${path}/inside` } },
                "agent-linux-2",
            );
        },
    },
    "efs-file-system-policy-present": { mutate: (plan) => plan.remove(tokens.fileSystemPolicy) },
    "efs-policy-requires-tls": {
        mutate: (plan) =>
            plan.document(tokens.fileSystemPolicy, (document) => {
                document.Statement = document.Statement.filter(
                    (entry) => !JSON.stringify(entry).includes("SecureTransport"),
                );
            }),
    },
    "efs-policy-no-wildcard-allow": {
        mutate: (plan) =>
            plan.document(tokens.fileSystemPolicy, ({ Statement }) => Statement.push({ ...everything })),
    },
    "efs-policy-no-client-root-access": {
        mutate: (plan) =>
            plan.document(tokens.fileSystemPolicy, ({ Statement }) =>
                Statement.push({
                    ...everything,
                    Principal: { AWS: "arn:aws:iam::111122223333:role/somebody" },
                    Action: "elasticfilesystem:ClientRootAccess",
                }),
            ),
    },
    "efs-policy-condition-keys-supported": {
        mutate: (plan) =>
            plan.document(tokens.fileSystemPolicy, ({ Statement }) =>
                Statement.push({
                    Effect: "Deny",
                    Principal: "*",
                    Action: "elasticfilesystem:Client*",
                    Resource: "*",
                    Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } },
                }),
            ),
    },
    "efs-agent-bound-to-own-access-point": {
        mutate: (plan) =>
            plan.set(
                tokens.attachment,
                { policyArn: plan.output(tokens.policy, "arn", "agent-linux-2") },
                agent,
            ),
    },
    "efs-policy-lockout-check-kept": {
        mutate: set(tokens.fileSystemPolicy, { bypassPolicyLockoutSafetyCheck: true }),
    },
    "efs-automatic-backups-declared": {
        mutate: (plan) => plan.remove(tokens.backupSelection),
        // A selection satisfies both rules, and automatic backups only this one.
        also: "efs-file-system-in-backup-selection",
    },
    "efs-file-system-in-backup-selection": {
        mutate: (plan) => {
            plan.remove(tokens.backupSelection);
            plan.add(tokens.backupPolicy, {
                fileSystemId: plan.output(tokens.fileSystem, "id"),
                backupPolicy: { status: "ENABLED" },
            });
        },
    },
    "efs-replication-protected": {
        mutate: set(tokens.fileSystem, { protection: { replicationOverwrite: "DISABLED" } }),
    },
    "efs-stateful-protected": {
        mutate: (plan) => {
            Reflect.set(plan.find(tokens.vault, "backup"), "protect", false);
        },
        config: { leaveOut: [tokens.accessPoint] },
    },
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
    "backup-vault-customer-key": { mutate: set(tokens.vault, { forceDestroy: true }) },
    "backup-plan-frequency-and-retention": {
        mutate: (plan) =>
            plan.setIn(tokens.backupPlan, "rules", (element) =>
                Object.assign(element, { schedule: "cron(0 3 ? * SUN *)" }),
            ),
    },
    "backup-plan-copies-offsite": {
        mutate: (plan) =>
            plan.setIn(tokens.backupPlan, "rules", (element) => Object.assign(element, { copyActions: [] })),
    },
    "backup-vault-locked": {
        mutate: set(tokens.vaultLock, { maxRetentionDays: 31, minRetentionDays: 30 }, "backup-lock"),
    },
    "backup-vault-policy-denies-deletion": { mutate: (plan) => plan.remove(tokens.vaultPolicy) },
    "backup-restore-tested": {
        mutate: set(tokens.restoreTestingSelection, { restoreMetadataOverrides: undefined }),
    },
    "cloudtrail-multi-region-on": { mutate: set(tokens.trail, { isMultiRegionTrail: false }) },
    "cloudtrail-kms": { mutate: set(tokens.trail, { kmsKeyId: undefined }) },
    "cloudtrail-validation": { mutate: set(tokens.trail, { enableLogFileValidation: false }) },
    "cloudtrail-cloudwatch": { mutate: set(tokens.trail, { cloudWatchLogsGroupArn: undefined }) },
    "cloudtrail-bucket-hardened": {
        mutate: set(
            bucketPart("Versioning"),
            { versioningConfiguration: { status: "Suspended" } },
            "auditing-trail",
        ),
    },
    "log-group-encrypted": { mutate: set(tokens.logGroup, { kmsKeyId: undefined }) },
    "log-group-retention": { mutate: set(tokens.logGroup, { retentionInDays: 30 }) },
    "config-recorder-complete": {
        mutate: (plan) =>
            plan.add(tokens.configRecorder, { name: "added", recordingGroup: { allSupported: true } }),
    },
    "config-efs-rules-deployed": {
        mutate: (plan) => {
            plan.remove(tokens.conformancePack);
            plan.add(tokens.deliveryChannel, { s3BucketName: "a" });
            plan.add(tokens.configRecorderStatus, { name: "added", isEnabled: true });
            plan.add(tokens.configRecorder, {
                name: "added",
                recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
            });
        },
    },
    "sns-topic-encrypted": { mutate: set(tokens.topic, { kmsMasterKeyId: "alias/aws/sns" }) },
    "sns-topic-private": {
        mutate: (plan) =>
            plan.document(tokens.topicPolicy, ({ Statement }) =>
                Statement.push({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }),
            ),
    },
    "alarms-have-actions": { mutate: set(tokens.metricAlarm, { alarmActions: [] }) },
    "secret-customer-key": { mutate: set(tokens.secret, { kmsKeyId: undefined }) },
    "secret-policy": {
        mutate: (plan) =>
            plan.add(tokens.secretPolicy, {
                policy: JSON.stringify({
                    Statement: {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "secretsmanager:GetSecretValue",
                        Resource: "*",
                    },
                }),
            }),
    },
    "secret-rotation": {
        mutate: (plan) =>
            plan.add(tokens.secret, { name: "added", kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" }),
    },
    "required-tags": {
        mutate: (plan) => plan.set(tokens.topic, { tags: {}, tagsAll: {} }),
        config: { requiredTags: ["project"] },
    },
};
