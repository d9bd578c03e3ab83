import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeOnLinux, needCommand, run, systemPath } from "../tools";

const files = resolve(__dirname, "..", "..", "agent-userdata", "files");

/** Debian's default, and the line of the Fedora family that switches auditing off. */
const distribution = "-D\n-b 8192\n-f 1\n-a never,task\n";

/**
 * Runs audit.sh with the real augenrules, in namespaces in which /etc/audit is empty but for the distribution's rules, and
 * returns what augenrules made of them. auditctl loads nothing from there: the kernel takes rules from its first user
 * namespace only, and auditctl then ends well without a look at them.
 */
function merged(permissions: "wa" | "rwa", more: NodeJS.ProcessEnv = {}): { rules: string[]; again: string } {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
    writeFileSync(join(folder, "systemctl"), "#!/bin/sh\n", { mode: 0o755 });
    const { status, output } = run(
        "unshare",
        [
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            [
                "set -e; mount -t tmpfs tmpfs /etc/audit; mkdir /etc/audit/rules.d",
                `printf %b '${distribution.replaceAll("\n", "\\n")}' >/etc/audit/rules.d/audit.rules`,
                `${join(files, "audit.sh")} 2>/dev/null; echo MERGED; cat /etc/audit/audit.rules; echo AGAIN; augenrules --check`,
            ].join("; "),
        ],
        {
            env: {
                ...process.env,
                PATH: `${folder}:${systemPath}`,
                AUDIT_RULES: "/etc/audit/rules.d",
                CONFIGURATION_DIRECTORY: files,
                MOUNT_POINT: "/mnt/efs/linux-1",
                AUDIT_PERMISSIONS: permissions,
                AGENT_UID: "395293",
                LOG_FILE: join(folder, "kit.log"),
                ...more,
            },
        },
    );
    rmSync(folder, { recursive: true });
    assert.equal(status, 0, output);
    const [, rules = "", again = ""] = output.split(/^MERGED$|^AGAIN$/m);
    return { rules: rules.split("\n").filter((line) => line !== "" && !line.startsWith("#")), again };
}

/** What the script finds on the PATH that it gets here. */
const python = () => realpathSync("/usr/bin/python3");

const watch = (directory: string, permissions: string, key: string) =>
    `-a always,exit -F dir=${directory} -F perm=${permissions} -F key=${key}`;

describeOnLinux("the audit rules", () => {
    // Getting a tool on a fresh machine takes its time; the checks themselves take a second.

    before(() => {
        needCommand("auditctl", "auditd");
        needCommand("unshare", "util-linux");
    });

    it("are merged by augenrules after the distribution's own, without what switches auditing off", () => {
        const { rules, again } = merged("wa");
        assert.deepEqual(rules, [
            "-D",
            "-b 8192",
            "-f 1",
            "-a never,exit -F uid=395293 -F gid=0",
            `-a never,exit -F dir=/run/efs -F exe=${python()}`,
            "-a always,exclude -F msgtype=SERVICE_START",
            "-a always,exclude -F msgtype=SERVICE_STOP",
            "-a always,exclude -F msgtype=BPF -F exe=/usr/lib/systemd/systemd",
            watch("/mnt/efs/linux-1", "wa", "efs"),
            watch("/etc/amazon/efs", "wa", "efs-config"),
            watch("/run/efs", "wa", "efs-config"),
            watch("/etc/jenkins-efs", "wa", "agent-config"),
            watch("/usr/local/lib/jenkins-efs", "wa", "agent-config"),
            watch("/etc/systemd/system", "wa", "agent-config"),
            "-a always,exit -F dir=/run/jenkins-efs -F perm=rwa -F uid!=0 -F key=agent-secret",
        ]);
        assert.match(again, /No change/);
    });

    it("cover reads of the mount on request, and nothing else more", () => {
        const [reads, changes] = [merged("rwa").rules, merged("wa").rules];
        assert.deepEqual(
            reads.filter((line) => !changes.includes(line)),
            [watch("/mnt/efs/linux-1", "rwa", "efs")],
        );
    });

    it("cover shared areas by a rule of their own, on a directory that is made for it", () => {
        const mounts = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
        const [without, withAreas] = [
            {},
            { AREAS: "npm,optional,read,300002,fsap-1b5e7f90c3d2a4866", EXTRAS: "areas" },
        ].map((more) => merged("wa", { MOUNT_POINT: join(mounts, "linux-1"), ...more }).rules);
        assert.deepEqual(
            withAreas?.filter((line) => !without?.includes(line)),
            [watch(join(mounts, "shared"), "wa", "efs-shared")],
        );
        assert.ok(existsSync(join(mounts, "shared")));
        rmSync(mounts, { recursive: true });
    });

    it("are each taken by auditctl and by this machine's kernel, which lets them go again", function () {
        // Only root in the first user namespace of a kernel with auditing can load a rule; elsewhere this is shown as pending.
        const state = run("auditctl", ["-s"]);
        if (state.status !== 0 || !/^enabled [01]$/m.test(state.output)) this.skip();
        const root = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
        try {
            for (const rule of merged("rwa").rules.filter((line) => line.startsWith("-a"))) {
                const [, ...words] = rule.replace(/dir=/, `dir=${root}`).split(" ");
                const directory = words.find((word) => word.startsWith("dir="))?.slice("dir=".length) ?? "";
                if (directory !== "") mkdirSync(directory, { recursive: true });
                assert.deepEqual(run("auditctl", ["-a", ...words]), { status: 0, output: "" }, rule);
                const { output } = run("auditctl", ["-l"]);
                assert.equal(run("auditctl", ["-d", ...words]).status, 0, rule);
                assert.ok(output.includes(directory), output);
            }
            assert.ok(!run("auditctl", ["-l"]).output.includes(root));
            const wrong = run("auditctl", ["-a", "always,exit", "-F", `dir=${root}`, "-F", "perm=wq"]);
            assert.notEqual(wrong.status, 0);
        } finally {
            rmSync(root, { recursive: true });
        }
    });
});
