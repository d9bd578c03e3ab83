import type { AgentArea, AgentUserDataArgs } from "../agent-userdata";

/** The agent whose boot is executed, and whose scripts and user data the tests run and read. */
export const agent: AgentUserDataArgs = {
    agentName: "linux-1",
    uid: 395293,
    gid: 395293,
    region: "us-east-1",
    fileSystemId: "fs-0123456789abcdef0",
    accessPointId: "fsap-0123456789abcdef0",
    controllerUrl: "https://jenkins.example.test/ci/",
    secretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:agents/linux-1-AbCdEf",
    logGroupName: "/jenkins-efs/test/agents",
    environment: "jenkins-efs-test",
    auditReads: false,
    groupName: "jenkins-efs-test-agent-linux-1",
    drainMinutes: 60,
};

/** A shared area that the agent writes and cannot be without, and one that it reads where it can. */
export const areas = {
    written: {
        name: "maven-cache",
        accessPointId: "fsap-0a1b2c3d4e5f60718",
        uid: 300001,
        access: "write",
        required: true,
    },
    read: {
        name: "npm",
        accessPointId: "fsap-1b5e7f90c3d2a4866",
        uid: 300002,
        access: "read",
        required: false,
    },
} as const satisfies Record<string, AgentArea>;

/** The Jenkins user whose token may mark the agent's node. */
export const jenkinsUser = { user: "node linux-1", token: `11${"70ce9b0c".repeat(4)}` } as const;

/** Id of the instance that cloud-init is told it runs on. */
export const instanceId = "i-0123456789abcdef0";

/** The instance that its group starts next, in the cases in which both run. */
export const nextInstanceId = "i-0fedcba9876543210";

/** Addresses on the wire between the machine and everything outside it. */
export const addresses = {
    cloud: "10.99.0.1",
    machine: "10.99.0.2",
    /** The next instance's wire has two addresses of its own. */
    cloudForNext: "10.99.1.1",
    next: "10.99.1.2",
    metadata: "169.254.169.254",
    metadata6: "fd00:ec2::254",
    machine6: "fd00:ec2::2",
} as const;

/**
 * The company's network of the cases that have one. Only the proxy knows where the controller is: the machine has neither an
 * address for its name nor a way there.
 */
export const company = {
    host: "jenkins.corp.test",
    port: 8443,
    controllerUrl: "https://jenkins.corp.test:8443/ci/",
    proxy: {
        url: `http://${addresses.cloud}:3128`,
        direct: ["localhost", "127.0.0.1", "169.254.169.254", "[fd00:ec2::254]", ".amazonaws.com"],
    },
} as const;

/** Names that the machine resolves to the cloud's address; the certificate of the stand-ins holds them all. */
export const hostNames = [
    "jenkins.example.test",
    "dnf.example.test",
    ...["secretsmanager", "autoscaling", "monitoring"].map(
        (service) => `${service}.${agent.region}.amazonaws.com`,
    ),
];

/** The name of the mount target, which efs-utils' own helper looks up before it mounts; nobody answers there. */
export const fileSystemName = `${agent.fileSystemId}.efs.${agent.region}.amazonaws.com`;

/** What a case changes outside the machine, and what the stand-ins saw; both cross the process boundary as JSON. */
export interface CloudFaults {
    /** Seconds before each answer of the instance metadata service. */
    readonly metadataDelaySeconds?: number;
    readonly repositoryDown?: boolean;
    readonly controllerDown?: boolean;
    /** What `/jnlpJars/agent.jar` gives instead of the agent. */
    readonly agentJar?: "truncated" | "login page";
    /** What the metadata service says of the first instance's life cycle; the next one stays in service. */
    readonly lifecycleState?: "InService" | "Terminated";
    readonly spotInterruption?: boolean;
    /** Why a person has marked the agent's node offline. */
    readonly nodeMark?: string;
    /** Permissions on the node that the agent's user lacks. */
    readonly forbidden?: readonly ("Connect" | "Disconnect")[];
}

/** One thing that a stand-in was asked for. */
export interface Seen {
    readonly atMilliseconds: number;
    readonly what: string;
}
