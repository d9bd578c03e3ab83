import type { Account } from "./account";
import type { Agent } from "./agent";
import { type Document, readDocument } from "./document";
import { type Principal, withoutPermissions } from "./principal";

/** Those that a proof asks for besides the roles in the graph. */
export interface Bystanders {
    /** Role that deploys the stack. */
    readonly deployerArn: string;
    /** What that role may do. */
    readonly deployerPolicies: readonly Document[];
    /** Roles that administer the keys, as the configuration names them. */
    readonly administratorArns: readonly string[];
}

/** The account that a stranger belongs to: its number starts as the account's own does. */
export function strangeAccount(own: string): string {
    return `${own.slice(0, -3)}${own.endsWith("999") ? "000" : "999"}`;
}

/** AWS's managed policy SecurityAudit in short: what it may read of the services of this kit. */
const auditorPolicy = readDocument(
    "policy of an auditor",
    JSON.stringify({
        Statement: {
            Sid: "ReadConfiguration",
            Effect: "Allow",
            Action: [
                "autoscaling:Describe*",
                "backup:Describe*",
                "backup:GetBackupVaultAccessPolicy",
                "backup:List*",
                "cloudtrail:Describe*",
                "cloudtrail:Get*",
                "ec2:Describe*",
                "elasticfilesystem:Describe*",
                "iam:Get*",
                "iam:List*",
                "kms:Describe*",
                "kms:Get*",
                "kms:List*",
                "logs:Describe*",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetResourcePolicy",
                "secretsmanager:ListSecrets",
                "s3:GetBucketAcl",
                "s3:GetBucketPolicy",
                "sns:GetTopicAttributes",
            ],
            Resource: "*",
        },
    }),
);

const everything = readDocument(
    "policy AdministratorAccess",
    JSON.stringify({ Statement: { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" } }),
);

/**
 * The principal that an agent's instance is, and the same with every permission attached, as it may happen later: its
 * boundary has to keep that one where it was.
 */
function agentPrincipals({ name, role }: Agent, { id }: Account): readonly Principal[] {
    const { arn, policies, boundary } = role;
    const agent = { kind: "agents", agent: name, id: arn, account: id, boundary } as const;
    return [
        { ...agent, name: `agent ${name}`, policies },
        {
            ...agent,
            name: `agent ${name} with AdministratorAccess attached`,
            policies: [...policies, everything],
        },
    ];
}

/** The principals that an environment makes: its agents, and its roles for AWS services. */
export function rolesOf(account: Account): readonly Principal[] {
    return [
        ...account.agents.flatMap((agent) => agentPrincipals(agent, account)),
        ...account.serviceRoles.map(({ kind, role: { arn, policies, boundary } }) => ({
            kind,
            name: kind,
            id: arn,
            account: account.id,
            policies,
            boundary,
        })),
    ];
}

/** Every principal that the proof asks for. */
export function principalsIn(account: Account, bystanders: Bystanders): readonly Principal[] {
    const { id, partition, region, dnsSuffix } = account;
    const roleArn = (name: string, owner = id) => `arn:${partition}:iam::${owner}:role/${name}`;
    const { deployerArn, deployerPolicies, administratorArns } = bystanders;
    const service = (kind: Principal["kind"], name: string) =>
        withoutPermissions(kind, name, name, undefined);
    const broad = withoutPermissions("broad role", "role with all permissions", roleArn("Broad"), id);
    const stranger = withoutPermissions(
        "stranger",
        "another account's administrator",
        roleArn("Broad", strangeAccount(id)),
        strangeAccount(id),
    );
    return [
        ...rolesOf(account),
        ...administratorArns
            .filter((arn) => arn !== deployerArn)
            .map((arn) => withoutPermissions("key administrators", arn.split("/").at(-1) ?? arn, arn, id)),
        { ...withoutPermissions("deployer", "deployer", deployerArn, id), policies: deployerPolicies },
        { ...withoutPermissions("auditor", "auditor", roleArn("Auditor"), id), policies: [auditorPolicy] },
        { ...broad, policies: [everything] },
        withoutPermissions("plain role", "role without permissions", roleArn("Plain"), id),
        withoutPermissions("Auto Scaling role", "Auto Scaling", autoscalingRoleArn(account), id),
        withoutPermissions("Image Builder role", "Image Builder", imageBuilderRoleArn(account), id),
        service("EC2", "ec2.amazonaws.com"),
        service("AWS Backup", "backup.amazonaws.com"),
        service("CloudWatch Logs", `logs.${region}.${dnsSuffix}`),
        service("CloudTrail", "cloudtrail.amazonaws.com"),
        service("CloudWatch alarms", "cloudwatch.amazonaws.com"),
        service("Config", "config.amazonaws.com"),
        service("EventBridge", "events.amazonaws.com"),
        service("flow logs", "vpc-flow-logs.amazonaws.com"),
        service("log delivery", "delivery.logs.amazonaws.com"),
        service("S3 logging", "logging.s3.amazonaws.com"),
        service("another AWS service", "lambda.amazonaws.com"),
        { ...stranger, policies: [everything] },
        withoutPermissions("anonymous", "nobody (unsigned)", undefined, undefined),
    ];
}

/** EC2 Auto Scaling's service-linked role, which starts the agents. */
function autoscalingRoleArn({ id, partition }: Pick<Account, "id" | "partition">): string {
    return `arn:${partition}:iam::${id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
}

/** EC2 Image Builder's service-linked role, which bakes images. */
function imageBuilderRoleArn({ id, partition }: Pick<Account, "id" | "partition">): string {
    return `arn:${partition}:iam::${id}:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder`;
}
