import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describeOnLinux, needCommand, run } from "../tools";
import { Area, script } from "./area";

const day = 24 * 3600;

describeOnLinux("shared-area.sh", () => {
    // Getting a tool on a fresh machine takes its time.
    let area: Area;
    let app: string;

    before(() => {
        for (const command of ["shellcheck", "shfmt"]) needCommand(command);
        needCommand("unshare", "util-linux");
    });
    beforeEach(() => {
        area = new Area();
        app = join(area.directory, "app");
    });
    afterEach(() => area.dispose());

    /** A directory to publish, with one file that says which it is. */
    function source(content: string): string {
        const folder = area.folder(`source-${content}`);
        writeFileSync(join(folder, "content"), content);
        return folder;
    }
    /** Commands that stand before the real ones on a writer's PATH. */
    function standIns(scripts: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
        const folder = area.folder("stand-ins");
        for (const [name, body] of Object.entries(scripts))
            writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
        return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    }
    const publish = (content: string, keep: number, version: string, env = process.env) =>
        run(script, ["publish", app, source(content), String(keep), version], { env });
    function published(content: string, keep: number, version: string): void {
        const { status, output } = publish(content, keep, version);
        assert.equal(status, 0, output);
    }
    const find = (...args: string[]) => area.asReader(script, ["find", app, ...args]);
    function found(...args: string[]): string {
        const { status, output } = find(...args);
        assert.equal(status, 0, output);
        return output.trim();
    }
    const contentOf = (path: string) => readFileSync(join(path, "content"), "utf8");
    const age = (name: string, seconds: number) => {
        const time = Date.now() / 1000 - seconds;
        utimesSync(join(app, name), time, time);
    };

    it("is clean to shellcheck and shfmt", () => {
        assert.deepEqual(run("shellcheck", [script]), { status: 0, output: "" });
        assert.deepEqual(run("shfmt", ["-i", "4", "-d", script]), { status: 0, output: "" });
    });

    it("publishes all that a directory has: many files, odd names, links, times", () => {
        const folder = source("all");
        for (const name of ["-flag", "two words", "new\nline", "a'\"$(b)"]) {
            mkdirSync(join(folder, name));
            for (let file = 0; file < 50; file++) writeFileSync(join(folder, name, `${name}${file}`), name);
        }
        mkdirSync(join(folder, "empty"));
        symlinkSync("../content", join(folder, "empty", "link"));
        utimesSync(join(folder, "-flag", "-flag0"), 1_000_000_000, 1_000_000_000);
        published("all", 1, "1");
        assert.deepEqual(run("diff", ["--recursive", "--no-dereference", folder, found()]), {
            status: 0,
            output: "",
        });
        assert.equal(statSync(join(found(), "-flag", "-flag0")).mtimeMs, 1_000_000_000_000);
    });

    it("publishes files and directories that their owner had closed so that the owner can read and remove them", () => {
        const folder = source("closed");
        mkdirSync(join(folder, "module"));
        writeFileSync(join(folder, "module", "file"), "");
        chmodSync(join(folder, "module", "file"), 0o000);
        chmodSync(join(folder, "module"), 0o555);
        published("closed", 1, "1");
        chmodSync(join(folder, "module"), 0o755);
        assert.equal(statSync(join(app, "1", "module", "file")).mode & 0o600, 0o600);
        assert.equal(statSync(join(app, "1", "module")).mode & 0o700, 0o700);
    });

    it("does not disturb a reader that has begun when the next version comes", () => {
        published("one", 1, "1");
        const begun = found();
        published("two", 1, "2");
        assert.deepEqual([contentOf(begun), contentOf(found())], ["one", "two"]);
    });

    it("leaves the version before where a publisher is killed, and the next but a day later sweeps up after it", () => {
        published("one", 1, "1");
        publish("two", 1, "2", standIns({ mv: "kill -KILL $PPID" }));
        assert.equal(contentOf(found()), "one");
        assert.equal(find("2").status, 1);
        const [left, ...others] = readdirSync(app).filter((name) => name.startsWith(".incoming-"));
        assert.ok(left !== undefined && others.length === 0);
        published("three", 1, "3");
        assert.ok(existsSync(join(app, left)));
        age(left, day + 120);
        published("four", 1, "4");
        assert.ok(!existsSync(join(app, left)));
    });

    for (const [how, commands, status] of [
        ["cannot be copied whole", { tar: '[[ $* == *" -c "* ]] && exec false; exec cat' }, 123],
        ["is stopped, as Jenkins stops one", { touch: "kill -TERM $PPID" }, null],
    ] as const)
        it(`leaves the version before, and nothing of its own, where what it publishes ${how}`, () => {
            published("one", 1, "1");
            assert.equal(publish("two", 1, "2", standIns(commands)).status, status);
            assert.equal(contentOf(found()), "one");
            assert.deepEqual(readdirSync(app).sort(), ["1", "latest"]);
        });

    it("keeps the newest, and none of the others once no build can be reading them", () => {
        for (const [index, version] of ["e", "d", "c", "b", "a"].entries()) {
            published(version, 9, version);
            age(version, 10 * day - index);
        }
        published("new", 3, "new");
        assert.deepEqual(readdirSync(app).sort(), ["a", "b", "latest", "new"]);
    });

    it("keeps all of the last day, however many they are", () => {
        for (const version of ["1", "2", "3", "4"]) published(version, 1, version);
        age("1", day + 60);
        age("2", day - 60);
        published("5", 1, "5");
        assert.deepEqual(readdirSync(app).sort(), ["2", "3", "4", "5", "latest"]);
    });

    it("leaves a version that is there as it is, so that a stage that is retried ends well", () => {
        published("one", 1, "1");
        const { status, output } = publish("again", 1, "1");
        assert.equal(status, 0, output);
        assert.match(output, /app\/1 is there already/);
        assert.equal(contentOf(found("1")), "one");
        assert.deepEqual(readdirSync(app).sort(), ["1", "latest"]);
    });

    it("keeps a version that is published again, however old it is", () => {
        for (const version of ["1", "2"]) published(version, 2, version);
        for (const version of ["1", "2"]) age(version, 3 * day - Number(version));
        published("again", 1, "1");
        assert.equal(contentOf(found()), "1");
    });

    it("publishes what a link leads to", () => {
        const link = join(area.scratch, "link");
        symlinkSync(source("behind"), link);
        assert.equal(run(script, ["publish", app, link, "1"]).status, 0);
        assert.equal(contentOf(found()), "behind");
    });

    it("has both versions whole when two publish at once", () => {
        const [one, two] = [source("one"), source("two")];
        const { status, output } = run("bash", [
            "-c",
            // By their process IDs: bash 5.2's `wait -n` ends with 127 where both have ended before it.
            '"$0" publish "$1" "$2-one" 1 one & one=$!; "$0" publish "$1" "$2-two" 1 two & wait $one && wait $!',
            script,
            app,
            one.replace(/-one$/, ""),
        ]);
        assert.equal(status, 0, output);
        assert.ok(two.endsWith("-two"));
        assert.deepEqual([contentOf(found("one")), contentOf(found("two"))], ["one", "two"]);
        assert.match(readlinkSync(join(app, "latest")), /^(one|two)$/);
    });

    it("is refused on a reader, by name, and changes nothing", () => {
        published("one", 1, "1");
        const refused = area.asReader(script, ["publish", join(area.directory, "other"), source("two"), "1"]);
        assert.equal(refused.status, 1);
        assert.match(
            refused.output,
            /other cannot be written: the area is missing here, or this agent only reads it/,
        );
        assert.notEqual(area.asReader(script, ["publish", app, source("two"), "1"]).status, 0);
        assert.deepEqual(readdirSync(app).sort(), ["1", "latest"]);
    });

    it("waits for a version that another agent publishes meanwhile", () => {
        const { status, output } = run("bash", [
            "-c",
            '(sleep 1; "$0" publish "$1" "$2" 1 7) & "$0" find "$1" 7 30',
            script,
            app,
            source("late"),
        ]);
        assert.deepEqual({ status, output }, { status: 0, output: `${join(app, "7")}\n` });
    });

    it("says what is not there", () => {
        assert.deepEqual(find(), {
            status: 1,
            output: `shared-area.sh: ${app}/latest is not there after 0 s\n`,
        });
    });

    for (const [args, message] of [
        [["app", "nowhere", "1"], /nowhere is no directory/],
        [["app", "/tmp", "0"], /0 versions are to stay/],
        [["app", "/tmp", "1", "latest"], /latest is no version/],
        [["app", "/tmp", "1", "../other"], /\.\.\/other is no version/],
        [["app", "/tmp", "1", ".hidden"], /\.hidden is no version/],
        [["app", "/tmp"], /publish DIRECTORY SOURCE KEEP/],
    ] as const)
        it(`refuses to publish ${args.join(" ")}`, () => {
            const { status, output } = run(script, ["publish", ...args], { cwd: area.directory });
            assert.equal(status, 1);
            assert.match(output, message);
            assert.deepEqual(readdirSync(area.directory), []);
        });
});
