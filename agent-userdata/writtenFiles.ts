import { readFileSync } from "node:fs";
import { join } from "node:path";
import { condenseLines, condensePython, condenseShell } from "./condense";

const libDirectory = "/usr/local/lib/jenkins-efs";
/** Where an agent keeps what it is configured with. */
export const configDirectory = "/etc/jenkins-efs";
/** Where an agent keeps its units. */
export const unitDirectory = "/etc/systemd/system";

/** The folder `files` beside this module, and where each of its files goes; those that are alike beside each other, to compress well. */
const files: readonly { readonly name: string; readonly directory: string; readonly permissions: string }[] =
    [
        { name: "node.py", directory: libDirectory, permissions: "0644" },
        { name: "lib.sh", directory: libDirectory, permissions: "0644" },
        { name: "probe.sh", directory: libDirectory, permissions: "0755" },
        { name: "agent.sh", directory: libDirectory, permissions: "0755" },
        { name: "fetch-agent-jar.sh", directory: libDirectory, permissions: "0755" },
        { name: "mount.sh", directory: libDirectory, permissions: "0755" },
        { name: "report.sh", directory: libDirectory, permissions: "0755" },
        { name: "fetch-secret.sh", directory: libDirectory, permissions: "0755" },
        { name: "mount-metrics.sh", directory: libDirectory, permissions: "0755" },
        { name: "health.sh", directory: libDirectory, permissions: "0755" },
        { name: "audit.sh", directory: libDirectory, permissions: "0755" },
        { name: "drain.sh", directory: libDirectory, permissions: "0755" },
        { name: "setup.sh", directory: libDirectory, permissions: "0755" },
        { name: "cloudwatch-agent.json", directory: configDirectory, permissions: "0644" },
        { name: "metadata.nft", directory: configDirectory, permissions: "0644" },
        { name: "jenkins-efs-audit.service", directory: unitDirectory, permissions: "0644" },
        { name: "jenkins-efs-firewall.service", directory: unitDirectory, permissions: "0644" },
        { name: "jenkins-efs-mount.service", directory: unitDirectory, permissions: "0644" },
        { name: "logrotate.conf", directory: "/etc/logrotate.d", permissions: "0644" },
        { name: "tmpfiles.conf", directory: "/etc/tmpfiles.d", permissions: "0644" },
        { name: "tmp.mount", directory: unitDirectory, permissions: "0644" },
        { name: "audit.rules", directory: configDirectory, permissions: "0644" },
        { name: "jenkins-efs-drain.service", directory: unitDirectory, permissions: "0644" },
        { name: "jenkins-efs-setup.service", directory: unitDirectory, permissions: "0644" },
        { name: "jenkins-agent.service", directory: unitDirectory, permissions: "0644" },
        {
            name: "watchdog.conf",
            directory: `${unitDirectory}/amazon-efs-mount-watchdog.service.d`,
            permissions: "0644",
        },
        { name: "jenkins-efs-health.service", directory: unitDirectory, permissions: "0644" },
        { name: "jenkins-efs-health.timer", directory: unitDirectory, permissions: "0644" },
    ];

/** Folders of the whole system want names that say whose file it is. */
const targetNames: Readonly<Record<string, string>> = {
    "logrotate.conf": "jenkins-efs",
    "tmpfiles.conf": "jenkins-efs.conf",
    // systemd wants a mount's unit to be named after its directory.
    "tmp.mount": "var-cache-jenkins\\x2dagent.mount",
};

/** A file as an instance gets it: the same program, without what only people read. */
function condensed(name: string): string {
    const text = readFileSync(join(__dirname, "files", name), "utf8");
    if (name.endsWith(".sh")) return condenseShell(text);
    if (name.endsWith(".json")) return `${JSON.stringify(JSON.parse(text))}\n`;
    return name.endsWith(".py") ? condensePython(text) : condenseLines(text);
}

/** A file that cloud-init writes, with its mode in octal. */
export interface WrittenFile {
    readonly path: string;
    readonly permissions: string;
    readonly owner: "root:root";
    readonly content: string;
}

let filesOfAll: readonly WrittenFile[] | undefined;

/** What every agent gets alike; read once, however many agents there are. */
export const commonFiles = (): readonly WrittenFile[] => {
    filesOfAll ??= files.map(({ name, directory, permissions }) => ({
        path: `${directory}/${targetNames[name] ?? name}`,
        permissions,
        owner: "root:root",
        content: condensed(name),
    }));
    return filesOfAll;
};
