import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import { DeletePolicyVersionCommand, IAMClient, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { removeFileSystem } from "../../../operations/restore/fileSystems";
import { root } from "../../docs/pages";
import { typescript } from "../../tools";
import { nothing, type Stage, whole } from "./stage";

const asked = "--agent linux-1 --yes";

/** What it removes, and what not. */
export const removal = (stage: Stage): void => {
    it("removes nothing of a job that is under way, says so, and does once it has ended", async () => {
        stage.backup.looks = 1000;
        const interrupted = stage.session(false, (line) => {
            if (line.startsWith("Waiting")) throw new Error("interrupted");
        });
        await assert.rejects(stage.run(asked, interrupted), /interrupted/);
        await stage.backup.made;
        const { passed, text } = await stage.run("--remove --yes");
        assert.equal(passed, false);
        assert.match(text, /under way: AWS stops no restore job\. Remove it once job 0\S+ has ended\./);
        assert.equal((await stage.left()).fileSystems, 1);
        Object.assign(stage.backup.jobs[0] ?? {}, { status: "COMPLETED" });
        assert.equal((await stage.run("--remove --yes")).passed, true);
        assert.deepEqual(await stage.left(), nothing);
    });

    it("keeps two restores apart, and removes only the one that is named", async () => {
        await stage.run(asked);
        const { json } = await stage.run("--area cache --path m2 --for linux-2 --yes");
        const { passed, text } = await stage.run("--remove --yes");
        assert.equal(passed, false);
        assert.match(text, /There is more than one: give --run/);
        await stage.run(`--remove --yes --run ${(json as { readonly run: string }).run}`);
        assert.deepEqual(await stage.left(), whole);
    });

    it("removes what is half gone already, and says when nothing is left", async () => {
        await stage.run(asked);
        const { json } = await stage.run(asked);
        const { fileSystemId } = json as { readonly fileSystemId: string };
        for (const each of [/DELETE .*access-points/, /DELETE .*mount-targets/, /DELETE .*file-systems/])
            stage.aws.faults = [...stage.aws.faults, { call: each, kind: "lost", times: 1 }];
        assert.match(
            (await stage.run("--remove --yes")).text,
            new RegExp(`file system ${fileSystemId}; no agent's role`),
        );
        assert.deepEqual(await stage.left(), nothing);
        assert.match((await stage.run("--remove --yes")).text, /^Nothing was left of a restore\.\n$/);
        const session = stage.session();
        await assert.rejects(
            session.client(EFSClient).send(new DeleteFileSystemCommand({ FileSystemId: fileSystemId })),
        );
    });

    it("closes a role that is open for what somebody else deleted, together with the one that is left", async () => {
        const { json } = await stage.run("--agent linux-1 --path gone --yes");
        await stage.run(asked);
        const session = stage.session();
        await removeFileSystem(session, (json as { readonly fileSystemId: string }).fileSystemId);
        await stage.run("--remove --yes");
        assert.deepEqual(await stage.left(), nothing);
    });

    it("restores the same again after it was removed, with a job of its own", async () => {
        await stage.run(asked);
        await stage.run("--remove --yes");
        await stage.run(asked);
        await stage.isWhole(2);
    });

    it("writes the agent's policy as it was where that version is gone", async () => {
        await stage.run(asked);
        const iam = stage.session().client(IAMClient);
        const [PolicyArn] = stage.policyArns;
        const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
        for (const { VersionId, IsDefaultVersion } of Versions)
            if (IsDefaultVersion !== true)
                await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
        await stage.isWhole();
    });

    it("is told on Ctrl-C, as how to go on, by the command itself", async () => {
        stage.backup.looks = Number.POSITIVE_INFINITY;
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        const file = join(folder, "state.json");
        writeFileSync(file, JSON.stringify(stage.state));
        const command = spawn(
            process.execPath,
            [...typescript, join(root, "commands", "restore.ts"), "--file", file, ...asked.split(" ")],
            { cwd: root },
        );
        let said = "";
        command.stderr.on("data", (part) => {
            said += String(part);
            if (said.includes("Waiting until")) command.kill("SIGINT");
        });
        const [code] = await once(command, "exit");
        rmSync(folder, { recursive: true });
        assert.equal(code, 130, said);
        const [, run] =
            /Interrupted: the same command goes on with run (\w+)\. What it made is deleted by: npm run restore -- --file \S+ --remove --run \1 --yes\n/.exec(
                said,
            ) ?? [];
        stage.backup.looks = 0;
        assert.equal(((await stage.run(asked)).json as { readonly run: string }).run, run);
        await stage.isWhole();
    });
};
