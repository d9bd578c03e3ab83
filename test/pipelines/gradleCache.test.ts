import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describeOnLinux, needCommand } from "../tools";
import { Area } from "./area";
import { SampleJob } from "./sampleJob";

/**
 * A stand-in for Gradle, which no package registry has. As Gradle does, it takes an empty GRADLE_RO_DEP_CACHE for none, warns
 * of one without modules-2 and goes on without, and downloads into its own home what neither has
 * (DefaultArtifactCaches.validateReadOnlyCache in https://github.com/gradle/gradle). It fails where it finds what Gradle's
 * documentation says to take out of a read-only cache, since the real one may.
 */
const gradlew = `#!/bin/bash
set -euo pipefail
own=$GRADLE_USER_HOME/caches/modules-2
mkdir -p "$own/files-2.1" "$own/metadata-2.107"
if [[ -n \${GRADLE_RO_DEP_CACHE:-} ]]; then
    if [[ ! -d $GRADLE_RO_DEP_CACHE/modules-2 ]]; then
        echo "The read-only dependency cache is disabled because of a configuration problem"
        unset GRADLE_RO_DEP_CACHE
    elif [[ $(find "$GRADLE_RO_DEP_CACHE" -name '*.lock' -o -name gc.properties) ]]; then
        echo "the read-only cache holds what belongs to a writable one"
        exit 1
    fi
fi
for library in $(<libraries); do
    if [[ -n \${GRADLE_RO_DEP_CACHE:-} && -e $GRADLE_RO_DEP_CACHE/modules-2/files-2.1/$library ]]; then
        echo "cached $library"
    else
        echo "downloaded $library"
        touch "$own/files-2.1/$library"
    fi
done
touch "$own/modules-2.lock" "$own/gc.properties" "$own/metadata-2.107/module-metadata.bin"
`;

describeOnLinux("the sample of a Gradle cache", () => {
    let area: Area;
    let reader: SampleJob;
    let writer: SampleJob;
    /** What a build says that it did for each library. */
    function build(as: "asReader" | "asWriter", libraries: string): string[] {
        const job = as === "asReader" ? reader : writer;
        const output = job.runs(as, job.workspace({ gradlew, libraries }));
        assert.doesNotMatch(output, /configuration problem/);
        return output.split("\n").filter((line) => /^(cached|downloaded) /.test(line));
    }

    before(() => {
        needCommand("unshare", "util-linux");
        area = new Area();
        reader = new SampleJob(area, "gradle-cache/Jenkinsfile");
        writer = new SampleJob(area, "gradle-cache/nightly.Jenkinsfile");
    });
    after(() => area.dispose());

    it("is no need: a build without the area downloads", () => {
        assert.deepEqual(build("asReader", "one"), ["downloaded one"]);
    });

    it("gives a build what the nightly job downloaded, and lets it download the rest", () => {
        assert.deepEqual(build("asWriter", "one two"), ["downloaded one", "downloaded two"]);
        assert.deepEqual(build("asReader", "one three"), ["cached one", "downloaded three"]);
    });

    it("publishes modules-2 without locks and without gc.properties", () => {
        assert.deepEqual(readdirSync(join(area.directory, "app", "latest"), { recursive: true }).sort(), [
            "modules-2",
            "modules-2/files-2.1",
            "modules-2/files-2.1/one",
            "modules-2/files-2.1/two",
            "modules-2/metadata-2.107",
            "modules-2/metadata-2.107/module-metadata.bin",
        ]);
    });
});
