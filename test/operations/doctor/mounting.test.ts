import { mounting } from "../../../operations/doctor/mounting";
import { agentRole, allow, managed, nobody, policyArn } from "./authorizations";
import { accessPointArn, account, documents, fileSystemArn, role } from "./deployed";
import { judging } from "./judging";

const withRole = (name: string, document: string, more: object = {}) => ({
    ...nobody,
    roles: [
        agentRole,
        {
            RoleName: name,
            Arn: role(name),
            RolePolicyList: [{ PolicyName: "own", PolicyDocument: encodeURIComponent(document) }],
            ...more,
        },
    ],
});

const allBut = (...NotAction: readonly string[]) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", NotAction, Resource: "*" }] });

describe("The doctor at who could mount", () => {
    const policy = documents.fileSystem;
    const mountAny = allow("elasticfilesystem:Client*");
    judging(mounting, {
        sound: { policy, everybody: nobody },
        alsoSound: [
            {
                what: "a role may only describe",
                answer: { policy, everybody: withRole("Auditor", allow("elasticfilesystem:Describe*")) },
            },
            {
                what: "a role's policy has no statement",
                answer: { policy, everybody: withRole("Empty", '{"Statement":[]}') },
            },
            {
                what: "a role that is named may not mount",
                answer: { policy, everybody: withRole("Auditor", allow("elasticfilesystem:Describe*")) },
                intended: [role("Auditor")],
            },
            {
                what: "a boundary holds a role",
                answer: {
                    policy,
                    everybody: {
                        ...withRole("Held", mountAny, {
                            PermissionsBoundary: { PermissionsBoundaryArn: policyArn("boundary") },
                        }),
                        policies: [...nobody.policies, managed("boundary", allow("s3:*"))],
                    },
                },
            },
            {
                what: "a role may mount another file system",
                answer: {
                    policy,
                    everybody: withRole(
                        "Other",
                        allow("elasticfilesystem:ClientMount", {
                            Resource: fileSystemArn.replace("fs-1", "fs-9"),
                        }),
                    ),
                },
            },
        ],
        faults: {
            "could-mount": [
                {
                    what: "a role may use any client action",
                    answer: { policy, everybody: withRole("Backup", mountAny) },
                    says: /role Backup at file system fs-1: may mount agent linux-1's directory, any other access point; /,
                },
                {
                    what: "a condition that EFS does not enforce is all that holds a role",
                    answer: {
                        policy,
                        everybody: withRole(
                            "Vpc",
                            allow("elasticfilesystem:ClientMount", {
                                Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } },
                            }),
                        ),
                    },
                    says: /role Vpc/,
                },
                {
                    what: "a user is in a group that may",
                    answer: {
                        policy,
                        everybody: {
                            ...nobody,
                            users: [
                                {
                                    UserName: "ann",
                                    Arn: `arn:aws:iam::${account}:user/ann`,
                                    GroupList: ["builders"],
                                },
                            ],
                            groups: [
                                {
                                    GroupName: "builders",
                                    AttachedManagedPolicies: [{ PolicyArn: policyArn("mounts") }],
                                },
                            ],
                            policies: [...nobody.policies, managed("mounts", mountAny)],
                        },
                    },
                    says: /user ann/,
                },
                {
                    what: "an agent's own role may mount other access points",
                    answer: {
                        policy,
                        everybody: {
                            ...nobody,
                            roles: [
                                {
                                    ...agentRole,
                                    RolePolicyList: [
                                        { PolicyName: "more", PolicyDocument: encodeURIComponent(mountAny) },
                                    ],
                                },
                            ],
                        },
                    },
                    says: /role linux-1 at file system fs-1: may mount any other access point; /,
                },
                {
                    what: "a role may do all but some of EFS's actions, and mounting is not among them",
                    answer: {
                        policy,
                        everybody: withRole("Odd", allBut("elasticfilesystem:Delete*")),
                    },
                    says: /role Odd/,
                },
            ],
            administrator: [
                {
                    what: "a role may do everything",
                    answer: { policy, everybody: withRole("Admin", allow("*")) },
                    says: /role Admin/,
                },
                {
                    what: "a role may do all but manage people, as AWS's PowerUserAccess has it",
                    answer: {
                        policy,
                        everybody: withRole(
                            "AWSReservedSSO_PowerUserAccess_0123456789abcdef",
                            allBut("iam:*", "organizations:*", "account:*"),
                        ),
                    },
                    says: /role AWSReservedSSO_PowerUserAccess_0123456789abcdef/,
                },
            ],
            expected: [
                {
                    what: "an administrator is named",
                    answer: { policy, everybody: withRole("Admin", allow("*")) },
                    intended: [role("Admin")],
                    says: /role Admin at file system fs-1: may mount agent linux-1's directory/,
                },
                {
                    what: "a role that may mount is named",
                    answer: { policy, everybody: withRole("Rescue", mountAny) },
                    intended: [role("Rescue")],
                    says: /role Rescue/,
                },
            ],
            unknown: [
                {
                    what: "the account has nobody of a name",
                    answer: { policy, everybody: nobody },
                    intended: [role("linux-1"), role("people/Gone")],
                    says: /role\/people\/Gone: no such role; wanted one of the account/,
                },
            ],
            unjudged: [
                {
                    what: "the evaluator does not take a role's policy",
                    answer: {
                        policy,
                        everybody: withRole(
                            "Odd",
                            JSON.stringify({
                                Statement: [{ Effect: "Allow", Action: "elasticfilesystem:*" }],
                            }),
                        ),
                    },
                    says: /role Odd at file system fs-1: elasticfilesystem:ClientMount on .* cannot be evaluated/,
                },
            ],
            anonymous: [
                {
                    what: "the policy lets everybody in",
                    answer: {
                        policy: JSON.stringify({
                            Statement: [
                                {
                                    Effect: "Allow",
                                    Principal: "*",
                                    Action: "elasticfilesystem:ClientMount",
                                    Resource: fileSystemArn,
                                    Condition: {
                                        StringEquals: {
                                            "elasticfilesystem:AccessPointArn": accessPointArn("fsap-1"),
                                        },
                                    },
                                },
                            ],
                        }),
                        everybody: { ...nobody, roles: [] },
                    },
                    says: /somebody who has not signed .*: may mount agent linux-1's directory/,
                },
            ],
        },
    });
});
