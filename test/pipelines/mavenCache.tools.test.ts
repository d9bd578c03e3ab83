import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fromMaven, quickStart } from "../javaProgram";
import { describeOnLinux, needCommand, run } from "../tools";
import { Area } from "./area";
import { SampleJob } from "./sampleJob";

const project = (name: string, more: string) =>
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.example</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>${more}</project>`;

/** What Maven itself loads, with no plugin that a test would have to download: a parent and an extension. */
const uses = (
    parent: string,
) => `<parent><groupId>com.example</groupId><artifactId>${parent}</artifactId><version>1</version><relativePath/></parent>
<build><extensions><extension><groupId>com.example</groupId><artifactId>extension</artifactId><version>1</version></extension></extensions></build>`;

describeOnLinux("the sample of a Maven cache, with Maven 3.9", () => {
    let area: Area;
    let remote: string;
    let reader: SampleJob;
    let writer: SampleJob;
    let maven: string;

    /** A workspace whose ./mvnw is Maven, with `remote` in place of every repository. */
    const workspace = (job: SampleJob, parent = "parent") =>
        job.workspace({
            "pom.xml": project("app", uses(parent)),
            "settings.xml": `<settings><mirrors><mirror><id>remote</id><mirrorOf>*</mirrorOf><url>file://${remote}</url></mirror></mirrors></settings>`,
            mvnw: `#!/bin/sh\nMAVEN_OPTS="${quickStart.join(" ")}" exec sh ${maven} --settings settings.xml "$@"\n`,
        });
    const jars = (folder: string): string[] =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jar"));
    /** A build while the remote repository is out of reach. */
    function withoutRemote(parent?: string) {
        renameSync(remote, `${remote}.away`);
        try {
            const at = workspace(reader, parent);
            return { at, ...reader.run("asReader", at) };
        } finally {
            renameSync(`${remote}.away`, remote);
        }
    }

    before(() => {
        needCommand("unshare", "util-linux");
        maven = join(
            fromMaven(join(__dirname, "maven", "pom.xml"), "unpack-dependencies"),
            "apache-maven-3.9.11",
            "bin",
            "mvn",
        );
        area = new Area();
        remote = area.folder("remote");
        reader = new SampleJob(area, "maven-cache/Jenkinsfile");
        writer = new SampleJob(area, "maven-cache/nightly.Jenkinsfile");
        const files = reader.workspace(
            Object.fromEntries(
                ["parent", "other", "extension"].map((name) => [
                    `com/example/${name}/1/${name}-1.pom`,
                    project(name, "").replace(name === "extension" ? "<packaging>pom</packaging>" : "", ""),
                ]),
            ),
        );
        const jar = join("com", "example", "extension", "1", "extension-1.jar");
        assert.equal(run("jar", ["--create", "--file", jar, "ci"], { cwd: files }).status, 0);
        renameSync(join(files, "com"), join(remote, "com"));
    });
    after(() => area.dispose());

    it("is no need: a build without the area downloads", () => {
        const at = workspace(reader);
        assert.match(reader.runs("asReader", at), /no cache: building without/);
        assert.equal(jars(join(at, ".m2")).length, 1);
        assert.notEqual(withoutRemote().status, 0);
    });

    it("gives a build what the nightly job downloaded, from where it is, and takes no copy of it", () => {
        writer.runs("asWriter", workspace(writer));
        const { at, status, output } = withoutRemote();
        assert.equal(status, 0, output);
        assert.deepEqual(jars(join(at, ".m2")), []);
    });

    it("lets a build download what the cache lacks", () => {
        assert.notEqual(withoutRemote("other").status, 0);
        reader.runs("asReader", workspace(reader, "other"));
    });

    it("publishes no snapshot", () => {
        const installed = ".m2/com/example/app/1-SNAPSHOT";
        const mvnw = `#!/bin/sh\nmkdir -p ${installed}\ntouch ${installed}/app.jar ${installed}/../kept\n`;
        writer.runs("asWriter", writer.workspace({ mvnw }));
        assert.deepEqual(readdirSync(join(area.directory, "app", "latest", "com", "example", "app")), [
            "kept",
        ]);
    });
});
