import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { NoCliError } from "../../cli/commandLine";
import { type Cli, isAtLeast, type NoCli } from "../../engine/cli";
import { cliOnPath } from "../../engine/pathCli";
import { resolveCli } from "../../engine/resolveCli";
import { CommandFolder } from "./stubCommands";

const cli = (origin: Cli["origin"]): Cli => ({
    command: "/bin/pulumi",
    version: "3.219.0",
    origin,
    pluginFolders: [],
});

describe("Finding a Pulumi CLI", () => {
    const asked: string[] = [];
    const answer = (name: string, found: Cli | NoCli) => async () => {
        asked.push(name);
        return found;
    };
    const none = (reason: string): NoCli => ({ reason });
    const quiet = (): void => undefined;

    beforeEach(() => {
        asked.length = 0;
    });

    it("takes the installed CLI and looks no further", async () => {
        const found = await resolveCli(quiet, {
            onPath: answer("path", cli("on PATH")),
            alreadyFetched: answer("fetched", none("none yet")),
            downloaded: answer("download", cli("downloaded")),
            built: answer("build", cli("built from its published sources")),
        });
        assert.equal(found.origin, "on PATH");
        assert.deepEqual(asked, ["path"]);
    });

    it("takes what an earlier run downloaded or built, without a network", async () => {
        const found = await resolveCli(quiet, {
            onPath: answer("path", none("no pulumi on PATH")),
            alreadyFetched: answer("fetched", cli("built from its published sources")),
            downloaded: answer("download", cli("downloaded")),
            built: answer("build", cli("built from its published sources")),
        });
        assert.equal(found.origin, "built from its published sources");
        assert.deepEqual(asked, ["path", "fetched"]);
    });

    it("downloads before it builds", async () => {
        const found = await resolveCli(quiet, {
            onPath: answer("path", none("no pulumi on PATH")),
            alreadyFetched: answer("fetched", none("none yet")),
            downloaded: answer("download", cli("downloaded")),
            built: answer("build", cli("built from its published sources")),
        });
        assert.equal(found.origin, "downloaded");
        assert.deepEqual(asked, ["path", "fetched", "download"]);
    });

    it("builds where neither is to be had", async () => {
        const found = await resolveCli(quiet, {
            onPath: answer("path", none("no pulumi on PATH")),
            alreadyFetched: answer("fetched", none("none yet")),
            downloaded: answer("download", none("the download failed: fetch failed")),
            built: answer("build", cli("built from its published sources")),
        });
        assert.equal(found.origin, "built from its published sources");
        assert.deepEqual(asked, ["path", "fetched", "download", "build"]);
    });

    it("says what stopped each way and names the three ways out", async () => {
        const nowhere = resolveCli(quiet, {
            onPath: answer("path", none("no pulumi on PATH")),
            alreadyFetched: answer("fetched", none("none yet")),
            downloaded: answer("download", none("the download failed: fetch failed")),
            built: answer("build", none("no go on PATH to build it with")),
        });
        await assert.rejects(nowhere, (error) => {
            assert.ok(error instanceof NoCliError);
            assert.match(
                error.message,
                /no pulumi on PATH; none yet; the download failed: fetch failed; no go on PATH/,
            );
            assert.match(
                error.message,
                /1\. Install Pulumi[^\n]*\n.*2\. Let the npm package[^\n]*\n.*3\. Install Go/,
            );
            return true;
        });
    });
});

describe("A Pulumi CLI on PATH", () => {
    let folder: CommandFolder;

    beforeEach(() => {
        folder = new CommandFolder();
    });

    afterEach(() => folder.remove());

    const version = (text: string): string => `echo ${text}`;
    const said: string[] = [];
    const onPath = (...names: string[]): Promise<Cli | NoCli> => {
        said.length = 0;
        return cliOnPath(names.map((name) => join(folder.path, name)).join(delimiter), (line) =>
            said.push(line),
        );
    };

    it("is used with the language host beside it", async () => {
        const command = folder.add("bin/pulumi", version("v3.230.1"));
        folder.add("bin/pulumi-language-nodejs", "exit 0");
        assert.deepEqual(await onPath("bin"), {
            command,
            version: "3.230.1",
            origin: "on PATH",
            pluginFolders: [dirname(command)],
        });
    });

    it("is used through a link, with the language host beside the real file", async () => {
        const command = folder.add("opt/pulumi", version("v3.230.1"));
        folder.add("opt/pulumi-language-nodejs", "exit 0");
        folder.add("bin/other", "exit 0");
        symlinkSync(command, join(folder.path, "bin", "pulumi"));
        const found = await onPath("bin");
        assert.ok("pluginFolders" in found);
        assert.ok(found.pluginFolders.includes(dirname(command)));
    });

    it("is not the npm package of that name, which only downloads", async () => {
        const wrapper = folder.add("node_modules/pulumi/run.js", version("v3.265.0"));
        folder.add("node_modules/.bin/other", "exit 0");
        symlinkSync(wrapper, join(folder.path, "node_modules/.bin/pulumi"));
        assert.deepEqual(await onPath("node_modules/.bin"), { reason: "no pulumi on PATH" });
        assert.deepEqual(said, []);
    });

    for (const [what, script, reason] of [
        ["is too old", version("v3.100.0"), /is version 3\.100\.0, and at least 3\.219\.0 is needed/],
        ["does not run", "exit 1", /does not run/],
        ["has no Node.js language host", version("v3.230.1"), /has no pulumi-language-nodejs/],
    ] as const)
        it(`is passed over with a reason where it ${what}`, async () => {
            folder.add("bin/pulumi", script);
            const found = await onPath("bin");
            assert.ok("reason" in found);
            assert.match(found.reason, reason);
            assert.deepEqual(said, [`passed over: ${found.reason}`]);
        });

    it("is passed over, and named, for one further on that does", async () => {
        const old = folder.add("old/pulumi", version("v3.100.0"));
        const command = folder.add("bin/pulumi", version("v3.230.1"));
        folder.add("bin/pulumi-language-nodejs", "exit 0");
        const found = await onPath("old", "bin");
        assert.ok("command" in found);
        assert.equal(found.command, command);
        assert.deepEqual(said, [`passed over: ${old} is version 3.100.0, and at least 3.219.0 is needed`]);
    });

    it("is compared by number, not by letter", () => {
        assert.ok(isAtLeast("v3.1000.0", "3.219.0"));
        assert.ok(isAtLeast("3.219.0", "3.219.0"));
        assert.ok(isAtLeast("4.0.0-alpha.1", "3.219.0"));
        assert.ok(!isAtLeast("3.99.5", "3.219.0"));
        assert.ok(!isAtLeast("nonsense", "3.219.0"));
    });
});
