import { readFileSync } from "node:fs";
import { join } from "node:path";
import { condenseLines, condensePython, condenseShell } from "./condense";

const libDirectory = "/usr/local/lib/jenkins-efs";
/** Where an agent keeps what it is configured with. */
export const configDirectory = "/etc/jenkins-efs";
/** Where an agent keeps its units. */
export const unitDirectory = "/etc/systemd/system";

/** What not every agent has: shared areas, cleaning of its workspaces, a company's proxy or authorities, a script of the owner's, or the instance store. */
export type Extra = "areas" | "cleaning" | "company" | "hook" | "store";

interface SourceFile {
    /** In the folder `files` beside this module. */
    readonly name: string;
    /** Where an instance has it. */
    readonly directory: string;
    /** What an agent has that needs it. @default every agent needs it */
    readonly only?: Extra;
}

/** In the order in which they compress best, as tried by moving one after another. */
const files: readonly SourceFile[] = [
    { name: "node.py", directory: libDirectory },
    { name: "clean.py", directory: libDirectory, only: "cleaning" },
    { name: "fetch-agent-jar.sh", directory: libDirectory },
    { name: "probe.sh", directory: libDirectory },
    { name: "agent.sh", directory: libDirectory },
    { name: "report.sh", directory: libDirectory },
    { name: "lib.sh", directory: libDirectory },
    { name: "mount-metrics.sh", directory: libDirectory },
    { name: "fetch-secret.sh", directory: libDirectory },
    { name: "mount.sh", directory: libDirectory },
    { name: "probe-read.sh", directory: libDirectory, only: "areas" },
    { name: "health.sh", directory: libDirectory },
    { name: "audit.sh", directory: libDirectory },
    { name: "drain.sh", directory: libDirectory },
    { name: "setup.sh", directory: libDirectory },
    { name: "areas.sh", directory: libDirectory, only: "areas" },
    { name: "company.sh", directory: libDirectory, only: "company" },
    { name: "store.sh", directory: libDirectory, only: "store" },
    { name: "metadata.nft", directory: configDirectory },
    { name: "cloudwatch-agent.json", directory: configDirectory },
    { name: "tmp.mount", directory: unitDirectory },
    { name: "jenkins-efs-health.timer", directory: unitDirectory },
    { name: "watchdog.conf", directory: `${unitDirectory}/amazon-efs-mount-watchdog.service.d` },
    { name: "tmpfiles.conf", directory: "/etc/tmpfiles.d" },
    { name: "logrotate.conf", directory: "/etc/logrotate.d" },
    { name: "audit.rules", directory: configDirectory },
    { name: "jenkins-agent.service", directory: unitDirectory },
    { name: "jenkins-efs-health.service", directory: unitDirectory },
    { name: "jenkins-efs-clean.timer", directory: unitDirectory, only: "cleaning" },
    { name: "jenkins-efs-clean.service", directory: unitDirectory, only: "cleaning" },
    { name: "jenkins-efs-drain.service", directory: unitDirectory },
    { name: "jenkins-efs-mount.service", directory: unitDirectory },
    { name: "jenkins-efs-setup.service", directory: unitDirectory },
    { name: "jenkins-efs-area@.service", directory: unitDirectory, only: "areas" },
    { name: "jenkins-efs-hook.service", directory: unitDirectory, only: "hook" },
    { name: "jenkins-efs-store.service", directory: unitDirectory, only: "store" },
    { name: "jenkins-efs-audit.service", directory: unitDirectory },
    { name: "jenkins-efs-firewall.service", directory: unitDirectory },
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

/** A file that cloud-init writes, as root's; by its defaults, nobody else may write it. */
export interface WrittenFile {
    readonly path: string;
    /** In octal. @default 0644 */
    readonly permissions?: "0755";
    readonly content: string;
}

/** Systemd takes no value of an environment file in a unit's own settings, so what differs between agents is one more file. */
export const dropIn = (unit: string, name: string, content: string): WrittenFile => ({
    path: `${unitDirectory}/${unit}.service.d/${name}.conf`,
    content: `${content}\n`,
});

const filesOf = new Map<string, readonly WrittenFile[]>();

/** What every agent gets alike that has these extras; read once, however many agents there are. */
export function commonFiles(extras: readonly Extra[]): readonly WrittenFile[] {
    const known = filesOf.get(extras.join());
    if (known !== undefined) return known;
    const written = files
        .filter(({ only }) => only === undefined || extras.includes(only))
        .map(
            ({ name, directory }): WrittenFile => ({
                path: `${directory}/${targetNames[name] ?? name}`,
                // What is sourced is no program.
                ...(/(?<!lib|areas|company)\.sh$/.test(name) && { permissions: "0755" }),
                content: condensed(name),
            }),
        );
    filesOf.set(extras.join(), written);
    return written;
}
