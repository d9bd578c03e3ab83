import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { readConfig } from "../../infra/config";
import { interfaceEndpointServices } from "../../infra/config/endpointServices";
import { Environment } from "../../infra/environment";
import { surveySite } from "../../infra/site";
import { Bench } from "../rehearsal/providers/bench";
import { minimal, type Registered, run } from "./program";

/** As Pulumi takes it for a project, a stack or a resource. */
const pulumiName = fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,15}(-[a-zA-Z0-9]{1,8})?$/) },
    { weight: 4, arbitrary: fc.integer({ min: 10, max: 44 }).map((of) => "n".repeat(of)) },
    {
        weight: 1,
        arbitrary: fc.constantFrom("aws", "sthree", "amzn-s3-demo", "xn--a", "sg", "default", "2026"),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,60}$/) },
);
/** Also such as other names of the kit end with. */
const agentName = fc.oneof(
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/),
    fc.stringMatching(/^(a|agent|drain|role|x)(-(a|agent|drain|role|x)){0,3}$/),
);
/** Of an environment beside another. */
const ownName = fc.oneof(
    fc.stringMatching(/^[a-z]([a-z0-9]{0,13}|[a-z0-9-]{0,15})$/),
    fc.stringMatching(/^(web|sg|agent|auditing)(-(agent|agents|network|1)){0,2}$/),
);
/** Of a shared area; as many as a configuration takes meet each agent's name. */
const areaNames = fc.uniqueArray(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/).filter((name) => !name.endsWith("-writer")),
    {
        maxLength: 20,
    },
);
const text = (length: number) => fc.oneof(fc.constant(length), fc.nat(length)).map((of) => "r".repeat(of));

const written = fc.record({
    areaNames,
    "jenkins-efs:owner": fc.stringMatching(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u),
    "jenkins-efs:agents": fc.uniqueArray(
        fc.record({ name: agentName, instanceType: fc.constantFrom("m7g.large", "m7i.large") }),
        { minLength: 1, maxLength: 3, selector: ({ name }) => name.toLowerCase() },
    ),
    "jenkins-efs:controllerUrl": fc
        .tuple(text(50), fc.integer({ min: 1, max: 65535 }))
        .map(([host, port]) => `https://j${host}.example.com:${port}/`),
    "jenkins-efs:network": fc.record({
        interfaceEndpoints: fc.subarray([...interfaceEndpointServices]),
        availabilityZones: fc.constantFrom(
            ["us-east-1a", "us-east-1b"],
            ["us-east-1a", "us-east-1b", "us-east-1c"],
        ),
    }),
    "jenkins-efs:storage": fc.record(
        { replicationRegion: fc.constant("ap-southeast-2") },
        { requiredKeys: [] },
    ),
    "jenkins-efs:backup": fc.record({ copyRegion: fc.constant("ap-southeast-2") }, { requiredKeys: [] }),
    "jenkins-efs:auditing": fc.record(
        {
            runbookUrl: text(175).map((path) => `https://git.example.com/${path}r`),
            trailLogGroupName: fc.stringMatching(/^[.\-_/#A-Za-z0-9]{1,512}$/),
            configRecorder: fc.constantFrom("existing", "made"),
            vpcFlowLog: fc.boolean(),
        },
        { requiredKeys: ["configRecorder"] },
    ),
});
const configuration = written.map(({ areaNames: names, ...config }) => ({
    ...config,
    "jenkins-efs:shared": names.map((name) => ({
        name,
        writers: config["jenkins-efs:agents"].slice(0, 1).map((agent) => agent.name),
        readers: "all",
    })),
}));

/** What a program of several environments does, as in examples/two-environments; each has all of the agents. */
async function severalOf(names: readonly string[]): Promise<Record<string, unknown>> {
    const config = readConfig();
    const site = await surveySite(config, names);
    return Object.fromEntries(
        names.map((name) => [name, new Environment(name, { config, site }).outputs.fileSystemId]),
    );
}

/** What the stand-in for AWS says of the texts of what a program registers. */
function faultsIn(resources: readonly Registered[]): string[] {
    const bench = new Bench("us-east-1");
    try {
        return resources
            .filter(({ type }) => type.startsWith("aws:"))
            .flatMap(({ type, name, inputs }) =>
                bench
                    .check(type, name, inputs)
                    .faults.map(({ property, reason }) => `${type} ${name}, ${property}: ${reason}`),
            );
    } finally {
        bench.remove();
    }
}

describe("Names, descriptions and tags", () => {
    it("are such as AWS takes, whatever is configured, or are refused before anything is made", async () => {
        let accepted = 0;
        const environments = fc.option(fc.uniqueArray(ownName, { minLength: 2, maxLength: 2 }), {
            nil: undefined,
        });
        await fc.assert(
            fc.asyncProperty(
                pulumiName,
                pulumiName,
                environments,
                configuration,
                async (project, stack, several, config) => {
                    const existing =
                        several === undefined ? { project } : { project, program: () => severalOf(several) };
                    const registered: Registered[] = [];
                    try {
                        const { resources } = await run(
                            stack,
                            { ...minimal, ...config },
                            existing,
                            registered,
                        );
                        assert.deepEqual(faultsIn(resources), []);
                        const urns = resources.map(({ type, name }) => `${type} ${name}`);
                        assert.deepEqual(
                            urns.filter((one, at) => urns.indexOf(one) !== at),
                            [],
                        );
                        accepted++;
                    } catch (error) {
                        if (!pulumi.RunError.isInstance(error)) throw error;
                        assert.deepEqual(registered, [], "refused, but only after something was made");
                    }
                },
            ),
            { numRuns: 40 },
        );
        assert.ok(accepted > 4, `only ${accepted} configurations were accepted`);
    });

    it("are such as AWS takes, and none is another's, where all are as long as they may be", async () => {
        const [project, stack] = ["p".repeat(20), "s".repeat(18)];
        const environments = ["a-long-web-name1", "a-long-web-name2"];
        const names = ["linux-".padEnd(32, "x"), "linux-".padEnd(32, "y")];
        const { resources } = await run(
            stack,
            {
                ...minimal,
                "jenkins-efs:agents": names.map((name) => ({ name, instanceType: "m7g.large" })),
                "jenkins-efs:auditing": { configRecorder: "existing", vpcFlowLog: true },
                "jenkins-efs:backup": { copyRegion: "ap-southeast-2" },
            },
            { project, program: () => severalOf(environments) },
        );
        assert.equal(`${project}-${stack}-${environments[0]}`.length, 56);
        assert.deepEqual(faultsIn(resources), []);
        // Their names are told apart within their group or plan only.
        const ofAnother = /:(LifecycleHook|Selection|RestoreTestingSelection)$/;
        const given = resources.flatMap(({ type, inputs: { name, region = "" } }) =>
            type.startsWith("aws:") && !ofAnother.test(type) && typeof name === "string"
                ? [`${type} ${region} ${name}`]
                : [],
        );
        assert.ok(given.length > 40, `${given.length} names`);
        assert.deepEqual(
            given.filter((one, at) => given.indexOf(one) !== at),
            [],
        );
    });
});
