import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import {
    type AgentUserDataArgs,
    areaMountPoint,
    areaVariable,
    mountCommand,
    mountPoint,
    renderUserData,
} from "../../agent-userdata";
import { areas, agent as args } from "../../boot/values";
import { authority } from "../infra/certificates";
import { run } from "../tools";
import { Sandbox } from "./sandbox";

const directory = resolve(__dirname, "..", "..", "agent-userdata", "files");

interface WrittenFile {
    readonly path: string;
    readonly permissions?: string;
    readonly owner?: string;
    readonly content: string;
}

interface CloudConfig {
    readonly bootcmd: readonly string[];
    readonly write_files: readonly WrittenFile[];
    readonly runcmd: readonly string[];
}

const cloudConfig = (values: AgentUserDataArgs): CloudConfig => parse(renderUserData(values));
const written = (values: AgentUserDataArgs, path: string): string => {
    const file = cloudConfig(values).write_files.find((candidate) => candidate.path === path);
    assert.ok(file, `${path} is written`);
    return file.content;
};

const withAreas = { ...args, areas: [areas.written, areas.read] };

describe("an agent's user data", () => {
    it("is cloud-config that writes files and starts units, and nothing else", () => {
        assert.match(renderUserData(args), /^#cloud-config\n/);
        const config = cloudConfig(args);
        assert.deepEqual(Object.keys(config), ["bootcmd", "write_files", "runcmd"]);
        assert.deepEqual(config.runcmd, [
            "systemctl daemon-reload && systemctl enable --now --no-block jenkins-efs-setup.service jenkins-efs-health.timer jenkins-efs-drain.service && touch /var/lib/cloud/instance/jenkins-efs",
        ]);
    });

    it("carries every file of agent-userdata/files, those of what not every agent has only where there is that, and lets nobody else write any", () => {
        const { write_files: files } = cloudConfig({
            ...withAreas,
            proxy: { url: "http://proxy.example.com:3128", direct: [] },
            hook: "#!/bin/sh\n",
            cleanWorkspacesAfterDays: 14,
            instanceStore: true,
        });
        const names = readdirSync(directory).filter((name) => !name.startsWith("."));
        const named: Readonly<Record<string, string>> = {
            "/etc/logrotate.d/jenkins-efs": "logrotate.conf",
            "/etc/tmpfiles.d/jenkins-efs.conf": "tmpfiles.conf",
            "/etc/systemd/system/var-cache-jenkins\\x2dagent.mount": "tmp.mount",
        };
        assert.deepEqual(
            files.map(({ path }) => named[path] ?? basename(path)).sort(),
            [
                ...names,
                "agent.env",
                "areas.conf",
                "areas.conf",
                "environment",
                "hook",
                "hook.conf",
                "java-options",
                "jenkins-efs.conf",
                ...["store.conf", "store.conf", "store.conf", "store.conf"],
            ].sort(),
        );
        // cloud-init's own defaults: root:root and 0644.
        files.forEach(({ path, owner, permissions }) => {
            assert.equal(owner, undefined, path);
            assert.equal(
                permissions,
                /(?<!lib|areas|company)\.sh$|\/hook$/.test(path) ? "0755" : undefined,
                path,
            );
        });
        assert.deepEqual(
            names.filter(
                (name) =>
                    !cloudConfig(args).write_files.some(
                        ({ path }) => (named[path] ?? basename(path)) === name,
                    ),
            ),
            [
                "areas.sh",
                "clean.py",
                "company.sh",
                "jenkins-efs-area@.service",
                "jenkins-efs-clean.service",
                "jenkins-efs-clean.timer",
                "jenkins-efs-hook.service",
                "jenkins-efs-store.service",
                "probe-read.sh",
                "store.sh",
            ],
        );
    });

    it("leaves out what only people read: comments, descriptions, empty lines and indentation", () => {
        for (const { path, content } of cloudConfig(withAreas).write_files) {
            assert.doesNotMatch(content, /^[ \t]*#(?!!)|^\n|\n\n/m, path);
            const original = join(directory, basename(path));
            if (!existsSync(original) || /\.(sh|py)$/.test(path)) continue;
            const text = readFileSync(original, "utf8");
            if (path.endsWith(".json")) assert.deepEqual(JSON.parse(content), JSON.parse(text));
            else
                assert.equal(content, text.replace(/^[ \t]+|^[ \t]*#.*\n|^Description=.*\n|^\n/gm, ""), path);
        }
    });

    it("holds agent and builds to a share of the memory where that is asked for, by a setting of their unit", () => {
        const path = "/etc/systemd/system/jenkins-agent.service.d/memory.conf";
        assert.equal(written({ ...args, memoryMaxPercent: 80 }, path), "[Service]\nMemoryMax=80%\n");
        assert.ok(!renderUserData(args).includes("MemoryMax"));
    });

    it("differs between agents in the environment file only", () => {
        const other = {
            ...args,
            agentName: "linux-2",
            uid: 300000,
            accessPointId: "fsap-0fedcba9876543210",
        };
        const differing = cloudConfig(args).write_files.filter(
            ({ path, content }) => content !== written(other, path),
        );
        assert.deepEqual(
            differing.map(({ path }) => path),
            ["/etc/jenkins-efs/agent.env"],
        );
    });

    it("tells the agent its values, and NFS version 4 as the file system that the proof expects", () => {
        assert.equal(
            written(args, "/etc/jenkins-efs/agent.env"),
            [
                "AGENT_NAME=linux-1",
                "AGENT_UID=395293",
                "AGENT_GID=395293",
                "AWS_REGION=us-east-1",
                "FILE_SYSTEM_ID=fs-0123456789abcdef0",
                "ACCESS_POINT_ID=fsap-0123456789abcdef0",
                "MOUNT_POINT=/mnt/efs/linux-1",
                "MOUNT_FSTYPE=nfs4",
                "CONTROLLER_URL=https://jenkins.example.test/ci/",
                "SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:agents/linux-1-AbCdEf",
                "LOG_GROUP_NAME=/jenkins-efs/test/agents",
                "ENVIRONMENT=jenkins-efs-test",
                "AUDIT_PERMISSIONS=wa",
                "GROUP_NAME=jenkins-efs-test-agent-linux-1",
                "DRAIN_HOOK=drain",
                "DRAIN_SECONDS=3600",
                "",
            ].join("\n"),
        );
    });

    it("tells an agent with shared areas of each, and one without of none", () => {
        const path = "/etc/jenkins-efs/agent.env";
        assert.equal(
            written(withAreas, path),
            `${written(args, path)}AREAS='maven-cache,required,write,300001,fsap-0a1b2c3d4e5f60718 npm,optional,read,300002,fsap-1b5e7f90c3d2a4866'\nEXTRAS=areas\n`,
        );
        assert.equal(renderUserData({ ...args, areas: [] }), renderUserData(args));
    });

    it("tells the agent in seconds after how many days a workspace goes, and starts its timer then only", () => {
        const cleaned = { ...args, cleanWorkspacesAfterDays: 14 };
        const path = "/etc/jenkins-efs/agent.env";
        assert.equal(written(cleaned, path), `${written(args, path)}CLEAN_AFTER_SECONDS=1209600\n`);
        assert.match(
            cloudConfig(cleaned).runcmd.join(),
            / jenkins-efs-drain\.service jenkins-efs-clean\.timer && touch /,
        );
    });

    it("has no agent and no script of the owner's before the instance store is mounted, and both disks measured", () => {
        const stored = { ...args, instanceStore: true, hook: "#!/bin/sh\n" };
        for (const unit of ["jenkins-agent", "jenkins-efs-hook"])
            assert.equal(
                written(stored, `/etc/systemd/system/${unit}.service.d/store.conf`),
                "[Unit]\nRequires=jenkins-efs-store.service\nAfter=jenkins-efs-store.service\n",
            );
        const config = (values: AgentUserDataArgs) =>
            JSON.parse(written(values, "/etc/jenkins-efs/cloudwatch-agent.json"));
        const { resources } = config(stored).metrics.metrics_collected.disk;
        assert.deepEqual(resources, ["/", "/var/lib/jenkins-agent"]);
        assert.deepEqual(config(args).metrics.metrics_collected.disk.resources, ["/"]);
        assert.match(written(stored, "/etc/jenkins-efs/agent.env"), /^PACKAGES=device-mapper$/m);
        assert.equal(renderUserData({ ...args, instanceStore: false }), renderUserData(args));
    });

    it("tells the agent which packages its owner wants besides", () => {
        const path = "/etc/jenkins-efs/agent.env";
        assert.equal(
            written({ ...args, packages: ["docker", "git-lfs"] }, path),
            `${written(args, path)}PACKAGES='docker git-lfs'\n`,
        );
        assert.equal(renderUserData({ ...args, packages: [] }), renderUserData(args));
    });

    const company = {
        proxy: {
            url: "http://proxy.corp.example.com:3128",
            direct: ["169.254.169.254", ".amazonaws.com", "git.example.com", "7.example.com"],
        },
        caCertificates: [`subject=CN = Example\n${authority}`.replaceAll("\n", "\r\n")],
    };

    it("tells every service and each build of the proxy and the authorities, and Java in its own words", () => {
        const through = (name: (text: string) => string) => [
            `${name("http_proxy")}=http://proxy.corp.example.com:3128`,
            `${name("https_proxy")}=http://proxy.corp.example.com:3128`,
            `${name("no_proxy")}=169.254.169.254,.amazonaws.com,git.example.com,7.example.com`,
        ];
        const trusts = ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];
        const all = { ...args, ...company };
        assert.deepEqual(written(all, "/etc/jenkins-efs/environment").trim().split("\n"), [
            ...through((name) => name),
            ...through((name) => name.toUpperCase()),
            ...trusts.map((name) => `${name}=/etc/pki/tls/certs/ca-bundle.crt`),
        ]);
        assert.equal(
            written(all, "/etc/systemd/system/service.d/jenkins-efs.conf"),
            "[Service]\nEnvironmentFile=-/etc/jenkins-efs/environment\n",
        );
        assert.deepEqual(written(all, "/etc/jenkins-efs/java-options").trim().split("\n"), [
            "-Dhttp.proxyHost=proxy.corp.example.com",
            "-Dhttp.proxyPort=3128",
            "-Dhttps.proxyHost=proxy.corp.example.com",
            "-Dhttps.proxyPort=3128",
            "-Dhttp.nonProxyHosts=127.*|169.254.169.254|*.amazonaws.com|git.example.com|*.git.example.com|7.example.com|*.7.example.com",
            "-Djavax.net.ssl.trustStore=/etc/pki/java/cacerts",
        ]);
        assert.match(written(all, "/etc/jenkins-efs/agent.env"), /^EXTRAS=company$/m);
    });

    it("has the authorities trusted by the system before anything is fetched", () => {
        const all = { ...args, ...company };
        assert.equal(written(all, "/etc/pki/ca-trust/source/anchors/jenkins-efs-1.pem"), authority);
        assert.equal(
            written(all, "/etc/systemd/system/jenkins-efs-setup.service.d/certificates.conf"),
            "[Service]\nExecStartPre=/usr/bin/update-ca-trust\n",
        );
        assert.equal(renderUserData({ ...args, proxy: undefined, caCertificates: [] }), renderUserData(args));
    });

    it("has the owner's script run before the agent, as it is written", () => {
        const hook = "#!/bin/bash\n# The owner's own comment\n  exit 0\n";
        assert.equal(written({ ...args, hook }, "/etc/jenkins-efs/hook"), hook);
        assert.equal(
            written({ ...args, hook }, "/etc/systemd/system/jenkins-agent.service.d/hook.conf"),
            "[Unit]\nRequires=jenkins-efs-hook.service\nAfter=jenkins-efs-hook.service\n",
        );
    });

    it("has areas mounted once the agent's own directory is, and no agent without a required one", () => {
        assert.equal(
            written(withAreas, "/etc/systemd/system/jenkins-efs-mount.service.d/areas.conf"),
            "[Service]\nExecStartPost=-/usr/bin/systemctl start --no-block jenkins-efs-area@maven-cache.service jenkins-efs-area@npm.service\n",
        );
        assert.equal(
            written(withAreas, "/etc/systemd/system/jenkins-agent.service.d/areas.conf"),
            "[Unit]\nBindsTo=jenkins-efs-area@maven-cache.service\n",
        );
        assert.ok(!renderUserData({ ...args, areas: [areas.read] }).includes("BindsTo=jenkins-efs-area"));
    });

    it("closes an area's unit as it closes that of the agent's own directory", () => {
        const settings = (name: string) =>
            written(withAreas, `/etc/systemd/system/${name}.service`)
                .split("\n")
                .filter((line) =>
                    /^(NoNew|Capability|Device|Protect|Restrict|Lock|SystemCall|OOM|Watchdog)/.test(line),
                );
        // Besides, it tells the kernel's audit what it has mounted.
        assert.deepEqual(
            settings("jenkins-efs-area@").map((line) => line.replace(" CAP_AUDIT_CONTROL", "")),
            settings("jenkins-efs-mount"),
        );
    });

    it("has reads of the mount audited on request only", () => {
        const { content } = cloudConfig({ ...args, auditReads: true }).write_files[0] ?? { content: "" };
        assert.match(content, /^AUDIT_PERMISSIONS=rwa$/m);
    });

    it("holds values that a shell would obey as plain text", () => {
        const hostile = "https://x/'\"$(touch /tmp/owned)`id`\\$HOME #; && $IFS";
        const sandbox = new Sandbox({});
        const file = sandbox.path("agent.env");
        writeFileSync(
            file,
            written(
                { ...args, controllerUrl: hostile, agentName: "a: b\u00e9" },
                "/etc/jenkins-efs/agent.env",
            ),
        );
        const { output } = run("/bin/bash", [
            "-c",
            `. '${file}'; printf '%s\\n' "$CONTROLLER_URL" "$AGENT_NAME"`,
        ]);
        sandbox.remove();
        assert.equal(output, `${hostile}\na: b\u00e9\n`);
    });

    it("refuses a value with a line break, which could add a line of its own to the environment file", () => {
        assert.throws(() => renderUserData({ ...args, controllerUrl: "https://x/\nLD_PRELOAD=/tmp/x.so" }), {
            message:
                'user data: CONTROLLER_URL is "https://x/\\nLD_PRELOAD=/tmp/x.so", which holds a control character; an environment file takes one line per value. Remove it.',
        });
    });

    it("never weakens the mount, and uses only options that efs-utils takes together", () => {
        const text = renderUserData(args);
        assert.doesNotMatch(text, /notls|verify=|[^a-z]az=|stunnel(?!-config)/);
        assert.match(text, /mount -t efs -o "_netdev,tls,iam,accesspoint=\$\{ACCESS_POINT_ID\}"/);
    });

    it("starts the agent only with a proven mount, an audit of it, and without metadata for builds", () => {
        const unit = written(args, "/etc/systemd/system/jenkins-agent.service");
        assert.match(unit, /^BindsTo=jenkins-efs-mount\.service$/m);
        assert.match(unit, /^Requires=jenkins-efs-firewall\.service jenkins-efs-audit\.service$/m);
        assert.match(
            unit,
            /^After=jenkins-efs-firewall\.service jenkins-efs-mount\.service jenkins-efs-audit\.service$/m,
        );
    });
});

describe("mounting by hand", () => {
    it("uses the agent's own mount point and the same options as the agent", () => {
        assert.equal(mountPoint("linux-1"), "/mnt/efs/linux-1");
        assert.equal(
            mountCommand(args),
            "mount -t efs -o _netdev,tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt/efs/linux-1",
        );
    });

    it("mounts a shared area by the same options, at the place that its name gives", () => {
        assert.equal(areaMountPoint("maven-cache"), "/mnt/efs/shared/maven-cache");
        assert.equal(areaVariable("go-build-cache"), "EFS_SHARED_GO_BUILD_CACHE");
        const { fileSystemId, accessPointId } = args;
        assert.equal(
            mountCommand({ areaName: "maven-cache", fileSystemId, accessPointId }),
            mountCommand(args).replace("/mnt/efs/linux-1", "/mnt/efs/shared/maven-cache"),
        );
    });
});
