import assert from "node:assert/strict";
import {
    accessSync,
    constants,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { alreadyBuiltCli, builtCli } from "../../engine/buildCli";
import { withLock } from "../../engine/lock";
import { CommandFolder } from "./stubCommands";

describe("Building the engine", () => {
    let folder: CommandFolder;
    let env: NodeJS.ProcessEnv;
    const said: string[] = [];
    const report = (line: string): void => {
        said.push(line);
    };

    /** A stand-in for go: it writes what it was asked to build, after a moment. */
    const go = (version: string, body = 'printf "built" > "$target"'): void => {
        folder.add(
            "bin/go",
            `case $1 in version) echo "go version ${version}"; exit 0;; esac
            echo "$@" >> ${folder.path}/calls
            while [ "$1" != "-o" ]; do shift; done
            target=$2; mkdir -p "$(dirname "$target")"; sleep 0.3; ${body}; chmod +x "$target"`,
        );
    };

    const builds = (): string[] => {
        const file = join(folder.path, "calls");
        return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    };

    beforeEach(() => {
        said.length = 0;
        folder = new CommandFolder();
        env = {
            PATH: `${join(folder.path, "bin")}:${process.env.PATH}`,
            XDG_CACHE_HOME: join(folder.path, "cache"),
        };
        go("go1.26.8 linux/amd64");
    });

    afterEach(() => folder.remove());

    const built = async () => {
        const cli = await builtCli(report, env);
        assert.ok("command" in cli, JSON.stringify(cli));
        return cli;
    };

    it("yields the CLI, its language host and the starter of policy packs, all executable", async () => {
        const cli = await built();
        assert.equal(cli.version, "3.219.0");
        const [bin = ""] = cli.pluginFolders;
        assert.deepEqual(readdirSync(bin).sort(), [
            "pulumi",
            "pulumi-analyzer-policy",
            "pulumi-language-nodejs",
        ]);
        for (const name of readdirSync(bin)) accessSync(join(bin, name), constants.X_OK);
        assert.match(
            builds()[0] ?? "",
            /Version=v3\.219\.0.* github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/,
        );
        assert.match(builds()[1] ?? "", /Version=v3\.68\.0.*pulumi-language-nodejs$/);
        assert.match(
            said.join("\n"),
            /building the engine from its published sources, about 2-4 minutes, once/,
        );
    });

    it("happens once: the next run takes it from the cache without a word", async () => {
        await built();
        said.length = 0;
        await built();
        assert.equal(builds().length, 2);
        assert.deepEqual(said, []);
    });

    it("happens anew with another Go", async () => {
        const first = await built();
        go("go1.27.0 linux/amd64");
        const second = await built();
        assert.notEqual(first.command, second.command);
        assert.equal(builds().length, 4);
    });

    it("happens once for two rehearsals that start together", async () => {
        const [first, second] = await Promise.all([built(), built()]);
        assert.equal(first.command, second.command);
        assert.equal(builds().length, 2);
    });

    it("leaves nothing behind that could be taken for a build when it fails, and says why", async () => {
        go("go1.26.8 linux/amd64", 'echo "module lookup disabled" >&2; exit 1');
        const cli = await builtCli(report, env);
        assert.ok("reason" in cli);
        assert.match(cli.reason, /the build failed: go build ended with 1: module lookup disabled/);
        assert.deepEqual(readdirSync(join(folder.path, "cache/jenkins-efs/engine")), []);
        go("go1.26.8 linux/amd64");
        await built();
    });

    it("is used further where there is no Go any more", async () => {
        go("go1.26.8 linux/amd64", "printf '#!/bin/sh\\necho v3.219.0\\n' > \"$target\"");
        const { command } = await built();
        const without = { ...env, PATH: join(folder.path, "empty") };
        assert.equal((await alreadyBuiltCli(without))?.command, command);
        // Of another version, and one that is not finished.
        writeFileSync(command, "#!/bin/sh\necho v3.100.0\n");
        cpSync(dirname(command), `${dirname(command)}.building-x`, { recursive: true });
        writeFileSync(join(`${dirname(command)}.building-x`, "pulumi"), "#!/bin/sh\necho v3.219.0\n");
        assert.equal(await alreadyBuiltCli(without), undefined);
        assert.equal(await alreadyBuiltCli({ ...without, XDG_CACHE_HOME: folder.path }), undefined);
    });

    it("is not tried without Go", async () => {
        const nowhere = join(folder.path, "empty");
        mkdirSync(nowhere);
        assert.deepEqual(await builtCli(report, { ...env, PATH: nowhere }), {
            reason: "no go on PATH to build it with",
        });
    });

    it("goes on after a builder that died with its lock", async () => {
        const lock = join(folder.path, "lock");
        // No process has this id: Linux and macOS stop well below it.
        writeFileSync(lock, "99999999");
        assert.equal(await withLock(lock, report, async () => "done"), "done");
        assert.ok(!existsSync(lock));
    });
});
