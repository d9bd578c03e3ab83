import * as pulumi from "@pulumi/pulumi";
import {
    type AgentSubject,
    callFacts,
    type EventAlarm,
    type EventPattern,
    type LogAlarm,
    type Subject,
} from "./alarm";

/** What EFS records when it authorises a client, and again when what the client may do has changed. */
const connectionEvents = ["NewClientConnection", "UpdateClientConnection"] as const;

/**
 * Connections to this file system that also meet `condition`. The file system and the access point are the only
 * resources of the event.
 * https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html
 */
function connections({ fileSystem }: Subject, condition: string): pulumi.Output<string> {
    const events = connectionEvents.map((name) => `($.eventName = "${name}")`).join(" || ");
    return pulumi.interpolate`{ ($.eventSource = "elasticfilesystem.amazonaws.com") && (${events}) && (($.resources[0].ARN = "${fileSystem.arn}") || ($.resources[1].ARN = "${fileSystem.arn}")) && (${condition}) }`;
}

/** Connections that the policies do not allow: one means that a policy no longer says what it did. */
export const connectionAlarms: readonly LogAlarm<Subject>[] = [
    {
        name: "connection-unconfined",
        happened: "A client mounted the file system without an access point or with root access.",
        matters: "It sees every agent's files, and as root it may change all of them.",
        first: "Find the client's address (query connections-per-agent) and cut it off in the security group.",
        metricName: "UnconfinedConnections",
        logGroupName: ({ trailLogGroupName }) => trailLogGroupName,
        filterPattern: (subject) =>
            connections(
                subject,
                "($.resources[1].ARN NOT EXISTS) || ($.serviceEventDetails.permissions.ClientRootAccess IS TRUE)",
            ),
    },
    {
        name: "connection-foreign-role",
        happened: "A role that is no agent's mounted the file system.",
        matters: "Only agents have a reason to; a person or another system now reads or writes build files.",
        first: "Find the role and its session (query connections-per-agent) and ask its owner.",
        metricName: "ForeignRoleConnections",
        logGroupName: ({ trailLogGroupName }) => trailLogGroupName,
        filterPattern: (subject) => {
            const role = "$.userIdentity.sessionContext.sessionIssuer.arn";
            return connections(subject, `(${role} NOT EXISTS) || (${role} != "${subject.agentRolePrefix}*")`);
        },
    },
];

/** The role that a client assumed; a user has no session's issuer. */
const issuer = (...values: readonly unknown[]) => ({
    userIdentity: { sessionContext: { sessionIssuer: { arn: values } } },
});

/** Resources that end otherwise than any of these. */
const but = (...suffix: readonly unknown[]) => ({ ARN: [{ "anything-but": { suffix } }] });

/** An access point's id without the letters that all have. */
const endOf = (id: pulumi.Input<string>) => pulumi.output(id).apply((known) => known.replace("fsap-", ""));

/** Connections of an agent's role to an access point that is not for it, or to one that it may write and only reads. */
function elsewhere(agent: Omit<AgentSubject, "roleArn">): EventPattern {
    const { fileSystemArn, accessPointArn, writtenAreaIds, readAreaIds } = agent;
    const written = writtenAreaIds.map(endOf);
    const read = readAreaIds.map(endOf);
    const foreign = { resources: but(fileSystemArn, accessPointArn, ...written, ...read) };
    if (read.length === 0) return foreign;
    const writing = {
        // What it reads, or all but what it writes, whichever is shorter.
        resources:
            read.length <= written.length
                ? { ARN: read.map((suffix) => ({ suffix })) }
                : but(fileSystemArn, accessPointArn, ...written),
        serviceEventDetails: { permissions: { ClientWrite: [true] } },
    };
    return { $or: [foreign, writing] };
}

/**
 * One per agent, as a filter pattern cannot compare two fields and a log group takes 100 filters only. That an area is
 * mounted by whom it is not for is told by the pairing of that agent; by whoever is no agent, by connection-foreign-role.
 * Ends of ids rather than ARNs keep the pattern of 20 areas within EventBridge's 2,048 characters.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const pairingAlarm: EventAlarm<AgentSubject> = {
    name: "connection-mispaired",
    happened:
        "An agent's access point was mounted by another role, or its role mounted another's or may write where it reads.",
    matters: "Both are bound in the role, its policies and by name; one has changed.",
    first: "Read who and from where below; stop that instance, then compare its role's policies.",
    pattern: ({ accessPointArn, roleArn, ...agent }) => ({
        source: ["aws.elasticfilesystem"],
        "detail-type": ["AWS Service Event via CloudTrail"],
        detail: {
            eventSource: ["elasticfilesystem.amazonaws.com"],
            eventName: [...connectionEvents],
            $or: [
                {
                    resources: { ARN: [accessPointArn] },
                    ...issuer({ "anything-but": [roleArn] }, { exists: false }),
                },
                { ...issuer(roleArn), ...elsewhere({ accessPointArn, ...agent }) },
            ],
        },
    }),
    facts: {
        call: callFacts.call,
        who: callFacts.who,
        from: "$.detail.serviceEventDetails.sourceIpAddress",
        event: callFacts.event,
    },
    details: { permissions: "$.detail.serviceEventDetails.permissions" },
    readOnlyEvents: true,
};
