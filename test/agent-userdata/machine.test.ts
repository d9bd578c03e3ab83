import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { renderUserData } from "../../agent-userdata";
import { cloudInit, isLinux, needCommand, run } from "../tools";

const directory = resolve(__dirname, "..", "..", "agent-userdata", "files");
const units = readdirSync(directory).filter((name) => /\.(service|timer|target)$/.test(name));

/**
 * Runs a shell line in namespaces of its own, where the kit's scripts are in their place and nothing that it does
 * touches this machine.
 */
const insideNamespaces = (line: string) =>
    run("unshare", [
        "--map-root-user",
        "--mount",
        "--net",
        "sh",
        "-c",
        `set -e; mount -t tmpfs tmpfs /usr/local/lib; mkdir /usr/local/lib/jenkins-efs; cp "$0"/*.sh /usr/local/lib/jenkins-efs; cd "$0"; ${line}`,
        directory,
    ]);

describe("the programs that read the user data", function () {
    // Getting a tool on a fresh machine takes its time; the checks themselves take a second.
    this.timeout(300_000);

    before(function () {
        if (!isLinux) this.skip();
        needCommand("systemd-analyze", "systemd");
        needCommand("nft", "nftables");
        needCommand("unshare", "util-linux");
    });

    it("systemd finds nothing to say against the units", () => {
        assert.deepEqual(insideNamespaces(`systemd-analyze verify ${units.join(" ")}`), {
            status: 0,
            output: "",
        });
    });

    it("nft takes the rule that keeps builds from the instance metadata service, twice over", () => {
        const load = "nft -D agent_uid=1879048199 -f metadata.nft";
        const { status, output } = insideNamespaces(`${load}; ${load}; nft list ruleset`);
        assert.equal(status, 0, output);
        assert.match(
            output,
            /meta skuid 1879048199 ip daddr 169\.254\.169\.254 counter packets 0 bytes 0 reject/,
        );
        assert.match(
            output,
            /meta skuid 1879048199 ip6 daddr fd00:ec2::254 counter packets 0 bytes 0 reject/,
        );
        assert.equal(output.match(/169\.254\.169\.254/g)?.length, 1);
    });

    it("cloud-init's schema takes the cloud-config", () => {
        const { command, args, env } = cloudInit();
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
        const file = join(folder, "user-data");
        writeFileSync(
            file,
            renderUserData({
                agentName: "linux-1",
                uid: 1879048199,
                gid: 1879048199,
                region: "eu-central-1",
                fileSystemId: "fs-0123456789abcdef0",
                accessPointId: "fsap-0123456789abcdef0",
                controllerUrl: "https://jenkins.example.com",
                secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:agents/linux-1-AbCdEf",
                logGroupName: "/jenkins-efs/dev/agents",
                environment: "jenkins-efs-dev",
                auditReads: false,
                groupName: "jenkins-efs-dev-agent-linux-1",
                drainMinutes: 60,
            }),
        );
        const { status, output } = run(command, [...args, "schema", "--config-file", file], { env });
        rmSync(folder, { recursive: true });
        assert.equal(status, 0, output);
        assert.match(output, /^Valid (cloud-config|schema)/m);
    });
});
