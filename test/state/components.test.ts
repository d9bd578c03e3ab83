import assert from "node:assert/strict";
import { AccessPoint } from "../../infra/accessPoint";
import { environmentTags } from "../../infra/tags";
import { componentTypes } from "../../state/components";
import { read } from "../docs/pages";
import { fileSystemArn, minimal, type Registered, run } from "../infra/program";
import { sources } from "../sources";

import ownProgram = require("../../infra/index");

/** The kit's program in a configuration that leaves nothing out, and a client of its owner's beside it. */
const everything = {
    ...minimal,
    "jenkins-efs:shared": [{ name: "cache", writers: ["linux-1"], readers: [] }],
    "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
    "jenkins-efs:backup": { copyRegion: "us-west-2" },
    "jenkins-efs:bake": true,
};
const program = async () => {
    const outputs = await ownProgram();
    const tags = environmentTags("jenkins-efs", "test", "ci-team");
    new AccessPoint("client", { fileSystem: { id: "fs-1", arn: fileSystemArn }, tags });
    return outputs;
};

const sorted = (tokens: Iterable<string>): readonly string[] => [...new Set(tokens)].toSorted();

describe("The table of the components' type tokens", () => {
    const table = sorted(Object.values(componentTypes));

    it("has those in the program's graph and no other", async () => {
        const resources: Registered[] = [];
        await run("test", everything, { program }, resources);
        const made = resources.map(({ type }) => type).filter((type) => type.startsWith("jenkins-efs:"));
        assert.deepEqual(sorted(made), table);
    });

    it("has those that infra/ writes, also where no configuration of this test makes one", () => {
        const texts = sources.filter((file) => file.startsWith("infra/")).map(read);
        const written = texts.flatMap((text) => text.match(/(?<=")jenkins-efs:\w+:\w+(?=")/g) ?? []);
        assert.deepEqual(sorted(written), table);
    });
});
