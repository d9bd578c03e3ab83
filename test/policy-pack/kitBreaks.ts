/** A weakening of the kit that one rule is there for. */
export interface KitBreak {
    /** What `npm run prove:mutants` calls it. */
    readonly broken: string;
    /** Other rules that cannot but refuse it as well, because they ask for as much or more. @default none */
    readonly also?: readonly string[];
}

/**
 * For each rule one weakening that it refuses, and no other. Its names are the contract: configuration and exemptions of
 * whoever uses the pack refer to them.
 */
export const kitBreaks: Readonly<Record<string, KitBreak>> = {
    "alarms-have-actions": { broken: "tells nobody | MetricAlarm auditing-alarm-backup-missing" },
    "asg-launch-template": { broken: "launch configuration too | Group agent-linux-1" },
    "asg-multi-az": { broken: "one zone | Group agent-linux-1" },
    "backup-plan-copies-offsite": { broken: "without copies | Plan backup" },
    "backup-plan-frequency-and-retention": { broken: "weekly | Plan backup" },
    "backup-restore-tested": { broken: "AWS's key | RestoreTestingSelection restore-test" },
    "backup-vault-customer-key": { broken: "AWS's key | Vault backup" },
    "backup-vault-locked": { broken: "guard removed | VaultLockConfiguration backup-lock" },
    "backup-vault-policy-denies-deletion": { broken: "guard removed | VaultPolicy backup-policy" },
    "cloudtrail-bucket-hardened": { broken: "versions off | BucketVersioning auditing-trail" },
    "cloudtrail-cloudwatch": { broken: "not to CloudWatch | Trail auditing-trail" },
    "cloudtrail-kms": { broken: "AWS's key | Trail auditing-trail" },
    "cloudtrail-multi-region-on": { broken: "one region | Trail auditing-trail" },
    "cloudtrail-validation": { broken: "no digest | Trail auditing-trail" },
    "config-efs-rules-deployed": { broken: "recorder without the rules on EFS | the stack" },
    "config-recorder-complete": { broken: "recorder that is off | the stack" },
    "ec2-detailed-monitoring": { broken: "metrics every five minutes | LaunchTemplate agent-linux-1" },
    "ec2-ebs-encrypted-customer-key": { broken: "disk under AWS's key | LaunchTemplate agent-linux-1" },
    "ec2-image-encrypted-private": { broken: "image for everybody | the stack" },
    "ec2-imds-hop-limit": { broken: "metadata for containers | LaunchTemplate agent-linux-1" },
    "ec2-imdsv2-required": { broken: "IMDSv1 | LaunchTemplate agent-linux-1" },
    "ec2-instance-profile-per-agent": {
        broken: "template with another agent's profile | LaunchTemplate agent-linux-1, iamInstanceProfile",
    },
    "ec2-no-public-ip": { broken: "public address | LaunchTemplate agent-linux-1" },
    "ec2-user-data-mounts-efs-with-tls": { broken: "mounted without IAM | LaunchTemplate agent-linux-1" },
    "ec2-user-data-no-secrets": { broken: "secret in the user data | LaunchTemplate agent-linux-1" },
    "efs-access-point-directory-permissions": {
        broken: "directory open to others to read | AccessPoint agent-linux-1",
    },
    "efs-access-point-root-directory": { broken: "directory / | AccessPoint agent-linux-1" },
    "efs-access-point-user-identity": { broken: "no user | AccessPoint agent-linux-1" },
    "efs-access-points-disjoint": { broken: "directory of all agents | AccessPoint agent-linux-1" },
    "efs-agent-bound-to-own-access-point": {
        broken: "another agent's policy attached instead | RolePolicyAttachment agent-linux-1",
    },
    "efs-automatic-backups-declared": {
        broken: "guard removed | Selection backup",
        // A selection satisfies all three rules.
        also: ["efs-file-system-in-backup-selection", "efs-file-system-in-own-vault"],
    },
    "efs-client-image-owner-named": {
        broken: "image of nobody named | LaunchTemplate agent-linux-1",
    },
    "efs-file-system-customer-key": { broken: "AWS's key | FileSystem storage" },
    "efs-file-system-encrypted": { broken: "not encrypted | FileSystem storage" },
    "efs-file-system-in-backup-selection": {
        broken: "guard removed | Selection backup",
        also: ["efs-automatic-backups-declared", "efs-file-system-in-own-vault"],
    },
    "efs-file-system-in-own-vault": { broken: "automatic backups instead of a plan's | Environment prod" },
    "efs-file-system-key-is-governed": { broken: "another account's key | FileSystem storage" },
    "efs-file-system-policy-present": { broken: "guard removed | FileSystemPolicy storage-policy" },
    "efs-file-system-regional": { broken: "in one zone | FileSystem storage" },
    "efs-mount-target-admits-agents-only": {
        broken: "rule for another group | SecurityGroupIngressRule storage-nfs-from-agents, referencedSecurityGroupId",
    },
    "efs-mount-target-explicit-security-group": {
        broken: "mount target without a group | MountTarget storage-mount-us-east-1a, securityGroups",
    },
    "efs-mount-target-private-subnet": {
        broken: "private subnet routed to the internet gateway | Route network-private-1",
    },
    "efs-mount-targets-multi-az": { broken: "mount targets in one zone only | Environment prod" },
    "efs-policy-condition-keys-supported": {
        broken: "denial exempts the account's roles | FileSystemPolicy storage-policy, DenyRoot",
    },
    "efs-policy-lockout-check-kept": { broken: "lockout check bypassed | FileSystemPolicy storage-policy" },
    "efs-policy-no-client-root-access": {
        broken: "a role may act as root | FileSystemPolicy storage-policy",
    },
    "efs-policy-no-wildcard-allow": { broken: "everybody may mount | FileSystemPolicy storage-policy" },
    "efs-policy-requires-tls": { broken: "denial removed | FileSystemPolicy storage-policy, DenyPlaintext" },
    "efs-replication-protected": { broken: "replica may overwrite | FileSystem storage" },
    "efs-stateful-protected": { broken: "protection lifted | Vault backup" },
    "efs-volumes-mount-with-tls": { broken: "container that mounts in clear | the stack" },
    "iam-efs-client-grants-scoped": {
        broken: "condition dropped | Policy agent-linux-1, MountOwnAccessPoint elasticfilesystem:AccessPointArn",
    },
    "iam-no-admin-managed-policies": {
        broken: "AdministratorAccess attached too | beside RolePolicyAttachment agent-linux-1",
    },
    "iam-no-admin-statements": { broken: "actions opened to the service | Policy agent-linux-1, ShipLogs" },
    "iam-no-decrypt-on-all-keys": {
        broken: "an agent may decrypt with every key | Policy agent-linux-1",
    },
    "iam-no-privilege-escalation": {
        broken: "resource opened to everything | RolePolicy backup-restore-role, RestoreFileSystems",
    },
    "iam-role-no-mixed-policy-management": { broken: "harmless inline policy added | Role agent-linux-1" },
    "iam-trust-policy-narrow": {
        broken: "principal opened to everybody | Role agent-linux-1, AssumedByService",
    },
    "kms-data-key-closed-to-agents": { broken: "an agent may use the data key | Policy agent-linux-1" },
    "kms-key-deletion-window": { broken: "deleted within a week | Key key-data" },
    "kms-key-enabled": { broken: "disabled | Key key-data" },
    "kms-key-lockout-check-kept": { broken: "lockout check bypassed | Key key-data" },
    "kms-key-policy-explicit": { broken: "no policy | Key key-data" },
    "kms-key-policy-no-public-principal": {
        broken: "principal opened to everybody | Key key-data, Administer",
    },
    "kms-key-policy-separates-duties": { broken: "actions opened to the service | Key key-data, Administer" },
    "kms-key-policy-service-scoped": {
        broken: "all conditions dropped | Key key-copy, UseThroughBackup",
        // Whoever deploys administers the key and would then use it without a service between.
        also: ["kms-key-policy-separates-duties"],
    },
    "kms-key-rotation-enabled": { broken: "no rotation | Key key-data" },
    "log-group-encrypted": { broken: "AWS's key | LogGroup agents" },
    "log-group-retention": { broken: "kept for a day | LogGroup agents" },
    "nacl-no-open-admin-ports": { broken: "remote administration admitted by a network ACL | the stack" },
    "required-tags": {
        broken: "no tags | Topic auditing-alarms",
    },
    "scripts-mount-efs-with-tls": { broken: "document whose script mounts in clear | the stack" },
    "secret-customer-key": { broken: "AWS's key | Secret agent-linux-1" },
    "secret-policy": { broken: "policy for everybody | Secret agent-linux-1" },
    "secret-rotation": { broken: "secret added that nobody rotates | beside Secret agent-linux-1" },
    "sg-descriptions": {
        broken: "rule without a description | SecurityGroupEgressRule network-agents-https",
    },
    "sg-egress-restricted": {
        broken: "rule opened to every protocol | SecurityGroupEgressRule network-agents-https",
    },
    "sg-nfs-from-security-groups-only": {
        broken: "rule added for NFS from the private ranges | beside SecurityGroupIngressRule network-endpoints-https",
    },
    "sg-no-internet-ingress": {
        broken: "rule added for everybody | beside SecurityGroupIngressRule network-endpoints-https",
    },
    "sg-no-mixed-rule-management": { broken: "narrow inline rule added | SecurityGroup network-agents" },
    "sns-topic-encrypted": { broken: "AWS's key | Topic auditing-alarms" },
    "sns-topic-private": { broken: "everybody may publish | TopicPolicy auditing-alarms" },
    "subnet-no-auto-public-ip": {
        broken: "agent in public subnets | Group agent-linux-1, vpcZoneIdentifiers",
    },
    "vpc-default-sg-closed": { broken: "guard removed | DefaultSecurityGroup network-default" },
    "vpc-endpoints-present": {
        broken: "all conditions dropped | VpcEndpoint network-autoscaling, OwnPrincipals",
    },
    "vpc-flow-logs-enabled": { broken: "only what is admitted | FlowLog auditing-flows-vpc" },
};
