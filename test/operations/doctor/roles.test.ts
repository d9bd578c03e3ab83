import { roles } from "../../../operations/doctor/roles";
import { agentRole, allow, managed, nobody, policyArn } from "./authorizations";
import { documents } from "./deployed";
import { judging } from "./judging";

describe("The doctor at the stack's roles", () => {
    const everybody = nobody;
    judging(roles, {
        sound: { role: agentRole, everybody },
        faults: {
            missing: [{ what: "it was deleted", answer: undefined, says: /role linux-1: no such role/ }],
            trust: [
                {
                    what: "others may become it",
                    answer: {
                        role: {
                            ...agentRole,
                            AssumeRolePolicyDocument: encodeURIComponent(
                                documents.trust.replace("ec2.", "lambda."),
                            ),
                        },
                        everybody,
                    },
                    says: /Assume changed/,
                },
            ],
            boundary: [
                {
                    what: "its boundary was taken",
                    answer: { role: agentRole, everybody },
                    expected: { boundaryArn: policyArn("boundary") },
                    says: /boundary none; wanted boundary/,
                },
            ],
            written: [
                {
                    what: "a policy was written into it",
                    answer: {
                        role: {
                            ...agentRole,
                            RolePolicyList: [
                                ...agentRole.RolePolicyList,
                                { PolicyName: "mine", PolicyDocument: "%7B%7D" },
                            ],
                        },
                        everybody,
                    },
                    says: /policy mine; wanted no policy but the stack's/,
                },
            ],
            attached: [
                {
                    what: "a policy was attached to it",
                    answer: {
                        role: {
                            ...agentRole,
                            AttachedManagedPolicies: [
                                ...agentRole.AttachedManagedPolicies,
                                { PolicyName: "x", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
                            ],
                        },
                        everybody,
                    },
                    says: /AdministratorAccess/,
                },
            ],
            taken: [
                {
                    what: "its policy was detached",
                    answer: { role: { ...agentRole, AttachedManagedPolicies: [] }, everybody },
                    says: /policy\/linux-1: none/,
                },
                {
                    what: "its inline policy was deleted",
                    answer: { role: { ...agentRole, RolePolicyList: [] }, everybody },
                    says: /inline policy log: none/,
                },
            ],
            changed: [
                {
                    what: "another version of its policy is in force",
                    answer: {
                        role: agentRole,
                        everybody: { ...everybody, policies: [managed("linux-1", allow("*"))] },
                    },
                    says: /statement 1 added, MountOwn gone/,
                },
            ],
        },
    });
});
