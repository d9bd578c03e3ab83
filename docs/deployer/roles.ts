import type { Part } from "./statement";

/** The roles for AWS Backup, which key policies name: exactly what they end in, as a role of somebody else may start alike. */
const backupRoles = ["arn:aws:iam::*:role/jenkins-efs-*-backup", "arn:aws:iam::*:role/jenkins-efs-*-restore"];
/** The path of all others. */
const rolePath = "arn:aws:iam::*:role/jenkins-efs/*";
const roles = [...backupRoles, rolePath];
const boundaryArn = "arn:aws:iam::*:policy/jenkins-efs-boundary";
const bounded = { StringLike: { "iam:PermissionsBoundary": boundaryArn } };

/** What an update changes of the roles of everything, of which none is more than the boundary. */
export const roleParts: readonly Part[] = [
    {
        sid: "Policies",
        resource: [
            "arn:aws:iam::*:instance-profile/jenkins-efs/*",
            "arn:aws:iam::*:policy/jenkins-efs/*",
            ...roles,
        ],
        calls: {
            "iam/instanceProfile:InstanceProfile":
                "iam: AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
            "iam/policy:Policy":
                "iam: CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy",
            "iam/role:Role": "iam: TagRole UntagRole",
        },
    },
    {
        // Only under the boundary that the account's owner wrote: no role made here is more than that.
        sid: "BoundedRoles",
        resource: roles,
        condition: bounded,
        calls: {
            "iam/role:Role":
                "iam: CreateRole DeleteRole PutRolePermissionsBoundary UpdateAssumeRolePolicy UpdateRoleDescription",
            "iam/rolePolicy:RolePolicy": "iam: DeleteRolePolicy PutRolePolicy",
        },
    },
    {
        sid: "RolePolicies",
        resource: roles,
        condition: { ...bounded, ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/jenkins-efs/*" } },
        calls: { "iam/rolePolicyAttachment:RolePolicyAttachment": "iam: AttachRolePolicy DetachRolePolicy" },
    },
    {
        // No condition of this asks for a boundary: whose role it is, only its name tells.
        sid: "PassAgentRoles",
        resource: rolePath,
        condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        calls: { "autoscaling/group:Group": "iam: PassRole" },
    },
    {
        sid: "PassBackupRoles",
        resource: backupRoles,
        condition: {
            StringEquals: {
                "iam:PassedToService": ["backup.amazonaws.com", "restore-testing.backup.amazonaws.com"],
            },
        },
        calls: {
            "backup/restoreTestingSelection:RestoreTestingSelection": "iam: PassRole",
            "backup/selection:Selection": "iam: PassRole",
        },
    },
    {
        // AWS makes them for whoever uses a service first in an account, in that one's name.
        sid: "ServiceRoles",
        resource: "arn:aws:iam::*:role/aws-service-role/*",
        condition: {
            StringEquals: {
                "iam:AWSServiceName": [
                    "backup.amazonaws.com",
                    "elasticfilesystem.amazonaws.com",
                    "restore-testing.backup.amazonaws.com",
                ],
            },
        },
        calls: {
            "backup/restoreTestingPlan:RestoreTestingPlan": "iam: CreateServiceLinkedRole",
            "backup/vault:Vault": "iam: CreateServiceLinkedRole",
            "efs/mountTarget:MountTarget": "iam: CreateServiceLinkedRole",
        },
    },
    {
        sid: "BoundaryIsItsOwners",
        effect: "Deny",
        resource: boundaryArn,
        calls: {
            "iam/policy:Policy":
                "iam: CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion SetDefaultPolicyVersion",
        },
    },
    {
        sid: "BoundaryStaysOnRoles",
        effect: "Deny",
        resource: roles,
        calls: { "iam/role:Role": "iam: DeleteRolePermissionsBoundary" },
    },
    {
        // A request that names no boundary is none like it, too.
        sid: "NoOtherBoundary",
        effect: "Deny",
        resource: roles,
        condition: { StringNotLike: { "iam:PermissionsBoundary": boundaryArn } },
        calls: { "iam/role:Role": "iam: CreateRole PutRolePermissionsBoundary" },
    },
];
