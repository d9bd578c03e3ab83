import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describeOnLinux, needCommand } from "../tools";
import { Area } from "./area";
import { SampleJob } from "./sampleJob";

/** A project whose build says its number in the jar, and whose tests show what they were given and write beside it. */
const project = {
    mvnw: '#!/bin/sh\nmkdir -p target\necho "built by $BUILD_NUMBER" > target/app.jar\n',
    "ci/test": '#!/bin/sh\ncat "$1/app.jar"\ntouch "$1/report"\n',
};

describeOnLinux("the sample that hands a build from one agent to another", () => {
    let area: Area;
    let job: SampleJob;
    const stage = (as: "asReader" | "asWriter", name: string, number: string) =>
        job.run(as, job.workspace(project), {
            stage: name,
            env: { JOB_NAME: "team/app/main", BUILD_NUMBER: number },
        });

    before(() => {
        needCommand("unshare", "util-linux");
        area = new Area();
        job = new SampleJob(area, "build-outputs/Jenkinsfile");
    });
    after(() => area.dispose());

    it("tests what this very build made, though a later one has published meanwhile", () => {
        for (const number of ["7", "8"]) {
            const { status, output } = stage("asWriter", "Build", number);
            assert.equal(status, 0, output);
        }
        const { status, output } = stage("asReader", "Test", "7");
        assert.equal(status, 0, output);
        assert.match(output, /^built by 7$/m);
    });

    it("leaves what was published as it is, whatever the tests write", () => {
        const built = join(area.directory, "team", "app", "main", "7");
        assert.ok(existsSync(built));
        assert.deepEqual(readdirSync(built), ["app.jar"]);
    });

    it("ends well where the first stage runs again after its agent was lost", () => {
        assert.equal(stage("asWriter", "Build", "8").status, 0);
    });

    it("fails in its first stage, by name, on an agent that cannot write", () => {
        const { status, output } = stage("asReader", "Build", "9");
        assert.equal(status, 1);
        assert.match(output, /this agent only reads it|Read-only file system/);
        assert.ok(!existsSync(join(area.directory, "team", "app", "main", "9")));
    });
});
