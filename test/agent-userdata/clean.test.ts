import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
    closeSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describeOnLinux, run, systemPath } from "../tools";

const script = resolve(__dirname, "..", "..", "agent-userdata", "files", "clean.py");
/** What the unit says of a disk that is never nearly full. */
const roomy = { EARLY_PERCENT: "101", ROOM_PERCENT: "101", EARLY_SECONDS: "1", LOOK_SECONDS: "0" };
const day = "86400";

describeOnLinux("the cleaning of workspaces", () => {
    let work: string;
    let processes: ChildProcess[];
    const path = (...parts: readonly string[]) => join(work, "workspace", ...parts);
    const make = (...files: readonly string[]): void => {
        for (const file of files) {
            mkdirSync(path(file, ".."), { recursive: true });
            writeFileSync(path(file), "");
        }
    };
    const left = () => readdirSync(path()).sort();
    /** Nobody can make an inode look old: what was made before is older than so many seconds after this. */
    const growOld = (seconds = "1") => delay(Number(seconds) * 1000 + 100);
    /** More seconds than Python takes to start on a busy machine, so that what is made just before is young. */
    const young = "4";
    const clean = (
        after = "1",
        settings: Readonly<Record<string, string>> = {},
        program: readonly string[] = [script],
    ) =>
        run("python3", ["-I", ...program], {
            env: {
                PATH: systemPath,
                ...roomy,
                ...settings,
                STATE_DIRECTORY: work,
                RUNTIME_DIRECTORY: work,
                CLEAN_AFTER_SECONDS: after,
            },
        });
    /** A process of a build, until the test ends. */
    const build = async (
        where: string,
        environment: Readonly<Record<string, string>> = {},
    ): Promise<void> => {
        const process = spawn("sleep", ["60"], {
            cwd: where,
            env: { ...environment, PATH: "/usr/bin:/bin" },
        });
        processes.push(process);
        await once(process, "spawn");
    };

    beforeEach(() => {
        work = mkdtempSync(join(tmpdir(), "jenkins-efs-clean-"));
        processes = [];
        mkdirSync(path());
    });
    afterEach(() => {
        for (const process of processes) process.kill();
        rmSync(work, { recursive: true, force: true });
    });

    it("takes what is unused for as long as configured, with all that Jenkins keeps beside it, and nothing that is newer", async () => {
        make(
            "old/src/file",
            "old@tmp/secret",
            "old@libs/lib/vars.groovy",
            "old@2/file",
            "used/src/deep/file",
        );
        writeFileSync(path("workspaces.txt"), "");
        await growOld(young);
        make("young/file", "old@3/file");
        writeFileSync(path("used/src/deep/file"), "again");
        const { status, output } = clean(young);
        assert.equal(status, 0, output);
        assert.deepEqual(left(), ["old@3", "used", "workspaces.txt", "young"]);
        assert.match(output, /Z clean\.py: removed '.*\/workspace\/old', unused for 0 hours\n/);
        assert.match(output, /clean\.py: 2 workspaces removed: -?\d+ MiB more are free/);
        assert.deepEqual(readdirSync(join(work, ".jenkins-efs-removed")), []);
    });

    it("takes a job's workspace out of a folder of Jenkins, and a directory of which that is not sure only as a whole", async () => {
        make(
            "team/web/file",
            "team/web@tmp/x",
            "team/app/file",
            "team/nested/api/file",
            "team/nested/api@tmp/x",
        );
        make(
            "sources/one/file",
            "sources/two/file",
            "android/.repo/x",
            "android/build/x",
            "android/build@tmp/x",
        );
        make("checkout/lib/x", "checkout/lib@tmp/x", "checkout@tmp/x");
        await growOld(young);
        make("team/app/again", "sources/one/again", "android/build/again", "checkout@tmp/again");
        assert.equal(clean(young).status, 0);
        assert.deepEqual(left(), ["android", "checkout", "checkout@tmp", "sources", "team"]);
        assert.deepEqual(readdirSync(path("team")).sort(), ["app", "nested"]);
        assert.deepEqual(readdirSync(path("team/nested")), []);
        for (const whole of ["sources/two/file", "android/.repo/x", "checkout/lib/x"])
            assert.ok(existsSync(path(whole)), whole);
    });

    it("leaves the workspace of a running build, however long ago anything in it changed", async () => {
        make(
            "there/deep/file",
            "told/file",
            "told@tmp/x",
            "open/file",
            "beside/file",
            "beside@tmp/x",
            "th/file",
        );
        await build(path("there/deep"));
        await build("/", { WORKSPACE: path("told") });
        await build(path("beside@tmp"));
        const file = openSync(path("open/file"), "r");
        processes.push(spawn("sleep", ["60"], { stdio: [file, "ignore", "ignore"] }));
        closeSync(file);
        await growOld();
        assert.equal(clean().status, 0);
        assert.deepEqual(left(), ["beside", "beside@tmp", "open", "there", "told", "told@tmp"]);
        for (const process of processes) {
            process.kill();
            await once(process, "exit");
        }
        assert.equal(clean().status, 0);
        assert.deepEqual(left(), []);
    });

    it("follows no link out of the workspaces", async () => {
        const outside = join(work, "outside");
        mkdirSync(outside);
        writeFileSync(join(outside, "kept"), "");
        make("old/file");
        symlinkSync(outside, path("old/link"));
        symlinkSync(outside, path("linked"));
        await growOld();
        assert.equal(clean().status, 0);
        assert.deepEqual(left(), ["linked"]);
        assert.deepEqual(readdirSync(outside), ["kept"]);
    });

    it("takes what is unused for hours while the disk is nearly full, but no step's result that nobody has fetched", async () => {
        make("old/file", "ended/file", "ended@tmp/durable-1a2b/jenkins-result.txt");
        await growOld(young);
        make("young/file");
        const full = { EARLY_PERCENT: "0", EARLY_SECONDS: young };
        assert.equal(clean(day, { ...full, ROOM_PERCENT: "101" }).status, 0);
        assert.deepEqual(left(), ["ended", "ended@tmp", "old", "young"], "there is room");
        make("young/file");
        const { status, output } = clean(day, { ...full, ROOM_PERCENT: "0" });
        assert.equal(status, 0, output);
        assert.deepEqual(left(), ["ended", "ended@tmp", "young"]);
        assert.match(
            output,
            /the disk is \d+ % full, and no other workspace has been unused for long enough/,
        );
    });

    it("looks at each file no oftener than it is told, unless the disk is nearly full", async () => {
        make("old/file");
        await growOld();
        assert.equal(clean(day, { LOOK_SECONDS: "60" }).status, 0);
        assert.equal(clean("1", { LOOK_SECONDS: "60" }).status, 0);
        assert.deepEqual(left(), ["old"]);
        assert.equal(clean("1", { LOOK_SECONDS: "60", EARLY_PERCENT: "0" }).status, 0);
        assert.deepEqual(left(), []);
    });

    it("ends what a run that was cut off had begun", () => {
        mkdirSync(join(work, ".jenkins-efs-removed", "1-2-0"), { recursive: true });
        assert.equal(clean(day).status, 0);
        assert.deepEqual(readdirSync(join(work, ".jenkins-efs-removed")), []);
    });

    it("goes on with the others where a build takes away what it looks into, at whichever look", () => {
        const vanishing = `
import os, runpy, shutil, sys
_, script, gone, at = sys.argv
looks = 0
def taking(look):
    def first_taken(path="."):
        global looks
        looks += path == gone
        if path == gone and looks == int(at):
            shutil.rmtree(path)
        return look(path)
    return first_taken
os.scandir, os.listdir = taking(os.scandir), taking(os.listdir)
runpy.run_path(script)
print(f"{looks} looks")`;
        const full = { EARLY_PERCENT: "0", ROOM_PERCENT: "0", EARLY_SECONDS: "0" };
        for (const name of ["team", "team/nested", "team/web", "ended@tmp"])
            for (let at = 1, looks = 1; at <= looks; at++) {
                make("old/file", "team/web/file", "team/nested/api/file", "team/nested/api@tmp/x");
                make("ended/file", "ended@tmp/x");
                const { status, output } = clean(day, full, ["-c", vanishing, script, path(name), `${at}`]);
                assert.equal(status, 0, `${name} at look ${at}: ${output}`);
                assert.equal(left().includes("old"), false, `${name} at look ${at}`);
                // Each is looked into more than once; the next run takes it a look later, until there is none.
                looks = Math.max(2, Number(/(\d+) looks/.exec(output)?.[1]));
            }
    });

    it("says why it could not look, and ends as failed", () => {
        rmSync(path(), { recursive: true });
        const { status, output } = clean();
        assert.equal(status, 1);
        assert.match(output, /clean\.py: FAILED: \[Errno 2\] No such file or directory/);
    });

    it("is run as the builds' user, by a unit that may write their directory alone", () => {
        const unit = readFileSync(resolve(script, "..", "jenkins-efs-clean.service"), "utf8");
        for (const line of ["User=jenkins", "ProtectSystem=strict", "StateDirectory=jenkins-agent"])
            assert.match(unit, new RegExp(`^${line}$`, "m"));
        assert.doesNotMatch(unit, /^ReadWritePaths|^User=root/m);
    });
});
