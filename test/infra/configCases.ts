/** A configuration, as a person writes it in Pulumi.<stack>.yaml without the project's prefix. */
export type Values = Record<string, unknown>;

/** An agent with nothing but what it needs. */
export const agent = { name: "linux-1", instanceType: "m7g.large" };

/** The configuration of two agents, and defaults for all else. */
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

/** One change to `valid`, the key of its one fault, and what its problem says where it says one. */
export type Refused = [title: string, change: Values, key: string, problem?: RegExp];

const none = {
    ...adopted,
    internet: "none",
    interfaceEndpoints: ["autoscaling", "logs", "monitoring", "secretsmanager"],
};
const place = (change: Values = {}) => ({
    purpose: "controller",
    cidr: "10.20.0.0/24",
    port: 443,
    ...change,
});

/** What is refused, but for the file system, its backups and its audit. */
export const refused: Refused[] = [
    [
        "no internet in a VPC that is made here",
        { network: { internet: "none", egress: [place()] } },
        "network.internet",
        /needs network\.vpcId/,
    ],
    [
        "no internet, and no way to the controller",
        { network: { ...none, egress: [place({ port: 8443 })] } },
        "network.egress",
        /names no place with port 443, where the controller listens/,
    ],
    [
        "a place that does not hold the controller's address",
        { controllerUrl: "https://10.20.1.7:8443/", network: { egress: [place({ port: 8443 })] } },
        "network.egress",
        /in no place that holds its address 10\.20\.1\.7/,
    ],
    [
        "no internet, and endpoints for builds alone",
        {
            controllerUrl: "https://jenkins.example.com:8443/",
            network: { ...none, interfaceEndpoints: ["ecr.api", "logs"], egress: [place({ port: 8443 })] },
        },
        "network.egress",
        /lacks autoscaling, monitoring, secretsmanager: agents would not reach AWS/,
    ],
    [
        "no internet, no endpoints, and no place that has them",
        {
            controllerUrl: "https://jenkins.example.com:8443/",
            network: { ...none, interfaceEndpoints: [], egress: [place({ port: 8443 })] },
        },
        "network.egress",
        /agents would not reach AWS/,
    ],
    [
        "one place twice",
        { network: { egress: [place(), place({ purpose: "registry" })] } },
        "network.egress[1]",
        /same place and port as entry 0/,
    ],
    [
        "a way to all of the internet as a place",
        { network: { egress: [place({ cidr: "0.0.0.0/0" })] } },
        "network.egress[0].cidr",
    ],
    [
        "a place with host bits",
        { network: { egress: [place({ cidr: "10.20.0.1/24" })] } },
        "network.egress[0].cidr",
    ],
    [
        "a place without an address",
        { network: { egress: [place({ cidr: undefined })] } },
        "network.egress[0]",
    ],
    [
        "a place without a purpose",
        { network: { egress: [place({ purpose: undefined })] } },
        "network.egress[0].purpose",
    ],
    ["a proxy without its port", { proxy: "http://proxy.example.com" }, "proxy"],
    ["a proxy with a password", { proxy: "http://ci:pass@proxy.example.com:3128" }, "proxy"],
    ["a proxy that is asked over TLS", { proxy: "https://proxy.example.com:3128" }, "proxy"],
    ["a proxy at an IPv6 address", { proxy: "http://[2001:db8::1]:3128" }, "proxy"],
    ["a proxy at no address there is", { proxy: "http://10.20.300.1:3128" }, "proxy"],
    ["a proxy at an address that programs read in two ways", { proxy: "http://010.20.1.1:3128" }, "proxy"],
    ["a proxy that is the instance itself", { proxy: "http://localhost:3128" }, "proxy"],
    ["a proxy at the address of the metadata", { proxy: "http://169.254.169.254:80" }, "proxy"],
    [
        "the controller with a dot before it past the proxy, which is past it for some programs only",
        { proxy: "http://proxy.example.com:3128", noProxy: [".Jenkins.example.com"] },
        "noProxy[0]",
        /with a dot before it, .* write jenkins\.example\.com, or take it out/,
    ],
    [
        "a place with an IPv6 block",
        { network: { egress: [place({ cidr: "2001:db8::/32" })] } },
        "network.egress[0].cidr",
    ],
    ["a proxy on no port there is", { proxy: "http://proxy.example.com:65536" }, "proxy"],
    ["hosts past no proxy", { noProxy: ["git.example.com"] }, "noProxy", /has no effect without proxy/],
    ...["10.0.0.0/8", "*.example.com", "git.example.com:443", ""].map(
        (host): Refused => [
            `what not every program takes for a host past the proxy: '${host}'`,
            { proxy: "http://proxy.example.com:3128", noProxy: [host] },
            "noProxy[0]",
        ],
    ),
    [
        "a text that is no certificate",
        { caCertificates: ["/etc/pki/ca.pem"] },
        "caCertificates[0]",
        /holds 0 certificates in PEM/,
    ],
    [
        "no internet, and no way to the proxy",
        { proxy: "http://proxy.example.com:3128", network: { ...none, egress: [place({ port: 8443 })] } },
        "network.egress",
        /names no place with port 3128, where the proxy listens/,
    ],
    [
        "a place that does not hold the proxy's address",
        { proxy: "http://10.20.1.7:8080", network: { egress: [place({ port: 8080 })] } },
        "network.egress",
        /in no place that holds its address 10\.20\.1\.7/,
    ],
    [
        "no internet, and no way to a controller that is past the proxy",
        {
            proxy: "http://proxy.example.com:3128",
            noProxy: ["jenkins.example.com"],
            network: { ...none, egress: [place({ port: 3128 })] },
        },
        "network.egress",
        /names no place with port 443, where the controller listens/,
    ],
    [
        "a bake without a way to Image Builder",
        {
            bake: true,
            controllerUrl: "https://jenkins.example.com:8443/",
            network: { ...none, egress: [place({ port: 8443 })] },
        },
        "bake",
        /needs a way to imagebuilder, ssm, ssmmessages, and with network.internet none there is none: add them to/,
    ],
    ["an image by its name", { image: "al2023" }, "image"],
    [
        "an image by a parameter of another region",
        { image: "arn:aws:ssm:eu-west-1:210987654321:parameter/images/agent:3" },
        "image",
        /is a parameter of eu-west-1, and agents in us-east-1 take their image from one of their own region/,
    ],
    [
        "an image by a parameter that the standby's region has not",
        {
            agents: [{ ...agent, image: "arn:aws:ssm:us-east-1:210987654321:parameter/images/agent" }],
            storage: { replicationRegion: "us-west-2" },
        },
        "agents[0].image",
        /agents in us-west-2 take their image from one of their own region/,
    ],
    ["an image's id with a version", { image: "ami-0a1b2c3d4e5f60718:2" }, "image"],
    ["an owner of images by name", { imageOwners: ["canonical"] }, "imageOwners[0]"],
    ["images of nobody", { imageOwners: [] }, "imageOwners"],
    ["a package that is an option", { packages: ["--nogpgcheck"] }, "packages[0]"],
    ["a package that is an address", { packages: ["https://example.com/x.rpm"] }, "packages[0]"],
    ["a script without its interpreter", { hook: "sysctl --system\n" }, "hook"],
    ["a script with DOS line ends", { hook: "#!/bin/bash\r\ntrue\r\n" }, "hook"],
    ["a script that is larger than user data", { hook: `#!/bin/bash\n${"#".repeat(9000)}` }, "hook"],
    ["workspaces that go while they are used", { cleanWorkspacesAfterDays: 0 }, "cleanWorkspacesAfterDays"],
    ["an owner that AWS would refuse as a tag", { owner: "team<ci>" }, "owner"],
    ["a controller over http", { controllerUrl: "http://jenkins.example.com/" }, "controllerUrl"],
    [
        "a controller with a password in its URL",
        { controllerUrl: "https://u:p@j.example.com/" },
        "controllerUrl",
    ],
    ["a controller at an IPv6 address", { controllerUrl: "https://[2001:db8::1]/" }, "controllerUrl"],
    ["a controller on port 0", { controllerUrl: "https://jenkins.example.com:0/" }, "controllerUrl"],
    ["a controller that is no URL", { controllerUrl: "jenkins" }, "controllerUrl"],
    [
        "a deployer that is a session, as no key policy may name",
        { deployer: "arn:aws:sts::111122223333:assumed-role/Deployer/session" },
        "deployer",
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
    ["no agents at all", { agents: [] }, "agents"],
    ["agents that are not a list", { agents: "linux-1" }, "agents"],
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
    ["a uid that Linux gives to others", { agents: [{ ...agent, uid: 1000 }] }, "agents[0].uid"],
    ["a uid that no tar header holds", { agents: [{ ...agent, uid: 2_097_152 }] }, "agents[0].uid"],
    ["an agent's name that IAM would refuse", { agents: [{ ...agent, name: "linux_1" }] }, "agents[0].name"],
    ["an agent's name of 33 letters", { agents: [{ ...agent, name: "a".repeat(33) }] }, "agents[0].name"],
    [
        "an instance too small to install on",
        { agents: [{ ...agent, instanceType: "t4g.nano" }] },
        "agents[0].instanceType",
    ],
    ["a Mac instance", { agents: [{ ...agent, instanceType: "mac2.metal" }] }, "agents[0].instanceType"],
    ["a disk of 19 GiB", { agents: [{ ...agent, diskGiB: 19 }] }, "agents[0].diskGiB"],
    [
        "more operations a second than a small disk has",
        { agents: [{ ...agent, diskGiB: 20, diskIops: 12_000 }] },
        "agents[0].diskIops",
        /more than 10000, which a disk of 20 GiB has at most/,
    ],
    [
        "more throughput than the disk's operations carry",
        { agents: [{ ...agent, diskThroughputMiBps: 1000 }] },
        "agents[0].diskThroughputMiBps",
        /more than 750, which a disk of 3000 operations a second has at most; raise diskIops/,
    ],
    ["a disk slower than gp3 is", { agents: [{ ...agent, diskIops: 2999 }] }, "agents[0].diskIops"],
    ["a label with a space", { agents: [{ ...agent, labels: ["a b"] }] }, "agents[0].labels[0]"],
    [
        "all of the memory as a share of it",
        { agents: [{ ...agent, memoryMaxPercent: 100 }] },
        "agents[0].memoryMaxPercent",
    ],
    ["half an executor", { agents: [{ ...agent, executors: 0.5 }] }, "agents[0].executors"],
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
    ],
    ["an address block with host bits", { network: { vpcCidr: "10.0.0.1/16" } }, "network.vpcCidr"],
    ...["0.0.0.0/16", "127.0.0.0/16", "169.254.0.0/24", "224.0.0.0/16", "239.255.0.0/16"].map(
        (vpcCidr): Refused => [
            `the address block ${vpcCidr}, which no VPC can have`,
            { network: { vpcCidr } },
            "network.vpcCidr",
            /lies in [\d./]+, which is [\w -]+, so no VPC can have it/,
        ],
    ),
    ["an address block that is too small", { network: { vpcCidr: "10.0.0.0/25" } }, "network.vpcCidr"],
    ["a single zone", { network: { availabilityZones: ["us-east-1a"] } }, "network.availabilityZones"],
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
        "an endpoint of a service that neither agents nor builds call",
        { network: { interfaceEndpoints: ["sqs"] } },
        "network.interfaceEndpoints[0]",
    ],
    [
        "two endpoints of a service",
        { network: { interfaceEndpoints: ["ecr.api", "ecr.api"] } },
        "network.interfaceEndpoints",
    ],
    ["a retention that CloudWatch Logs does not offer", { logRetentionDays: 200 }, "logRetentionDays"],
    ["a boolean in words", { protect: "yes" }, "protect"],
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
    ["a section that is not an object", { storage: 5 }, "storage"],
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
    [
        "a way to the proxy alone, which leads to the controller and AWS",
        {
            proxy: "http://proxy.example.com:3128",
            noProxy: ["10.20.1.9", ".corp.example.com"],
            network: { ...none, interfaceEndpoints: [], egress: [place({ port: 3128 })] },
        },
    ],
    [
        "a bake through endpoints",
        {
            bake: true,
            controllerUrl: "https://jenkins.example.com:8443/",
            network: {
                ...none,
                interfaceEndpoints: [...none.interfaceEndpoints, "imagebuilder", "ssm", "ssmmessages"],
                egress: [place({ port: 8443 })],
            },
        },
    ],
    [
        "a bake through the proxy alone",
        {
            bake: true,
            proxy: "http://proxy.example.com:3128",
            network: { ...none, interfaceEndpoints: [], egress: [place({ port: 3128 })] },
        },
    ],
    ["a bake past the VPC's own endpoints", { bake: true, network: { ...none, egress: [place()] } }],
    [
        "an image by another account's parameter",
        { image: "arn:aws:ssm:us-east-1:210987654321:parameter/images/agent:3" },
    ],
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
