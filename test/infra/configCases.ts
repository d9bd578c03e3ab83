/** A configuration, as a person writes it in Pulumi.<stack>.yaml without the project's prefix. */
export type Values = Record<string, unknown>;

/** An agent with nothing but what it needs. */
export const agent = { name: "linux-1", instanceType: "m7g.large" };
/** The least configuration that is accepted. */
export const valid: Values = {
    owner: "ci-team@example.com",
    controllerUrl: "https://jenkins.example.com/",
    agents: [agent, { name: "linux-2", instanceType: "m7i.large" }],
};

/** Two names whose hashes meet in one uid; found by a search over `a-<number>`. */
const sameUid = ["a-478", "a-633"];

const adopted = {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    privateSubnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
};

/** What is refused: one change each to `valid`, the key of its one fault, and what its problem says where it says one. */
export const refused: [title: string, change: Values, key: string, problem: RegExp | undefined][] = [
    ["an owner that AWS would refuse as a tag", { owner: "team<ci>" }, "owner", undefined],
    ["a controller over http", { controllerUrl: "http://jenkins.example.com/" }, "controllerUrl", undefined],
    [
        "a controller with a password in its URL",
        { controllerUrl: "https://u:p@j.example.com/" },
        "controllerUrl",
        undefined,
    ],
    [
        "a controller at an IPv6 address",
        { controllerUrl: "https://[2001:db8::1]/" },
        "controllerUrl",
        undefined,
    ],
    [
        "a controller on port 0",
        { controllerUrl: "https://jenkins.example.com:0/" },
        "controllerUrl",
        undefined,
    ],
    ["a controller that is no URL", { controllerUrl: "jenkins" }, "controllerUrl", undefined],
    [
        "a deployer that is a session, as no key policy may name",
        { deployer: "arn:aws:sts::111122223333:assumed-role/Deployer/session" },
        "deployer",
        undefined,
    ],
    [
        "a deployer of another partition, which no key policy may name",
        { deployer: "arn:aws-cn:iam::111122223333:role/Deployer" },
        "deployer",
        /partition aws-cn and the stack's region us-east-1 in aws,/,
    ],
    [
        "a key administrator of another partition",
        {
            keyAdministratorArns: [
                "arn:aws:iam::111122223333:role/KeyAdministrator",
                "arn:aws-us-gov:iam::111122223333:role/KeyAdministrator",
            ],
        },
        "keyAdministratorArns[1]",
        /partition aws-us-gov and the stack's region us-east-1 in aws,/,
    ],
    ["no agents at all", { agents: [] }, "agents", undefined],
    ["agents that are not a list", { agents: "linux-1" }, "agents", undefined],
    ["an agent named twice", { agents: [agent, agent] }, "agents[1].name", /listed twice/],
    [
        "agents whose names differ in case only, as their paths would not",
        { agents: [agent, { ...agent, name: "Linux-1" }] },
        "agents[1].name",
        /is linux-1 in other letters' case, .* rename one/,
    ],
    [
        "agents whose names hash to one uid",
        { agents: sameUid.map((name) => ({ ...agent, name })) },
        "agents[1].uid",
        /is 446422, as that of agent a-478; 446423 is free\. Set it here, or in agents\[0\] where a-478 is/,
    ],
    [
        "an agent whose uid is another's by its name",
        { agents: [agent, { ...agent, name: "linux-2", uid: 395293 }] },
        "agents[1].uid",
        /is 395293, as that of agent linux-1; 395294 is free/,
    ],
    ["a uid that Linux gives to others", { agents: [{ ...agent, uid: 1000 }] }, "agents[0].uid", undefined],
    [
        "a uid that no tar header holds",
        { agents: [{ ...agent, uid: 2_097_152 }] },
        "agents[0].uid",
        undefined,
    ],
    [
        "an agent's name that IAM would refuse",
        { agents: [{ ...agent, name: "linux_1" }] },
        "agents[0].name",
        undefined,
    ],
    [
        "an agent's name of 33 letters",
        { agents: [{ ...agent, name: "a".repeat(33) }] },
        "agents[0].name",
        undefined,
    ],
    [
        "an instance too small to install on",
        { agents: [{ ...agent, instanceType: "t4g.nano" }] },
        "agents[0].instanceType",
        undefined,
    ],
    [
        "a Mac instance",
        { agents: [{ ...agent, instanceType: "mac2.metal" }] },
        "agents[0].instanceType",
        undefined,
    ],
    ["a disk of 19 GiB", { agents: [{ ...agent, diskGiB: 19 }] }, "agents[0].diskGiB", undefined],
    ["a label with a space", { agents: [{ ...agent, labels: ["a b"] }] }, "agents[0].labels[0]", undefined],
    [
        "all of the memory as a share of it",
        { agents: [{ ...agent, memoryMaxPercent: 100 }] },
        "agents[0].memoryMaxPercent",
        undefined,
    ],
    ["half an executor", { agents: [{ ...agent, executors: 0.5 }] }, "agents[0].executors", undefined],
    [
        "an agent pinned outside the network's zones",
        {
            agents: [{ ...agent, availabilityZone: "us-east-1c" }],
            network: { availabilityZones: ["us-east-1a", "us-east-1b"] },
        },
        "agents[0].availabilityZone",
        /none of network.availabilityZones \(us-east-1a, us-east-1b\)/,
    ],
    [
        "a session's ARN as key administrator",
        { keyAdministratorArns: ["arn:aws:sts::111122223333:assumed-role/Admin/me"] },
        "keyAdministratorArns[0]",
        undefined,
    ],
    [
        "an address block with host bits",
        { network: { vpcCidr: "10.0.0.1/16" } },
        "network.vpcCidr",
        undefined,
    ],
    ...["0.0.0.0/16", "127.0.0.0/16", "169.254.0.0/24", "224.0.0.0/16", "239.255.0.0/16"].map(
        (vpcCidr): (typeof refused)[number] => [
            `the address block ${vpcCidr}, which no VPC can have`,
            { network: { vpcCidr } },
            "network.vpcCidr",
            /lies in [\d./]+, which is [\w -]+, so no VPC can have it/,
        ],
    ),
    [
        "an address block that is too small",
        { network: { vpcCidr: "10.0.0.0/25" } },
        "network.vpcCidr",
        undefined,
    ],
    [
        "a single zone",
        { network: { availabilityZones: ["us-east-1a"] } },
        "network.availabilityZones",
        undefined,
    ],
    [
        "one zone named twice",
        { network: { availabilityZones: ["us-east-1a", "us-east-1a"] } },
        "network.availabilityZones",
        /twice/,
    ],
    [
        "a VPC without its subnets",
        { network: { vpcId: adopted.vpcId } },
        "network.privateSubnetIds",
        /needed with network.vpcId/,
    ],
    [
        "subnets without their VPC",
        { network: { privateSubnetIds: adopted.privateSubnetIds } },
        "network.vpcId",
        /needed with network.privateSubnetIds/,
    ],
    [
        "an address block for a VPC that exists",
        { network: { ...adopted, vpcCidr: "10.0.0.0/16" } },
        "network.vpcCidr",
        /VPC made here/,
    ],
    [
        "NAT gateways for a VPC that exists",
        { network: { ...adopted, natGateways: "single" } },
        "network.natGateways",
        /VPC made here/,
    ],
    [
        "an endpoint of a service that agents do not call",
        { network: { interfaceEndpoints: ["sqs"] } },
        "network.interfaceEndpoints[0]",
        undefined,
    ],
    [
        "provisioned throughput without its MiB/s",
        { storage: { throughputMode: "provisioned" } },
        "storage.provisionedThroughputMiBps",
        /needed with throughputMode provisioned/,
    ],
    [
        "MiB/s that would have no effect",
        { storage: { provisionedThroughputMiBps: 128 } },
        "storage.provisionedThroughputMiBps",
        /no effect with throughputMode elastic/,
    ],
    [
        "Max I/O with elastic throughput",
        { storage: { performanceMode: "maxIO" } },
        "storage.performanceMode",
        /refused by AWS/,
    ],
    [
        "Archive without elastic throughput",
        { storage: { throughputMode: "bursting", transitionToArchiveAfterDays: 90 } },
        "storage.transitionToArchiveAfterDays",
        /does not fit throughputMode bursting/,
    ],
    [
        "Archive before Infrequent Access",
        { storage: { transitionToIaAfterDays: 90, transitionToArchiveAfterDays: 60 } },
        "storage.transitionToArchiveAfterDays",
        /transitionToIaAfterDays 90/,
    ],
    [
        "days that EFS has no transition for",
        { storage: { transitionToIaAfterDays: 45 } },
        "storage.transitionToIaAfterDays",
        undefined,
    ],
    [
        "a replica in the same region",
        { storage: { replicationRegion: "us-east-1" } },
        "storage.replicationRegion",
        /own region/,
    ],
    ["a schedule of five fields", { backup: { schedule: "cron(0 3 * * ?)" } }, "backup.schedule", undefined],
    ["a schedule without cron( )", { backup: { schedule: "0 3 * * ? *" } }, "backup.schedule", undefined],
    ["a schedule at hour 25", { backup: { schedule: "cron(0 25 * * ? *)" } }, "backup.schedule", undefined],
    [
        "a schedule with both day fields",
        { backup: { schedule: "cron(0 3 1 * 1 *)" } },
        "backup.schedule",
        undefined,
    ],
    [
        "a schedule more often than hourly",
        { backup: { schedule: "cron(0/15 * * * ? *)" } },
        "backup.schedule",
        undefined,
    ],
    [
        "a restore test at no time",
        { backup: { restoreTestSchedule: "monthly" } },
        "backup.restoreTestSchedule",
        undefined,
    ],
    ...["cron(0 6 30 2 ? *)", "cron(0 6 31 4,6,9,11 ? *)", "cron(0 6 1 * ? 2020-2025)"].map(
        (restoreTestSchedule): (typeof refused)[number] => [
            `a restore test by ${restoreTestSchedule}, which is no day`,
            { backup: { restoreTestSchedule } },
            "backup.restoreTestSchedule",
            /has no start in the years to come/,
        ],
    ),
    [
        "89 days of cold storage",
        { backup: { retentionDays: 119, coldStorageAfterDays: 30 } },
        "backup.retentionDays",
        /less than 90 days after coldStorageAfterDays 30/,
    ],
    [
        "a retention shorter than the vault lock's",
        { backup: { retentionDays: 6 } },
        "backup.retentionDays",
        /outside the vault lock's 7 to 730 days/,
    ],
    [
        "recovery points that go with a protected vault",
        { backup: { vaultLock: "none", destroyDeletesRecoveryPoints: true } },
        "backup.destroyDeletesRecoveryPoints",
        /contradicts protect true/,
    ],
    [
        "recovery points that go with a locked vault",
        { protect: false, backup: { destroyDeletesRecoveryPoints: true } },
        "backup.destroyDeletesRecoveryPoints",
        /contradicts vaultLock governance/,
    ],
    [
        "a retention longer than the vault lock's",
        { backup: { retentionDays: 731 } },
        "backup.retentionDays",
        /outside/,
    ],
    [
        "a vault lock whose bounds cross",
        { backup: { vaultLockMinRetentionDays: 800 } },
        "backup.vaultLockMinRetentionDays",
        /over vaultLockMaxRetentionDays 730/,
    ],
    [
        "a compliance lock without cooling-off days",
        { backup: { vaultLock: "compliance" } },
        "backup.vaultLockCoolingOffDays",
        /needed with vaultLock compliance/,
    ],
    [
        "cooling-off days that would turn a governance lock into a compliance lock",
        { backup: { vaultLockCoolingOffDays: 3 } },
        "backup.vaultLockCoolingOffDays",
        /compliance lock/,
    ],
    [
        "two cooling-off days",
        { backup: { vaultLock: "compliance", vaultLockCoolingOffDays: 2 } },
        "backup.vaultLockCoolingOffDays",
        undefined,
    ],
    [
        "a copy in a region that AWS has not",
        { backup: { copyRegion: "us-west-9" } },
        "backup.copyRegion",
        undefined,
    ],
    [
        "a replica in a region that AWS has not",
        { storage: { replicationRegion: "eu-middle-1" } },
        "storage.replicationRegion",
        undefined,
    ],
    [
        "a copy in another partition, which AWS does not make",
        { backup: { copyRegion: "us-gov-west-1" } },
        "backup.copyRegion",
        /partition aws-us-gov and the stack's region us-east-1 in aws,/,
    ],
    [
        "a replica in another partition",
        { storage: { replicationRegion: "cn-north-1" } },
        "storage.replicationRegion",
        /partition aws-cn/,
    ],
    ["a copy in the same region", { backup: { copyRegion: "us-east-1" } }, "backup.copyRegion", /own region/],
    [
        "a lock on the files of a trail that is not made here",
        { auditing: { trailLogGroupName: "organisation-trail", objectLock: "governance" } },
        "auditing.objectLock",
        /locks a bucket made here; remove it or auditing.trailLogGroupName/,
    ],
    [
        "the name of a recorder beside one that is made here",
        { auditing: { configRecorder: "made", configRecorderName: "default" } },
        "auditing.configRecorderName",
        /the account's own recorder; remove it or auditing.configRecorder made/,
    ],
    [
        "audit files that are gone within a year",
        { auditing: { fileRetentionDays: 364 } },
        "auditing.fileRetentionDays",
        undefined,
    ],
    [
        "an alarm for what is no address",
        { auditing: { alarmEmails: ["ci-oncall"] } },
        "auditing.alarmEmails[0]",
        undefined,
    ],
    [
        "an alarm on missing backups that is over before the next backup",
        { auditing: { backupWithinHours: 24 } },
        "auditing.backupWithinHours",
        /pauses for up to 24 hours/,
    ],
    [
        "an alarm on missing backups that would be raised every weekend",
        { backup: { schedule: "cron(0 3 ? * MON-FRI *)" }, auditing: { backupWithinHours: 72 } },
        "auditing.backupWithinHours",
        /pauses for up to 72 hours/,
    ],
    [
        "backups so rare that no alarm could tell of a missing one",
        { backup: { schedule: "cron(0 3 ? * SUN *)" } },
        "backup.schedule",
        /pauses for 168 hours or more, .* looks back 168 hours at most; run it at least every 166 hours/,
    ],
    [
        "backups that end some day",
        { backup: { schedule: "cron(0 3 * * ? 2024-2025)" } },
        "backup.schedule",
        /has no further backup some day/,
    ],
    [
        "a wait for backups beyond what CloudWatch evaluates",
        { auditing: { backupWithinHours: 169 } },
        "auditing.backupWithinHours",
        undefined,
    ],
    [
        "runbooks over http",
        { auditing: { runbookUrl: "http://git.example.com/runbooks" } },
        "auditing.runbookUrl",
        undefined,
    ],
    [
        "runbooks whose URL leaves no room in an event rule's description",
        { auditing: { runbookUrl: `https://git.example.com/${"r".repeat(177)}` } },
        "auditing.runbookUrl",
        undefined,
    ],
    [
        "a retention that CloudWatch Logs does not offer",
        { logRetentionDays: 200 },
        "logRetentionDays",
        undefined,
    ],
    ["a boolean in words", { protect: "yes" }, "protect", undefined],
    ["an unknown key, naming the nearest", { netwrk: {} }, "netwrk", /the nearest is network$/],
    [
        "an unknown key inside a section",
        { backup: { retention: 7 } },
        "backup.retention",
        /nearest is backup.retentionDays$/,
    ],
    [
        "an unknown key of an agent",
        { agents: [{ ...agent, disk: 50 }] },
        "agents[0].disk",
        /nearest is agents\[0\].diskGiB$/,
    ],
    ["a section that is not an object", { storage: 5 }, "storage", undefined],
];
/** What is accepted, close to what is refused. */
export const accepted: [title: string, change: Values][] = [
    ["cold storage of exactly 90 days", { backup: { retentionDays: 120, coldStorageAfterDays: 30 } }],
    ["a retention at the vault lock's bound", { backup: { retentionDays: 7 } }],
    [
        "recovery points that go with what is neither protected nor locked",
        { protect: false, backup: { vaultLock: "none", destroyDeletesRecoveryPoints: true } },
    ],
    ["any retention without a vault lock", { backup: { retentionDays: 2, vaultLock: "none" } }],
    [
        "a compliance lock with 3 cooling-off days",
        { backup: { vaultLock: "compliance", vaultLockCoolingOffDays: 3 } },
    ],
    [
        "Max I/O with bursting throughput",
        { storage: { throughputMode: "bursting", performanceMode: "maxIO" } },
    ],
    [
        "runbooks at a URL of 200 characters",
        { auditing: { runbookUrl: `https://git.example.com/${"r".repeat(176)}` } },
    ],
    [
        "an address block of the Internet's, which AWS lets a VPC have",
        { network: { vpcCidr: "223.255.0.0/16" } },
    ],
    ["an existing VPC", { network: adopted }],
    ["an existing trail", { auditing: { trailLogGroupName: "aws-controltower/CloudTrailLogs" } }],
    [
        "an alarm on missing backups just longer than a weekend",
        { backup: { schedule: "cron(0 3 ? * MON-FRI *)" }, auditing: { backupWithinHours: 73 } },
    ],
    ["a lock on the files of a trail made here", { auditing: { objectLock: "compliance" } }],
    ["a schedule on weekdays", { backup: { schedule: "cron(30 2 ? * MON-FRI *)" } }],
    ["an hourly schedule", { backup: { schedule: "cron(0 * * * ? *)" } }],
    ["a restore test on leap days", { backup: { restoreTestSchedule: "cron(0 6 29 2 ? *)" } }],
    ["no restore tests", { backup: { restoreTestSchedule: "never" } }],
    ["no transitions at all", { storage: { transitionToIaAfterDays: "never" } }],
    ["a numeric owner, which is text all the same", { owner: "42" }],
];
