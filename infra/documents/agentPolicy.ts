import { mountStatement } from "./clientPolicy";
import { policyDocument, type Statement } from "./document";

/** The CloudWatch namespace of the agents' own metrics. */
export const metricsNamespace = "JenkinsEfs/Agent";

/** Sid of the statement that names every access point which an agent may mount, in its only condition. */
export const ownAccessPointsSid = "NoOtherAccessPoint";

/** What one agent may touch, by ARN. */
export interface AgentReach {
    readonly fileSystemArn: string;
    readonly accessPointArn: string;
    /** Access points of the areas that it has, which `areasPolicy` allows it. @default none */
    readonly areaArns?: readonly string[];
    readonly secretArn: string;
    /** The key that encrypts the secret. */
    readonly keyArn: string;
    readonly logGroupArn: string;
    /** First part of the agent's own log streams: what another agent ships, it can neither forge nor extend. */
    readonly agentName: string;
    /** The agent's Auto Scaling group; an ARN with `*` for the UUID that AWS adds. */
    readonly groupArn: string;
    readonly region: string;
    readonly dnsSuffix: string;
}

/** What an instance may do so that Systems Manager reaches it. */
export const sessionManager = [
    // What Session Manager needs of AmazonSSMManagedInstanceCore, which also reads every parameter of the account.
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/** What an agent may do to what belongs to it. */
function ownAccess(reach: AgentReach): readonly Statement[] {
    return [
        mountStatement(reach.fileSystemArn, reach.accessPointArn),
        {
            Sid: "ReadOwnCredential",
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: reach.secretArn,
        },
        {
            Sid: "DecryptOwnCredential",
            Effect: "Allow",
            Action: "kms:Decrypt",
            Resource: reach.keyArn,
            Condition: {
                StringEquals: {
                    "kms:ViaService": `secretsmanager.${reach.region}.${reach.dnsSuffix}`,
                    "kms:EncryptionContext:SecretARN": reach.secretArn,
                },
            },
        },
        {
            Sid: "ShipLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resource: [reach.logGroupArn, `${reach.logGroupArn}:log-stream:${reach.agentName}/*`],
        },
        {
            Sid: "PublishMetrics",
            Effect: "Allow",
            Action: "cloudwatch:PutMetricData",
            Resource: "*",
            Condition: { StringEquals: { "cloudwatch:namespace": metricsNamespace } },
        },
        {
            // Asks for another instance where it cannot mend this one, and holds the end up while a build still runs.
            Sid: "ReplaceOwnInstance",
            Effect: "Allow",
            Action: [
                "autoscaling:CompleteLifecycleAction",
                "autoscaling:RecordLifecycleActionHeartbeat",
                "autoscaling:SetInstanceHealth",
            ],
            Resource: reach.groupArn,
        },
        { Sid: "SessionManager", Effect: "Allow", Action: sessionManager, Resource: "*" },
    ];
}

/**
 * All that an agent's role may do, and a denial of what the boundary leaves open beside it, which is what other roles of
 * the kit need and what belongs to other agents: so nothing attached to the role later adds to it. Root access to the file system is never among it, nor is the key of the file system's data.
 */
export function agentPolicy(reach: AgentReach): string {
    const deny = (Sid: string, rest: Omit<Statement, "Sid" | "Effect">): Statement => ({
        Sid,
        Effect: "Deny",
        ...rest,
    });
    const { accessPointArn, areaArns = [], secretArn, logGroupArn, agentName, groupArn } = reach;
    return policyDocument(
        ...ownAccess(reach),
        deny("NoOtherRolesTask", {
            Action: ["backup:*", "events:*", "kms:Generate*", "tag:*"],
            Resource: "*",
        }),
        deny("NoOtherResource", {
            Action: ["autoscaling:*", "logs:*", "secretsmanager:*"],
            NotResource: [secretArn, logGroupArn, `${logGroupArn}:log-stream:${agentName}/*`, groupArn],
        }),
        deny(ownAccessPointsSid, {
            Action: "elasticfilesystem:*",
            Resource: "*",
            Condition: {
                StringNotEquals: {
                    "elasticfilesystem:AccessPointArn":
                        areaArns.length === 0 ? accessPointArn : [accessPointArn, ...areaArns],
                },
            },
        }),
        deny("NoOtherCredential", {
            Action: "kms:*",
            Resource: "*",
            Condition: { StringNotEquals: { "kms:EncryptionContext:SecretARN": secretArn } },
        }),
    );
}
