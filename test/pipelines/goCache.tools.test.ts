import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describeOnLinux, needCommand, run } from "../tools";
import { Area } from "./area";
import { SampleJob } from "./sampleJob";

/** Packages that import none, so that nothing of the standard library is compiled for them. */
const modules = ["dependency", "other"];

describeOnLinux("the sample of a Go cache, with go itself", () => {
    let area: Area;
    let remote: string;
    let env: NodeJS.ProcessEnv;
    let reader: SampleJob;

    /** A workspace of a module that imports another. */
    function workspace(job: SampleJob, imported = "dependency"): string {
        const at = job.workspace({
            "go.mod": `module example.com/app\n\ngo 1.21\n\nrequire example.com/${imported} v1.0.0\n`,
            "app.go": `package app\n\nimport "example.com/${imported}"\n\nconst Value = ${imported}.Value\n`,
        });
        const scratch = area.folder("tidy");
        const { status, output } = run("go", ["mod", "tidy"], {
            cwd: at,
            env: { ...process.env, ...env, GOFLAGS: "-modcacherw", GOMODCACHE: scratch },
        });
        assert.equal(status, 0, output);
        rmSync(scratch, { recursive: true });
        return at;
    }
    /** A build while the remote proxy is out of reach. */
    function withoutRemote(at: string, more: NodeJS.ProcessEnv = {}) {
        renameSync(remote, `${remote}.away`);
        try {
            return reader.run("asReader", at, { env: { ...env, ...more } });
        } finally {
            renameSync(`${remote}.away`, remote);
        }
    }

    before(() => {
        needCommand("unshare", "util-linux");
        needCommand("go", "golang-go");
        needCommand("zip");
        area = new Area();
        remote = area.folder("remote");
        env = { GOPROXY: `file://${remote}`, GONOSUMDB: "*", GOSUMDB: "off", GOTOOLCHAIN: "local" };
        reader = new SampleJob(area, "go-cache/Jenkinsfile");
        for (const name of modules) {
            const versions = `example.com/${name}/@v`;
            const source = `example.com/${name}@v1.0.0`;
            const mod = `module example.com/${name}\n\ngo 1.21\n`;
            const at = reader.workspace({
                [`${versions}/list`]: "v1.0.0\n",
                [`${versions}/v1.0.0.info`]: '{"Version":"v1.0.0"}',
                [`${versions}/v1.0.0.mod`]: mod,
                [`${source}/go.mod`]: mod,
                [`${source}/value.go`]: `package ${name}\n\nconst Value = 1\n`,
            });
            const zip = run("zip", ["-qr", join(versions, "v1.0.0.zip"), source], { cwd: at });
            assert.equal(zip.status, 0, zip.output);
            run("cp", ["-r", join(at, "example.com"), remote]);
        }
    });
    after(() => area.dispose());

    it("is no need: a build without the area downloads and compiles", () => {
        assert.match(reader.runs("asReader", workspace(reader), { env }), /no cache: building without/);
        assert.notEqual(withoutRemote(workspace(reader)).status, 0);
    });

    it("gives a build in another workspace the nightly job's modules and compiled packages", () => {
        const writer = new SampleJob(area, "go-cache/nightly.Jenkinsfile");
        writer.runs("asWriter", workspace(writer), { env });
        // -x shows each compiler that is started; the reader's -trimpath is part of what has to be the same.
        const { status, output } = withoutRemote(workspace(reader), {
            GOFLAGS: "-trimpath -modcacherw -x",
        });
        assert.equal(status, 0, output);
        assert.doesNotMatch(output, /\/compile /);
    });

    it("lets a build download what the cache lacks", () => {
        const at = workspace(reader, "other");
        assert.notEqual(withoutRemote(at).status, 0);
        reader.runs("asReader", at, { env });
    });

    it("compiles where the build cache in the area is broken", () => {
        const broken = join(area.directory, "app", "latest", "build.tar");
        rmSync(broken);
        const { status, output } = withoutRemote(workspace(reader));
        assert.equal(status, 0, output);
        assert.match(output, /no build cache: compiling all/);
    });

    it("leaves a workspace that can be deleted by who is not root", () => {
        const at = workspace(reader);
        reader.runs("asReader", at, { env });
        assert.deepEqual(run("find", [at, "-type", "d", "!", "-perm", "-u+w"]), { status: 0, output: "" });
    });
});
