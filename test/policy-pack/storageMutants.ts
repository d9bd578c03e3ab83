import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import { agent, everything, type Mutant, set } from "./mutant";

/** Breaks of the kit for the rules on file systems, mount targets and access points. */
export const storageMutants = {
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
} satisfies Readonly<Record<string, Mutant>>;
