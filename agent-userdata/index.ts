import { gzip } from "pako";
import { stringify } from "yaml";
import { type AgentArea, areaMountPoint } from "./areas";
import { type CompanyNetwork, companyFiles, isAsked } from "./company";
import { storePackages } from "./packages";
import { commonFiles, configDirectory, dropIn, type Extra, type WrittenFile } from "./writtenFiles";

export { type AgentArea, areaMountPoint, areaVariable } from "./areas";
export { bakeUserData } from "./company";
export { agentPackages, storePackages } from "./packages";

/** What one agent's instance has to know. Nothing here is secret: user data can be read by any process on it. */
export interface AgentUserDataArgs extends CompanyNetwork {
    /** The agent's name in Jenkins, and the last part of its mount point. */
    readonly agentName: string;
    /** POSIX user id that the agent's access point enforces; the instance's `jenkins` user gets the same. */
    readonly uid: number;
    /** POSIX group id that the agent's access point enforces. */
    readonly gid: number;
    /** Region of the secret and the log group. */
    readonly region: string;
    /** `fs-` and 17 hexadecimal digits. */
    readonly fileSystemId: string;
    /** `fsap-` and 17 hexadecimal digits. */
    readonly accessPointId: string;
    /** The controller's root URL, https only. */
    readonly controllerUrl: string;
    /** ARN of the secret that holds the agent's Jenkins secret. */
    readonly secretArn: string;
    /** The log group that the CloudWatch agent ships to. */
    readonly logGroupName: string;
    /** `<project>-<environment>`, a dimension of the agent's metrics. */
    readonly environment: string;
    /** Whether reads of the mount are audited too, not only writes, deletions and changes of attributes. */
    readonly auditReads: boolean;
    /** The Auto Scaling group that keeps this agent alive. */
    readonly groupName: string;
    /** Minutes that a running build gets to end before the instance goes. */
    readonly drainMinutes: number;
    /** Percent of the instance's memory that the agent and its builds may use together. @default all of it */
    readonly memoryMaxPercent?: number | undefined;
    /** Packages that are installed besides those that the kit needs, by their names in the instance's repositories. @default none */
    readonly packages?: readonly string[] | undefined;
    /** A script that root runs at each boot, once the mount is proven and before the agent starts. @default none */
    readonly hook?: string | undefined;
    /** Days that nothing has used a workspace for, after which it is removed. @default none is */
    readonly cleanWorkspacesAfterDays?: number | undefined;
    /** Whether workspaces and containers are on the instance's own NVMe disks. @default false */
    readonly instanceStore?: boolean | undefined;
    /** The shared areas that the agent writes or reads. @default none */
    readonly areas?: readonly AgentArea[] | undefined;
}

/** What EC2 accepts as user data, in bytes before base64. The plain cloud-config is larger, so it goes gzipped. */
const userDataLimitBytes = 16_384;

/** The Jenkins agent's `remoteFS`: its work directory on the instance's own encrypted disk. */
export const workDirectory = "/var/lib/jenkins-agent";

/** Where an agent finds its part of the file system. */
export const mountPoint = (agentName: string): string => `/mnt/efs/${agentName}`;

/** The lifecycle hook of an agent's group, in which its instance waits for the end of the running build. */
export const drainHookName = "drain";

/** What is mounted by hand: the agent's own access point, or that of one of its areas. */
export type Mountable = { readonly fileSystemId: string; readonly accessPointId: string } & (
    | { readonly agentName: string }
    | { readonly areaName: string }
);

/** The command that mounts an access point by hand, on an instance whose role may; a reader's mount is not read-only, its role is. */
export const mountCommand = (what: Mountable): string => {
    const where = "agentName" in what ? mountPoint(what.agentName) : areaMountPoint(what.areaName);
    return `mount -t efs -o _netdev,tls,iam,accesspoint=${what.accessPointId} ${what.fileSystemId}:/ ${where}`;
};

/**
 * One value of the environment file, in the quoting that systemd and bash read alike, where there is anything to quote:
 * nothing is special inside single quotes, and a single quote itself goes into double ones.
 */
function environmentLine(key: string, value: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
    if (/[\u0000-\u001f\u007f]/.test(value))
        throw new Error(
            `user data: ${key} is ${JSON.stringify(value)}, which holds a control character; an environment file takes one line per value. Remove it.`,
        );
    if (/^[\w./:-]+$/.test(value)) return `${key}=${value}`;
    return `${key}='${value.replaceAll("'", `'"'"'`)}'`;
}

/** An area as the scripts take it apart: fields that hold no comma. */
const areaWord = ({ name, accessPointId, uid, access, required }: AgentArea): string =>
    [name, required ? "required" : "optional", access, uid, accessPointId].join();

const extrasOf = (args: AgentUserDataArgs): readonly Extra[] => [
    ...((args.areas ?? []).length > 0 ? (["areas"] as const) : []),
    ...(args.cleanWorkspacesAfterDays === undefined ? [] : (["cleaning"] as const)),
    ...(isAsked(args) ? (["company"] as const) : []),
    ...(args.hook === undefined ? [] : (["hook"] as const)),
    ...(args.instanceStore ? (["store"] as const) : []),
];

/** The values of the environment file, the only file that every agent has of its own, by the names that the scripts know. */
export function agentEnvironment(args: AgentUserDataArgs): Readonly<Record<string, string>> {
    // What lib.sh sources.
    const sourced = extrasOf(args).filter((extra) => extra === "areas" || extra === "company");
    const packages = [...(args.instanceStore ? storePackages : []), ...(args.packages ?? [])];
    return {
        AGENT_NAME: args.agentName,
        AGENT_UID: String(args.uid),
        AGENT_GID: String(args.gid),
        AWS_REGION: args.region,
        FILE_SYSTEM_ID: args.fileSystemId,
        ACCESS_POINT_ID: args.accessPointId,
        MOUNT_POINT: mountPoint(args.agentName),
        MOUNT_FSTYPE: "nfs4",
        CONTROLLER_URL: args.controllerUrl,
        SECRET_ARN: args.secretArn,
        LOG_GROUP_NAME: args.logGroupName,
        ENVIRONMENT: args.environment,
        AUDIT_PERMISSIONS: args.auditReads ? "rwa" : "wa",
        GROUP_NAME: args.groupName,
        DRAIN_HOOK: drainHookName,
        DRAIN_SECONDS: String(args.drainMinutes * 60),
        ...(packages.length > 0 && { PACKAGES: packages.join(" ") }),
        ...(args.cleanWorkspacesAfterDays !== undefined && {
            CLEAN_AFTER_SECONDS: String(args.cleanWorkspacesAfterDays * 86_400),
        }),
        ...(args.areas?.length && { AREAS: args.areas.map(areaWord).join(" ") }),
        ...(sourced.length > 0 && { EXTRAS: sourced.join(" ") }),
    };
}

function environmentFile(args: AgentUserDataArgs): string {
    const lines = Object.entries(agentEnvironment(args)).map(([key, value]) => environmentLine(key, value));
    return `${lines.join("\n")}\n`;
}

const memoryLimit = ({ memoryMaxPercent }: AgentUserDataArgs): readonly WrittenFile[] =>
    memoryMaxPercent === undefined
        ? []
        : [dropIn("jenkins-agent", "memory", `[Service]\nMemoryMax=${memoryMaxPercent}%`)];

/** No `Upholds`: each start of the agent would then wait for the next attempt of an area that cannot be mounted. */
const start = "/usr/bin/systemctl start --no-block";

/** Areas are mounted once the agent's own directory is, and without those that are required there is no agent. */
function areaSettings(areas: readonly AgentArea[]): readonly WrittenFile[] {
    const units = (some: readonly AgentArea[]): string =>
        some.map(({ name }) => `jenkins-efs-area@${name}.service`).join(" ");
    const required = areas.filter((area) => area.required);
    return [
        ...(areas.length === 0
            ? []
            : [dropIn("jenkins-efs-mount", "areas", `[Service]\nExecStartPost=-${start} ${units(areas)}`)]),
        ...(required.length === 0
            ? []
            : [dropIn("jenkins-agent", "areas", `[Unit]\nBindsTo=${units(required)}`)]),
    ];
}

/** Without its end there is no agent, as it may make what builds need. */
const hookSettings = (hook: string): readonly WrittenFile[] => [
    { path: `${configDirectory}/hook`, permissions: "0755", content: hook },
    dropIn(
        "jenkins-agent",
        "hook",
        "[Unit]\nRequires=jenkins-efs-hook.service\nAfter=jenkins-efs-hook.service",
    ),
];

/** The CloudWatch agent measures one file system more; the dashboard shows the fuller one. */
const watchingStore = (file: WrittenFile): WrittenFile => ({
    ...file,
    content: file.content.replace('"resources":["/"]', `"resources":["/","${workDirectory}"]`),
});

/** There is no agent without its disks; the owner's script may start what has containers. Both file systems are looked at. */
const storeSettings = (hasHook: boolean): readonly WrittenFile[] => {
    const needs = "[Unit]\nRequires=jenkins-efs-store.service\nAfter=jenkins-efs-store.service";
    return [
        dropIn("jenkins-efs-setup", "store", "[Unit]\nUpholds=jenkins-efs-store.service"),
        ...(hasHook ? [dropIn("jenkins-efs-hook", "store", needs)] : []),
        dropIn("jenkins-agent", "store", needs),
        dropIn("jenkins-efs-health", "store", `[Service]\nEnvironment=STORE=${workDirectory}`),
    ];
};

/**
 * Renders an agent's user data as cloud-config, plain to read. cloud-init only lays down files and starts units;
 * systemd runs the rest, at this boot and at each one after it.
 */
export function renderUserData(args: AgentUserDataArgs): string {
    const { areas = [], hook, instanceStore = false } = args;
    const started = [
        "jenkins-efs-setup.service",
        "jenkins-efs-health.timer",
        "jenkins-efs-drain.service",
        ...(args.cleanWorkspacesAfterDays === undefined ? [] : ["jenkins-efs-clean.timer"]),
        ...(instanceStore ? ["jenkins-efs-store.service"] : []),
    ];
    const document = {
        // cloud-init marks a step as done when it starts: a boot cut off half way would never be completed. Until
        // the last step has left its mark, the steps below are unmarked at each boot, just before they would run.
        bootcmd: [
            "cd /var/lib/cloud/instance; test -e jenkins-efs || rm -f sem/config_write_files* sem/config_runcmd* sem/config_scripts_user*",
        ],
        write_files: [
            {
                path: `${configDirectory}/agent.env`,
                content: environmentFile(args),
            },
            ...commonFiles(extrasOf(args)).map((file) => (instanceStore ? watchingStore(file) : file)),
            ...memoryLimit(args),
            ...areaSettings(areas),
            ...companyFiles(args),
            ...(hook === undefined ? [] : hookSettings(hook)),
            ...(instanceStore ? storeSettings(hook !== undefined) : []),
        ],
        runcmd: [
            `systemctl daemon-reload && systemctl enable --now --no-block ${started.join(" ")} && touch /var/lib/cloud/instance/jenkins-efs`,
            // It has been running since before it was told of the proxy.
            ...(args.proxy === undefined
                ? []
                : ["systemctl try-restart --no-block amazon-ssm-agent.service || true"]),
        ],
    };
    return `#cloud-config\n${stringify(document, { lineWidth: 0, indentSeq: false })}`;
}

/**
 * An agent's user data as `LaunchTemplate.userData` takes it: the cloud-config, gzipped (cloud-init unpacks it by
 * itself) and in base64. Throws when EC2 would refuse its size; ids of true length give the true size at preview.
 */
export function encodeUserData(args: AgentUserDataArgs): string {
    // pako rather than Node's zlib: its bytes are the same under every release of Node, and other bytes would make
    // a new launch template and so replace every agent.
    const gzipped = gzip(renderUserData(args), { level: 9 });
    if (gzipped.length > userDataLimitBytes)
        throw new Error(
            `user data of agent ${args.agentName}: ${gzipped.length} bytes when gzipped, and EC2 takes at most ${userDataLimitBytes}. Shorten what the configuration adds, such as hook and caCertificates, or the files in agent-userdata/files.`,
        );
    return Buffer.from(gzipped).toString("base64");
}
