import { type Graph, type Resource, textOf } from "../graph";
import { type Document, readDocument } from "./document";
import { type Principal, withoutPermissions } from "./principal";
import { documentOf, type Role, readRole } from "./role";

/** An agent as the graph runs it: the role that its instance really gets, and what the kit made for it. */
export interface Agent {
    readonly name: string;
    readonly role: Role;
    readonly accessPointArn: string;
    readonly secretArn: string;
}

/** A resource with a policy of its own. */
export interface Guarded {
    /** The name that the program gave it. */
    readonly name: string;
    readonly arn: string;
    readonly region: string;
    readonly policy: Document | undefined;
}

/** The account that a graph makes, seen as IAM sees it. */
export interface Account {
    readonly id: string;
    readonly partition: string;
    readonly region: string;
    readonly dnsSuffix: string;
    readonly fileSystem: Guarded;
    readonly agents: readonly Agent[];
    readonly backupRole: Role;
    readonly restoreRole: Role;
    readonly keys: readonly Guarded[];
    readonly vaults: readonly Guarded[];
    readonly endpoints: readonly (Guarded & { readonly service: string })[];
    readonly logGroupArn: string;
}

/** Reads the account. Throws where the graph lacks what the kit is made of, or has it twice. */
export function readAccount(graph: Graph): Account {
    const fileSystem = only(graph, "aws:efs/fileSystem:FileSystem");
    const arn = required(fileSystem, "arn");
    const [, partition = "", , region = "", id = ""] = arn.split(":");
    const roleNamed = (name: string) => readRole(graph, only(graph, "aws:iam/role:Role", name));
    return {
        id,
        partition,
        region,
        dnsSuffix: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        fileSystem: { name: fileSystem.name, arn, region, policy: fileSystemPolicy(graph, fileSystem) },
        agents: graph
            .all("jenkins-efs:agents:Agent")
            .map((component) => readAgent(graph, component))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        backupRole: roleNamed("backup-roles-backup"),
        restoreRole: roleNamed("backup-roles-restore"),
        keys: graph.all("aws:kms/key:Key").map((key) => ({
            name: key.name,
            arn: required(key, "arn"),
            region: required(key, "arn").split(":")[3] ?? "",
            policy: documentOf(key, "policy"),
        })),
        vaults: graph.all("aws:backup/vault:Vault").map((vault) => {
            const policy = graph.find(
                "aws:backup/vaultPolicy:VaultPolicy",
                "backupVaultName",
                vault.props.name,
            );
            return {
                name: vault.name,
                arn: required(vault, "arn"),
                region: required(vault, "arn").split(":")[3] ?? "",
                policy: policy && documentOf(policy, "policy"),
            };
        }),
        endpoints: graph.all("aws:ec2/vpcEndpoint:VpcEndpoint").map((endpoint) => ({
            name: endpoint.name,
            arn: required(endpoint, "arn"),
            region,
            service: required(endpoint, "serviceName").split(".").at(-1) ?? "",
            policy: documentOf(endpoint, "policy"),
        })),
        logGroupArn: required(only(graph, "aws:cloudwatch/logGroup:LogGroup", "agents"), "arn").replace(
            /:\*$/,
            "",
        ),
    };
}

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

/** Without a policy EFS admits everybody, so that is the document then. */
function fileSystemPolicy(graph: Graph, fileSystem: Resource): Document {
    const policy = graph.find("aws:efs/fileSystemPolicy:FileSystemPolicy", "fileSystemId", fileSystem.id);
    if (policy !== undefined) return documentOf(policy, "policy");
    const { name, statements } = readDocument(
        "EFS's default, as there is no file system policy",
        JSON.stringify({
            Statement: {
                Sid: "EverybodyMounts",
                Effect: "Allow",
                Principal: "*",
                Action: "elasticfilesystem:Client*",
                Resource: "*",
            },
        }),
    );
    return { name, statements };
}

/**
 * Follows what EC2 follows: the group's launch template, its instance profile, that profile's role. The access point and
 * the secret are those that the agent's component made.
 */
function readAgent(graph: Graph, component: Resource): Agent {
    const name = component.name.replace(/^agent-/, "");
    const child = (type: string) => {
        const [found, ...more] = graph.childrenOf(component, type);
        if (found === undefined || more.length > 0)
            throw new Error(`agent ${name} has ${found ? more.length + 1 : "no"} ${type}`);
        return found;
    };
    const follow = (from: Resource, type: string, property: string, value: unknown) => {
        const to = graph.find(type, property, value);
        if (to === undefined)
            throw new Error(`agent ${name}: ${from.name} uses a ${type} that is not in the state`);
        return to;
    };
    const group = child("aws:autoscaling/group:Group");
    const template = graph
        .all("aws:ec2/launchTemplate:LaunchTemplate")
        .find(({ id }) => id === idIn(group, "launchTemplate", "id"));
    if (template === undefined)
        throw new Error(`agent ${name}: its group's launch template is not in the state`);
    const profile = follow(
        template,
        "aws:iam/instanceProfile:InstanceProfile",
        "arn",
        idIn(template, "iamInstanceProfile", "arn"),
    );
    const role = follow(profile, "aws:iam/role:Role", "name", profile.props.role);
    return {
        name,
        role: readRole(graph, role),
        accessPointArn: required(child("aws:efs/accessPoint:AccessPoint"), "arn"),
        secretArn: required(child("aws:secretsmanager/secret:Secret"), "arn"),
    };
}

function idIn({ props }: Resource, property: string, key: string): unknown {
    const value = props[property];
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function only(graph: Graph, type: string, name?: string): Resource {
    const found = graph.all(type).filter((resource) => name === undefined || resource.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1)
        throw new Error(`the state has ${found.length} ${type}${name === undefined ? "" : ` named ${name}`}`);
    return first;
}

function required(resource: Resource, property: string): string {
    const value = textOf(resource, property);
    if (value === undefined) throw new Error(`${resource.type} ${resource.name} has no ${property}`);
    return value;
}

/** Those that a proof asks for besides the roles in the graph. */
export interface Bystanders {
    /** Role that deploys the stack. */
    readonly deployerArn: string;
    /** What that role may do. */
    readonly deployerPolicy: Document;
    /** Roles that administer the keys, as the configuration names them. */
    readonly administratorArns: readonly string[];
}

/** The account that a stranger belongs to. */
export const strangeAccount = "999999999999";

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
            ],
            Resource: "*",
        },
    }),
);

const everything = readDocument(
    "policy AdministratorAccess",
    JSON.stringify({ Statement: { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" } }),
);

/** Every principal that the proof asks for. */
export function principalsIn(account: Account, bystanders: Bystanders): readonly Principal[] {
    const { id, partition, region } = account;
    const roleArn = (name: string, owner = id) => `arn:${partition}:iam::${owner}:role/${name}`;
    const made = (kind: "backup role" | "restore role", { arn, policies, boundary }: Role): Principal => ({
        kind,
        name: kind,
        id: arn,
        account: id,
        policies,
        boundary,
    });
    const { deployerArn, deployerPolicy, administratorArns } = bystanders;
    const service = (kind: Principal["kind"], name: string) =>
        withoutPermissions(kind, name, name, undefined);
    const broad = withoutPermissions("broad role", "role with all permissions", roleArn("Broad"), id);
    const stranger = withoutPermissions(
        "stranger",
        "another account's administrator",
        roleArn("Broad", strangeAccount),
        strangeAccount,
    );
    return [
        ...account.agents.flatMap((agent) => agentPrincipals(agent, account)),
        made("backup role", account.backupRole),
        made("restore role", account.restoreRole),
        ...administratorArns
            .filter((arn) => arn !== deployerArn)
            .map((arn) => withoutPermissions("key administrators", arn.split("/").at(-1) ?? arn, arn, id)),
        { ...withoutPermissions("deployer", "deployer", deployerArn, id), policies: [deployerPolicy] },
        { ...withoutPermissions("auditor", "auditor", roleArn("Auditor"), id), policies: [auditorPolicy] },
        { ...broad, policies: [everything] },
        withoutPermissions("plain role", "role without permissions", roleArn("Plain"), id),
        withoutPermissions("Auto Scaling role", "Auto Scaling", autoscalingRoleArn(account), id),
        service("EC2", "ec2.amazonaws.com"),
        service("AWS Backup", "backup.amazonaws.com"),
        service("CloudWatch Logs", `logs.${region}.amazonaws.com`),
        service("another AWS service", "lambda.amazonaws.com"),
        { ...stranger, policies: [everything] },
        withoutPermissions("anonymous", "nobody (unsigned)", undefined, undefined),
    ];
}

/** EC2 Auto Scaling's service-linked role, which starts the agents. */
export function autoscalingRoleArn({ id, partition }: Pick<Account, "id" | "partition">): string {
    return `arn:${partition}:iam::${id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
}
