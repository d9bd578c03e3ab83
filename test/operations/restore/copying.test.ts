import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyingOf } from "../../../operations/restore/copying";
import { targetOf } from "../../../operations/restore/target";

const agent = (name: string) => ({
    name,
    path: `/agents/${name}`,
    uid: 300_000,
    gid: 300_000,
    roleArn: `arn:aws:iam::111122223333:role/${name}`,
    policyArn: `arn:aws:iam::111122223333:policy/${name}`,
    groupName: `jenkins-efs-dev-agent-${name}`,
});
const places = {
    agents: [agent("linux-1"), agent("linux-2")],
    areas: [{ name: "cache", path: "/shared/cache", uid: 300_001, gid: 300_001, writers: ["linux-2"] }],
};
const made = { run: "0123456789ab", fileSystemId: "fs-1", accessPointId: "fsap-1", region: "eu-central-1" };

/** The words that bash makes of the commands, with `sudo` in the place of all programs. */
const words = (commands: readonly string[]): readonly string[] =>
    commands.map((command) =>
        execFileSync("bash", ["-euc", `sudo() { printf '<%s>' "$@"; printf '\\n'; }\n${command}`], {
            encoding: "utf8",
        }),
    );

describe("the commands that copy what was restored", () => {
    it("mount it read-only, and copy it into a folder of its own beside the original", () => {
        const target = targetOf(places, { kind: "agent", name: "linux-1", path: "" }, undefined);
        assert.deepEqual(words(copyingOf(target, made).commands), [
            "<mkdir><-p></mnt/restored-0123456789ab>\n<mount><-t><efs><-o><ro,tls,iam,accesspoint=fsap-1><fs-1:/></mnt/restored-0123456789ab>\n",
            "<mkdir></mnt/efs/linux-1/restored-0123456789ab>\n" +
                "<cp><-r><--preserve=mode,timestamps></mnt/restored-0123456789ab/aws-backup-restore_*/agents/linux-1/.></mnt/efs/linux-1/restored-0123456789ab/>\n" +
                "<umount></mnt/restored-0123456789ab>\n",
        ]);
    });

    it("take a path with anything in it, and an area at its mount point on a writer's instance", () => {
        const path = "it's $(a) `dir`; & more";
        const [, copy = ""] = words(
            copyingOf(targetOf(places, { kind: "area", name: "cache", path }, undefined), made).commands,
        );
        assert.ok(
            copy.includes(
                `aws-backup-restore_*/shared/cache/${path}></mnt/efs/shared/cache/restored-0123456789ab/>`,
            ),
            copy,
        );
    });

    it("are for the agent that reads, at its own directory where the original is another's", () => {
        const target = targetOf(places, { kind: "agent", name: "linux-1", path: "" }, "linux-2");
        const { login, commands } = copyingOf(target, made);
        assert.match(login, /--auto-scaling-group-names jenkins-efs-dev-agent-linux-2 /);
        assert.match(
            commands[1],
            /aws-backup-restore_\*\/agents\/linux-1\/\. \/mnt\/efs\/linux-2\/restored-/,
        );
    });

    it("are for nobody who could not write there, and for no agent or area that is not", () => {
        const area = { kind: "area", name: "cache", path: "" } as const;
        assert.throws(
            () => targetOf(places, area, "linux-1"),
            /--for linux-1: it may not change area cache.*Give one of linux-2\./,
        );
        assert.throws(
            () => targetOf(places, { ...area, name: "chache" }, undefined),
            /--area chache: the stack has only cache\./,
        );
        assert.throws(
            () => targetOf(places, { kind: "agent", name: "linux-3", path: "" }, undefined),
            /--agent linux-3: the stack has only linux-1 and linux-2\./,
        );
    });
});
