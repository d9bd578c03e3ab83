import { z } from "zod";
import { auditing } from "./auditing";
import { backup } from "./backup";
import { companyNetwork } from "./companyNetwork";
import { egressRule } from "./egressRule";
import { interfaceEndpointServices } from "./endpointServices";
import { leaf, uid, vpcBlock, zoneName } from "./leaf";
import { cleanWorkspacesAfterDays, disk, hook, image, imageOwners, packages } from "./machine";
import { quotaSettings } from "./quotas";
import { shared } from "./shared";
import { standby } from "./standby";
import { storage } from "./storage";

const rolePattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

/** AWS's own list for `retentionInDays` (CloudWatch Logs, PutRetentionPolicy) from 30 days up. */
const logRetentionDays = [
    30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

function isBareHttps(text: string): boolean {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    const isBare = !url.username && !url.password && !url.search && !url.hash;
    // The agents' egress is IPv4's, and no packet goes to port 0.
    return url.protocol === "https:" && isBare && url.port !== "0" && !url.hostname.startsWith("[");
}

const allDiffer = (names: readonly string[]): boolean => new Set(names).size === names.length;

const agent = z.strictObject({
    name: leaf(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/), {
        description: "The Jenkins node's name. Its directory, uid and role follow from it.",
        allowed: "1 to 32 letters, digits and hyphens, starting with a letter",
        example: "linux-1",
    }),
    instanceType: leaf(
        z.string().regex(/^(?!mac)[a-z][a-z0-9-]*\.(small|medium|large|\d*xlarge|metal(-\d+xl)?)$/),
        {
            description: "EC2 instance type; Graviton types get the arm64 image.",
            allowed:
                "a Linux instance type of size small or larger (nano and micro run out of memory while installing)",
            example: "m7g.large",
        },
    ),
    image: image("The image of this agent, in place of the stack's.").optional(),
    packages: packages("Packages of this agent, besides the stack's.").default([]),
    hook: hook("The script of this agent, in place of the stack's; none: it has none.").optional(),
    diskGiB: leaf(z.int().min(20).max(16384), {
        description: "Size of the encrypted gp3 root volume in GiB, where workspaces live.",
        allowed: "a whole number of GiB from 20 to 16384",
        example: 50,
    }).default(50),
    ...disk,
    cleanWorkspacesAfterDays: cleanWorkspacesAfterDays(
        "Days after which this agent's unused workspaces go, in place of the stack's.",
    ).optional(),
    labels: leaf(z.array(z.string().regex(/^[A-Za-z0-9._-]+$/)), {
        description: "Jenkins labels of the node.",
        allowed: "a list of labels of letters, digits, dots, underscores and hyphens",
        example: ["linux", "arm64"],
    }).default([]),
    executors: leaf(z.int().min(1).max(64), {
        description: "Builds that the node runs at a time.",
        allowed: "a whole number from 1 to 64",
        example: 2,
    }).default(1),
    memoryMaxPercent: leaf(z.int().min(20).max(95), {
        description:
            "Memory that the agent and its builds may use together, in percent of the instance's. Beyond it the largest of their processes is killed and the rest of the instance goes on: the mount, logs and Session Manager. Absent: only the kernel's own choice, when all memory is used up.",
        allowed: "a whole number from 20 to 95",
        example: 90,
    }).optional(),
    availabilityZone: leaf(zoneName, {
        description: "Pins the agent to one availability zone. Absent: it heals in any zone of the network.",
        allowed: "the name of one of the network's availability zones",
        example: "us-east-1a",
    }).optional(),
    jenkinsUser: leaf(z.string().regex(/^[^:\p{Cc}]{1,255}$/u), {
        description:
            "Jenkins user whose API token is in the agent's secret: jenkinsConfigurationAsCode then gives it Agent/Connect and Agent/Disconnect on this node. Needs the Matrix Authorization Strategy plugin, 3.2 or later. Absent: the node gets no permissions of its own.",
        allowed: "the name of a Jenkins user, without colons",
        example: "node-linux-1",
    }).optional(),
    uid: uid(
        "POSIX user and group id, on the file system and the instance. Absent: derived from the name, which is right until a fault names two agents whose names meet in one. Another uid later replaces the access point, and the files stay with the old one.",
    ),
});

/**
 * A small agent of each architecture, so that a new project previews before anybody has chosen: `pulumi new` can ask
 * for text, not for a list.
 */
const firstAgents: z.input<typeof agent>[] = [
    { name: "linux-1", instanceType: "t4g.medium", labels: ["linux", "arm64"] },
    { name: "linux-2", instanceType: "t3.medium", labels: ["linux", "x86_64"] },
];

const network = z.strictObject({
    vpcId: leaf(z.string().regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/), {
        description: "An existing VPC to use instead of making one; needs privateSubnetIds.",
        allowed: "the id of a VPC of this account and region with DNS support and DNS hostnames on",
        example: "vpc-0a1b2c3d4e5f60718",
    }).optional(),
    privateSubnetIds: leaf(z.array(z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/)).min(2), {
        description:
            "The existing VPC's private subnets for agents and mount targets, one per availability zone.",
        allowed: "at least two subnet ids, each in a zone of its own",
        example: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
    }).optional(),
    vpcCidr: leaf(vpcBlock, {
        description: "Address block of the VPC to make; a quarter is for each zone. Fixed once deployed.",
        allowed: "an IPv4 block from /16 to /24 whose host bits are zero",
        example: "10.60.0.0/16",
    }).default("10.40.0.0/16"),
    availabilityZones: leaf(z.array(zoneName).min(2).max(3), {
        description:
            "Zones of the VPC to make. Absent: the first two of the region. Once deployed, another can follow them, and the last can go.",
        allowed: "two or three different zone names of the stack's region",
        example: ["us-east-1a", "us-east-1b"],
    }).optional(),
    natGateways: leaf(z.enum(["one-per-az", "single"]), {
        description:
            "NAT gateways of the VPC to make: one-per-az survives the loss of a zone, single is cheaper.",
        allowed: "one-per-az or single",
        example: "single",
    }).default("one-per-az"),
    internet: leaf(z.enum(["https", "none"]), {
        description:
            "Where agents may go beyond the VPC: https is every address on 443 and the controller's port, none is what egress names, besides S3 and the interface endpoints.",
        allowed: "https; or none, with network.vpcId, whose owner has it connected",
        example: "none",
    }).default("https"),
    egress: leaf(z.array(egressRule).max(50), {
        description:
            "Places that agents may go to, each on one port. Where one has the controller's port, agents reach that port there only.",
        allowed: "a list of at most 50, each with purpose, port, and either cidr or prefixListId",
        example: [{ purpose: "controller", cidr: "10.20.0.0/24", port: 8443 }],
    }).default([]),
    interfaceEndpoints: leaf(z.array(z.enum(interfaceEndpointServices)).refine(allDiffer), {
        description:
            "AWS services reached through interface endpoints rather than NAT; each is paid for by zone and hour. Absent: the first eight, which agents call, in a VPC made here, none in an existing one. The others are for builds, by credentials that Jenkins gives them; ECR and CodeArtifact want both of theirs, and read from S3.",
        allowed: `a list of ${interfaceEndpointServices.join(", ")}, each once`,
        example: ["ecr.api", "ecr.dkr", "secretsmanager", "sts"],
    }).optional(),
});

/** Every key of the project's namespace, as a person writes it in Pulumi.<stack>.yaml. */
export const configSchema = z.strictObject({
    owner: leaf(z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u), {
        description: "Who answers for this environment; the owner tag of every resource.",
        allowed: "1 to 256 of the characters that AWS allows in a tag's value",
        example: "ci-team@example.com",
    }),
    controllerUrl: leaf(z.string().refine(isBareHttps), {
        description: "The https URL of the Jenkins controller that the agents connect to.",
        allowed:
            "an https:// URL without user, query or fragment (the agent's secret travels over it), and no IPv6 address",
        example: "https://jenkins.example.com/",
    }),
    agents: leaf(z.array(agent).min(1), {
        description: "The Jenkins agents, each with its own directory, identity, role and instance.",
        allowed: "a list of at least one agent",
        example: [{ name: "linux-1", instanceType: "m7g.large" }],
    }).prefault(firstAgents),
    image: image(
        "The image that agents start from: Amazon Linux 2023, or what is made from it. default is Amazon's newest, and a parameter is looked up at each start of an instance too: with a version, or an image's id, every start is the same until this changes.",
    ).default("default"),
    imageOwners,
    packages: packages(
        "Packages that every agent gets besides what the kit needs, from its image's repositories, before it takes builds. An agent waits for as long as one is missing.",
    ).default([]),
    bake: leaf(z.boolean(), {
        description:
            "Makes what npm run bake needs: for each architecture of the agents a pipeline of EC2 Image Builder, whose images have all packages that agents install at boot. Costs nothing until it runs; an image is used once image names it.",
        allowed: "true or false",
        example: true,
    }).default(false),
    bakeZone: leaf(zoneName, {
        description:
            "The zone whose private subnet images are baked in. Image Builder takes one subnet and looks in no other: name another zone while this one is out or lacks the instance type. Absent: the network's first.",
        allowed: "the name of one of the network's availability zones",
        example: "us-east-1b",
    }).optional(),
    hook: hook(
        "A script that root runs on each agent at each boot, once its directory is mounted and proven and before it takes builds. It has the values of /etc/jenkins-efs/agent.env and ten minutes; what it prints is in the agent's log stream kit. Where it fails, the log says so, and it is run again a minute later: there is no agent until it ends with 0. User data can be read on the instance and in the account: no secrets.",
    ).optional(),
    cleanWorkspacesAfterDays: cleanWorkspacesAfterDays(
        "Days after which a workspace on an agent's disk goes, with what Jenkins keeps beside it, where nothing in it has changed and no process of a build is in it. While the disk is 85 % full or more, those go too that six hours have not used, the longest unused first, until 75 % are used: a build that waits for longer, such as for input, keeps its workspace by releasing its node. What went is in the agent's log stream kit. Absent: only Jenkins' own cleaning, which asks no disk whether it is full and leaves what deleted jobs had.",
    ).optional(),
    ...companyNetwork,
    shared,
    deployer: leaf(
        z.string().refine((role) => role === "caller" || rolePattern.test(role)),
        {
            description:
                "IAM role that deploys, and so administers the keys. Name it where another role previews, which would else plan to put itself into every key's policy.",
            allowed: "caller, the role that runs Pulumi; or the ARN of an IAM role",
            example: "arn:aws:iam::111122223333:role/Deployer",
        },
    ).default("caller"),
    keyAdministratorArns: leaf(z.array(z.string().regex(rolePattern)).max(20), {
        description: "IAM roles that administer the keys, besides the role that deploys.",
        allowed: "a list of at most 20 ARNs of IAM roles (no sts assumed-role sessions, no users)",
        example: ["arn:aws:iam::111122223333:role/KeyAdministrator"],
    }).default([]),
    network: network.meta({ description: "The VPC: made here, or an existing one." }).prefault({}),
    storage: storage.meta({ description: "The file system." }).prefault({}),
    standby: standby
        .meta({ description: "The environment in storage.replicationRegion that waits for a failover." })
        .prefault({}),
    backup: backup.meta({ description: "Backups of the file system." }).prefault({}),
    auditing: auditing
        .meta({ description: "Who did what: the trail, flow logs, AWS Config's rules and the alarms." })
        .prefault({}),
    quotas: quotaSettings
        .meta({ description: "What AWS has granted this account, where that differs from its defaults." })
        .prefault({}),
    logRetentionDays: leaf(z.literal([...logRetentionDays]), {
        description: "Days that CloudWatch Logs keeps the logs of agents, trail and mount targets.",
        allowed: `one of ${logRetentionDays.join(", ")}`,
        example: 365,
    }).default(365),
    detailedMonitoring: leaf(z.boolean(), {
        description: "CloudWatch metrics of the instances every minute rather than every five.",
        allowed: "true or false",
        example: true,
    }).default(true),
    drainMinutes: leaf(z.int().min(5).max(360), {
        description:
            "Minutes that a running build gets to end when its agent's instance is replaced or removed; then it is cut off.",
        allowed: "a whole number of minutes from 5 to 360",
        example: 60,
    }).default(60),
    protect: leaf(z.boolean(), {
        description: "Refuses to delete what holds data: file system, keys, vaults.",
        allowed: "true or false",
        example: true,
    }).default(true),
});

/** The configuration of a stack after validation, every default applied. */
export type Config = Readonly<z.output<typeof configSchema>>;

/**
 * What holds for every key that the configuration leaves out, save `owner` and `controllerUrl`, which have no default: for
 * programs that use a component by itself.
 */
export const defaults = configSchema.omit({ owner: true, controllerUrl: true }).parse({});

/** One of `shared`, with every default filled in. */
export type AreaConfig = Config["shared"][number];

/** One of `agents`, with every default filled in. */
export type AgentConfig = Config["agents"][number];

/** One agent as a person writes it: all but `name` and `instanceType` has a default. */
export type AgentSettings = Readonly<z.input<typeof agent>>;

/** An agent with its defaults. Throws zod's error where a value is none that the key takes. */
export const withDefaults = (settings: AgentSettings): AgentConfig => agent.parse(settings);
