import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { renderUserData } from "../../agent-userdata";
import { agent, areas } from "../../boot/values";
import { cloudInit, describeOnLinux, needCommand, run } from "../tools";

const userData = renderUserData({ ...agent, areas: [areas.written, areas.read] });
/** The files that an instance gets, in a folder of their own. */
const directory = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
const written: { path: string; permissions?: string; content: string }[] = parse(userData).write_files;
for (const { path, permissions = "0644", content } of written) {
    const place = path.includes(".service.d/") ? path.split("/").slice(-2) : [basename(path)];
    mkdirSync(join(directory, ...place, ".."), { recursive: true });
    writeFileSync(join(directory, ...place), content, { mode: Number.parseInt(permissions, 8) });
}
const units = readdirSync(directory)
    .filter((name) => /\.(service|timer|target)$/.test(name))
    .map((name) => name.replace("@.", `@${areas.read.name}.`));

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

describeOnLinux("the programs that read the user data", () => {
    // Getting a tool on a fresh machine takes its time; the checks themselves take a second.

    after(() => rmSync(directory, { recursive: true }));

    before(() => {
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

    it("nft takes the rules that keep builds from the instance metadata service and the mount's proxy, twice over", () => {
        const load = `nft -D agent_uid=${agent.uid} -f metadata.nft`;
        const { status, output } = insideNamespaces(`${load}; ${load}; nft list ruleset`);
        assert.equal(status, 0, output);
        assert.match(
            output,
            new RegExp(
                `meta skuid ${agent.uid} ip daddr 169\\.254\\.169\\.254 counter packets 0 bytes 0 reject`,
            ),
        );
        assert.match(
            output,
            new RegExp(`meta skuid ${agent.uid} ip6 daddr fd00:ec2::254 counter packets 0 bytes 0 reject`),
        );
        assert.match(
            output,
            new RegExp(
                `meta skuid ${agent.uid} oif "lo" tcp dport 20049-21049 counter packets 0 bytes 0 reject`,
            ),
        );
        assert.equal(output.match(/169\.254\.169\.254/g)?.length, 1);
    });

    it("cloud-init's schema takes the cloud-config", async () => {
        const { command, args, env } = await cloudInit();
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
        const file = join(folder, "user-data");
        writeFileSync(file, userData);
        const { status, output } = run(command, [...args, "schema", "--config-file", file], { env });
        rmSync(folder, { recursive: true });
        assert.equal(status, 0, output);
        assert.match(output, /^Valid (cloud-config|schema)/m);
    });
});
