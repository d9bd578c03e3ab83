import { account, documents, role } from "./deployed";

/** The ARN of a managed policy of the account. */
export const policyArn = (name: string) => `arn:aws:iam::${account}:policy/${name}`;

/** A managed policy as IAM's details of an account have it, with a version that is no longer in force. */
export const managed = (name: string, text: string) => ({
    Arn: policyArn(name),
    PolicyVersionList: [
        { IsDefaultVersion: false, Document: encodeURIComponent('{"Statement":[]}') },
        { IsDefaultVersion: true, Document: encodeURIComponent(text) },
    ],
});

/** A policy that allows something. */
export const allow = (action: string | string[], more: object = {}) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: "*", ...more }] });

/** The role of the tests' agent, as it was deployed. */
export const agentRole = {
    RoleName: "linux-1",
    Arn: role("linux-1"),
    AssumeRolePolicyDocument: encodeURIComponent(documents.trust),
    RolePolicyList: [{ PolicyName: "log", PolicyDocument: encodeURIComponent(documents.log) }],
    AttachedManagedPolicies: [{ PolicyName: "linux-1", PolicyArn: policyArn("linux-1") }],
};

/** An account with that role and no other. */
export const nobody = {
    roles: [agentRole],
    users: [],
    groups: [],
    policies: [managed("linux-1", documents.agent)],
};
