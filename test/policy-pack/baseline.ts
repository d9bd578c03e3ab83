import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { but, declare, json, of } from "./plan";

/** A small program that keeps every control: the compliant baseline that the tests break in one place each. */

const account = "111122223333";

/** A key policy as it must be: administration and use split, use through one service. */
export const keyPolicy = {
    Version: "2012-10-17",
    Statement: [
        {
            Sid: "Administration",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${account}:role/admin` },
            Action: ["kms:Describe*", "kms:Put*", "kms:ScheduleKeyDeletion", "kms:Disable*"],
            Resource: "*",
        },
        {
            Sid: "Use",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${account}:role/deployer` },
            Action: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
            Resource: "*",
            Condition: {
                StringEquals: {
                    "kms:ViaService": "elasticfilesystem.us-east-1.amazonaws.com",
                    "kms:CallerAccount": account,
                },
            },
        },
    ],
};

export const key = declare(tokens.key, "data", {
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: JSON.stringify(keyPolicy),
});

export const vpc = declare(tokens.vpc, "vpc", { cidrBlock: "10.0.0.0/16" });
export const subnetA = declare(tokens.subnet, "private-a", {
    vpcId: of(vpc, "id"),
    availabilityZone: "us-east-1a",
});
export const subnetB = declare(tokens.subnet, "private-b", {
    vpcId: of(vpc, "id"),
    availabilityZone: "us-east-1b",
});

export const fileSystem = declare(tokens.fileSystem, "storage", {
    encrypted: true,
    kmsKeyId: of(key),
    tags: { backup: "daily" },
});

export const agentGroup = declare(groupTypes.group, "agents", {
    vpcId: of(vpc, "id"),
    description: "Jenkins agents",
});
export const mountGroup = declare(groupTypes.group, "mounts", {
    vpcId: of(vpc, "id"),
    description: "Mount targets",
});
export const nfsIngress = declare(groupTypes.ingress, "nfs", {
    securityGroupId: of(mountGroup, "id"),
    referencedSecurityGroupId: of(agentGroup, "id"),
    ipProtocol: "tcp",
    fromPort: 2049,
    toPort: 2049,
    description: "NFS from the agents",
});

export const targetA = declare(tokens.mountTarget, "mount-a", {
    fileSystemId: of(fileSystem, "id"),
    subnetId: of(subnetA, "id"),
    securityGroups: [of(mountGroup, "id")],
});
export const targetB = declare(tokens.mountTarget, "mount-b", {
    fileSystemId: of(fileSystem, "id"),
    subnetId: of(subnetB, "id"),
    securityGroups: [of(mountGroup, "id")],
});

/** A file system policy as it must be: Denies only. */
export const filePolicy = {
    Version: "2012-10-17",
    Statement: [
        {
            Sid: "Tls",
            Effect: "Deny",
            Principal: "*",
            Action: "elasticfilesystem:Client*",
            Resource: of(fileSystem),
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
    ],
};
export const fileSystemPolicy = declare(tokens.fileSystemPolicy, "storage-policy", {
    fileSystemId: of(fileSystem, "id"),
    policy: json(filePolicy),
});

/** The file system policy with other statements, known already at preview. */
export const stating = (...Statement: readonly unknown[]) =>
    but(fileSystemPolicy, { policy: JSON.stringify({ Version: "2012-10-17", Statement }) });

export const accessPoint = declare(tokens.accessPoint, "agent", {
    fileSystemId: of(fileSystem, "id"),
    posixUser: { uid: 20001, gid: 20001 },
    rootDirectory: {
        path: "/agents/linux",
        creationInfo: { ownerUid: 20001, ownerGid: 20001, permissions: "0700" },
    },
});

export const role = declare(tokens.role, "agent-role", {
    assumeRolePolicy: JSON.stringify({
        Statement: [
            { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
    }),
});
export const profile = declare(tokens.instanceProfile, "agent-profile", { role: of(role, "name") });

/** What an agent's role is allowed. */
export const grant = {
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: of(fileSystem),
    Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": of(accessPoint) } },
};
export const rolePolicy = declare(tokens.rolePolicy, "agent-policy", {
    role: of(role, "name"),
    policy: json({ Version: "2012-10-17", Statement: [grant] }),
});

/** User data as a template takes it. */
export const base64 = (content: string | Buffer): string => Buffer.from(content).toString("base64");

export const template = declare(tokens.launchTemplate, "agent", {
    iamInstanceProfile: { arn: of(profile) },
    vpcSecurityGroupIds: [of(agentGroup, "id")],
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: of(key), volumeType: "gp3" } },
    ],
    monitoring: { enabled: true },
    userData: base64(
        "#cloud-config\nruncmd:\n  - mount -t efs -o tls,iam,accesspoint=fsap-0 fs-0:/ /mnt/efs\n",
    ),
});

export const scalingGroup = declare(tokens.scalingGroup, "agent", {
    launchTemplate: { id: of(template, "id"), version: "$Latest" },
    minSize: 1,
    maxSize: 1,
    vpcZoneIdentifiers: [of(subnetA, "id"), of(subnetB, "id")],
});

export const vault = declare(tokens.vault, "vault", { kmsKeyArn: of(key) });
export const plan = declare(tokens.backupPlan, "daily", {
    rules: [
        {
            ruleName: "daily",
            targetVaultName: of(vault, "name"),
            schedule: "cron(0 3 * * ? *)",
            lifecycle: { deleteAfter: 35 },
        },
    ],
});
export const selection = declare(tokens.backupSelection, "storage", {
    planId: of(plan, "id"),
    resources: [of(fileSystem)],
});

/** Some resource that no rule is about. */
export const other = declare("random:index/randomId:RandomId", "other", { byteLength: 4 });
