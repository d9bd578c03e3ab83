import { keys } from "../../../operations/doctor/keys";
import { documents, role } from "./deployed";
import { judging } from "./judging";

describe("The doctor at keys", () => {
    const key = { KeyId: "k-1", KeyState: "Enabled" } as const;
    // As ListGrants tells of what EFS, EBS and Auto Scaling made for the stack's resources.
    const service = [
        "elasticfilesystem.us-east-1.amazonaws.com",
        "arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-1",
        "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    ].map((GranteePrincipal) => ({ GranteePrincipal, Operations: ["Decrypt" as const] }));
    const grantedTo = (GranteePrincipal: string) => ({
        what: `somebody granted it to ${GranteePrincipal}`,
        answer: {
            key,
            policy: documents.key,
            rotates: true,
            grants: [...service, { GrantId: "g-9", GranteePrincipal, Operations: ["Decrypt" as const] }],
        },
        says: /a grant to arn:.*: Decrypt; wanted grants to AWS's services alone/,
    });
    const sound = { key, policy: documents.key, rotates: true, grants: service };
    const withAdministrators = (...roles: readonly string[]) =>
        documents.key.replace(JSON.stringify(role("Admin")), JSON.stringify(roles));
    judging(keys, {
        sound,
        alsoSound: [
            {
                what: "AWS Backup's role has a grant",
                answer: {
                    key,
                    policy: documents.key,
                    rotates: true,
                    grants: [{ GranteePrincipal: "arn:aws:iam::111122223333:role/backup" }],
                },
                expected: { backupRoles: ["arn:aws:iam::111122223333:role/backup"] },
            },
        ],
        faults: {
            missing: [{ what: "it is gone", answer: undefined, says: /key key-data \(k-1\): no such key/ }],
            disabled: [
                {
                    what: "it was disabled",
                    answer: {
                        key: { ...key, KeyState: "Disabled" },
                        policy: documents.key,
                        rotates: false,
                        grants: [],
                    },
                    says: /Disabled; wanted Enabled/,
                },
            ],
            deleted: [
                {
                    what: "it waits for its deletion",
                    answer: {
                        key: { ...key, KeyState: "PendingDeletion", DeletionDate: new Date("2026-12-24") },
                        policy: documents.key,
                        rotates: false,
                        grants: [],
                    },
                    says: /PendingDeletion, deleted on 2026-12-24/,
                },
            ],
            unrotated: [
                {
                    what: "it rotates no more",
                    answer: { key, policy: documents.key, rotates: false, grants: [] },
                    says: /no rotation/,
                },
            ],
            policy: [
                {
                    what: "its policy was replaced",
                    answer: { key, policy: documents.key.replace("Get*", "*"), rotates: true, grants: [] },
                    says: /Administer changed/,
                },
                {
                    what: "an administrator whom nobody named was added to it",
                    answer: { ...sound, policy: withAdministrators(role("Admin"), role("Mallory")) },
                    intended: [role("Rescue")],
                    says: /Administer changed/,
                },
                {
                    what: "an administrator who is named as well was taken out of it",
                    answer: { ...sound, policy: withAdministrators() },
                    intended: [role("Admin")],
                    says: /Administer changed/,
                },
            ],
            granted: [
                grantedTo("arn:aws:iam::111122223333:user/mallory"),
                grantedTo("arn:aws:iam::111122223333:role/mallory"),
                grantedTo("arn:aws:sts::111122223333:assumed-role/mallory/aws:1"),
                grantedTo("arn:aws:iam::999999999999:role/aws-service-role/x/AWSServiceRoleForX"),
                grantedTo("arn:aws:iam::999999999999:root"),
            ],
            expected: [
                {
                    ...grantedTo("arn:aws:iam::111122223333:role/Rescue"),
                    what: "who has a grant is named",
                    intended: ["arn:aws:iam::111122223333:role/Rescue"],
                    says: /a grant to arn:aws:iam::111122223333:role\/Rescue: Decrypt/,
                },
                {
                    what: "an administrator who is named was added to its policy",
                    answer: { ...sound, policy: withAdministrators(role("Admin"), role("Rescue")) },
                    intended: [role("Admin"), role("Rescue")],
                    says: /arn:aws:iam::111122223333:role\/Rescue in the policy; wanted the policy that was/,
                },
            ],
        },
    });
});
