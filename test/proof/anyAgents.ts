import fc from "fast-check";
import { agentIdentity, type Identified, identityCollisions } from "../../infra/agentIdentity";
import { agentPolicy } from "../../infra/documents/agentPolicy";
import { fileSystemPolicy } from "../../infra/documents/fileSystemPolicy";
import { asEfsReadsIt, readDocument } from "../../proof/account/document";
import type { Principal } from "../../proof/account/principal";

export const account = "111122223333";
export const region = "us-east-1";
export const fileSystemArn = `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-0123456789abcdef0`;
const keyArn = `arn:aws:kms:${region}:${account}:key/0a1b2c3d-0000-4000-a000-000000000001`;

/** AWS's limits: characters without white space of a managed policy and of a role's inline ones, and characters of the others. */
export const limits = {
    managedPolicy: 6144,
    inlinePolicies: 10_240,
    trustPolicy: 2048,
    fileSystemPolicy: 20_000,
    keyPolicy: 32_768,
};

/** Names as the configuration admits them. */
export const agentName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);

/** Names of agents that the configuration accepts, at the latest when their uids are settled. */
export const agentNames = (minLength: number, maxLength: number) =>
    fc.uniqueArray(agentName, { minLength, maxLength, selector: (name) => name.toLowerCase() });

/** Agents of these names, with a uid for each whose name meets an earlier one's, as the fault tells. */
export function settled(names: readonly string[]): Identified[] {
    const agents = names.map((name) => ({ name }));
    const free = new Map(
        identityCollisions(agents.map(agentIdentity)).map(({ at, freeUid }) => [at, freeUid]),
    );
    return agents.map((agent, at) => ({ ...agent, uid: free.get(at) }));
}

/** The ARNs that AWS gives what belongs to the agent at a place of the list. */
export const arns = (name: string, at: number) => ({
    accessPointArn: `arn:aws:elasticfilesystem:${region}:${account}:access-point/fsap-${at.toString(16).padStart(17, "0")}`,
    secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:jenkins-efs/prod/agents/${name}-${"0".repeat(26)}-AbCdEf`,
});

export const documentOf = (name: string, at: number, areaArns: readonly string[] = []): string =>
    agentPolicy({
        areaArns,
        fileSystemArn,
        keyArn,
        ...arns(name, at),
        logGroupArn: `arn:aws:logs:${region}:${account}:log-group:/jenkins-efs/prod/agents`,
        agentName: name,
        groupArn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/jenkins-efs-prod-agent-${name}`,
        region,
        dnsSuffix: "amazonaws.com",
    });

export const principalOf = (name: string, at: number): Principal => {
    const document = readDocument(`policy of ${name}`, documentOf(name, at));
    return {
        kind: "agents",
        name,
        id: `arn:aws:iam::${account}:role/jenkins-efs/prod/agent-${name}`,
        account,
        policies: [document],
        boundary: document,
    };
};

const resourcePolicy = asEfsReadsIt(readDocument("the file system policy", fileSystemPolicy(fileSystemArn)));

export const mount = (accessPointArn: string, action: string) => ({
    action: `elasticfilesystem:${action}`,
    resource: fileSystemArn,
    account,
    context: {
        "aws:SecureTransport": "true",
        "elasticfilesystem:AccessPointArn": accessPointArn,
        "elasticfilesystem:AccessedViaMountTarget": "true",
    },
    resourcePolicy,
});
