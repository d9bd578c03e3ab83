import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeOnLinux, needCommand, run } from "../tools";
import { Area } from "./area";
import { SampleJob } from "./sampleJob";

/** Serves a folder's files, and prints its port: a process of its own, since the tests wait for npm without turning back. */
const server = `require("node:http").createServer((request, response) =>
    require("node:fs").readFile(process.argv[1] + request.url, (error, content) => {
        response.statusCode = error ? 404 : 200;
        response.end(content);
    })).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;

describeOnLinux("the sample of an npm cache, with npm itself", () => {
    let area: Area;
    let remote: string;
    let registry: string;
    let child: ChildProcess;
    let reader: SampleJob;
    let writer: SampleJob;

    /** A workspace of a package that has others locked. */
    function workspace(job: SampleJob, ...names: string[]): string {
        const locked = names.map((name) => {
            const file = `${name}-1.0.0.tgz`;
            const digest = createHash("sha512")
                .update(readFileSync(join(remote, file)))
                .digest("base64");
            return [
                `node_modules/${name}`,
                { version: "1.0.0", resolved: `${registry}/${file}`, integrity: `sha512-${digest}` },
            ];
        });
        const manifest = {
            name: "app",
            version: "1.0.0",
            scripts: { test: "ls node_modules" },
            dependencies: Object.fromEntries(names.map((name) => [name, "1.0.0"])),
        };
        const packages = { "": manifest, ...Object.fromEntries(locked) };
        return job.workspace({
            "package.json": JSON.stringify(manifest),
            "package-lock.json": JSON.stringify({
                name: "app",
                lockfileVersion: 3,
                requires: true,
                packages,
            }),
        });
    }
    /** Of npm's settings and cache what a fresh agent has, and no second try at a registry that is away. */
    const env = () => ({
        npm_config_cache: mkdtempSync(join(area.folder("homes"), "npm-")),
        npm_config_registry: registry,
        npm_config_userconfig: "/dev/null",
        npm_config_fetch_retries: "0",
        npm_config_audit: "false",
        npm_config_update_notifier: "false",
    });
    /** A build while the registry gives out nothing. */
    function withoutRemote(...names: string[]) {
        const at = workspace(reader, ...names);
        for (const file of readdirSync(remote)) run("mv", [join(remote, file), join(remote, `away-${file}`)]);
        try {
            return { at, ...reader.run("asReader", at, { env: env() }) };
        } finally {
            for (const file of readdirSync(remote))
                run("mv", [join(remote, file), join(remote, file.slice(5))]);
        }
    }

    before(async () => {
        needCommand("unshare", "util-linux");
        area = new Area();
        remote = area.folder("remote");
        reader = new SampleJob(area, "npm-cache/Jenkinsfile");
        writer = new SampleJob(area, "npm-cache/nightly.Jenkinsfile");
        child = spawn(process.execPath, ["-e", server, `${remote}/`], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        assert.ok(child.stdout);
        const [port] = (await once(child.stdout, "data")) as [Buffer];
        registry = `http://127.0.0.1:${port.toString().trim()}`;
        for (const name of ["dependency", "other"]) {
            const at = reader.workspace({ "package.json": JSON.stringify({ name, version: "1.0.0" }) });
            assert.equal(run("npm", ["pack", "--pack-destination", remote], { cwd: at }).status, 0);
        }
    });
    after(() => {
        child?.kill();
        area?.dispose();
    });

    it("is no need: a build without the area downloads", () => {
        const output = reader.runs("asReader", workspace(reader, "dependency"), { env: env() });
        assert.match(output, /no cache: building without/);
        assert.match(output, /^dependency$/m);
        assert.notEqual(withoutRemote("dependency").status, 0);
    });

    it("gives a build what the nightly job downloaded, in one archive", () => {
        writer.runs("asWriter", workspace(writer, "dependency"), { env: env() });
        assert.deepEqual(readdirSync(join(area.directory, "app", "latest")), ["cache.tar"]);
        const { at, status, output } = withoutRemote("dependency");
        assert.equal(status, 0, output);
        assert.ok(existsSync(join(at, "node_modules", "dependency", "package.json")));
    });

    it("lets a build download what the cache lacks", () => {
        assert.notEqual(withoutRemote("dependency", "other").status, 0);
        reader.runs("asReader", workspace(reader, "dependency", "other"), { env: env() });
    });

    it("goes without a cache that is broken", () => {
        const archive = join(area.directory, "app", "latest", "cache.tar");
        chmodSync(archive, 0o644);
        writeFileSync(archive, "cut off");
        const at = workspace(reader, "dependency");
        assert.match(reader.runs("asReader", at, { env: env() }), /^dependency$/m);
    });

    it("is an archive, because npm ends where its cache lacks a package and cannot be written", () => {
        const cache = join(area.directory, "unpacked");
        const ci = (as: "asReader" | "asWriter", ...names: string[]) =>
            area[as]("npm", ["ci", "--cache", cache, "--prefer-offline"], {
                cwd: workspace(reader, ...names),
                env: { ...process.env, ...env() },
            });
        assert.equal(ci("asWriter", "dependency").status, 0);
        // Not every time does npm get round to say that it is EROFS.
        assert.notEqual(ci("asReader", "dependency", "other").status, 0);
        assert.equal(ci("asWriter", "dependency", "other").status, 0);
    });
});
