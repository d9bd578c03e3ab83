import assert from "node:assert/strict";
import { interfaceEndpointServices } from "../../infra/config/endpointServices";
import { conformancePack, managedRules } from "../../infra/documents/conformancePack";
import { missingRules } from "../../infra/documents/missingRules";
import { foreignNames } from "../../rehearsal/providers/aws/foreignNames";
import { Bench } from "../rehearsal/providers/bench";
import { minimal, run } from "./program";

describe("The names of a partition", () => {
    for (const region of ["us-gov-west-1", "cn-north-1", "il-central-1"])
        it(`are those of ${region} in every resource there`, async () => {
            const { resources } = await run(
                "test",
                {
                    ...minimal,
                    "aws:region": region,
                    "jenkins-efs:network": {
                        // CodeArtifact is in none of these regions.
                        interfaceEndpoints: interfaceEndpointServices.filter(
                            (name) => !/^codeartifact/.test(name),
                        ),
                    },
                },
                { region },
            );
            assert.ok(resources.length > 50);
            assert.deepEqual(
                resources.flatMap(({ name, inputs }) =>
                    foreignNames(region, inputs).map((fault) => `${name}: ${fault}`),
                ),
                [],
            );
        });

    it("are told from another partition's by the stand-in", () => {
        for (const name of [
            "arn:aws:s3:::x",
            "logs.cn-north-1.amazonaws.com",
            "com.amazonaws.cn-north-1.monitoring",
            "cn.com.amazonaws.cn-north-1.kms",
            "com.amazonaws.cn-north-1.ecr.dkr",
            "com.amazonaws.cn-north-1.codeartifact.api",
        ])
            assert.equal(foreignNames("cn-north-1", { name }).length, 1, name);
        assert.equal(foreignNames("us-gov-west-1", { name: "logs.cn-north-1.amazonaws.com.cn" }).length, 1);
    });
});

describe("The conformance pack", () => {
    const token = "aws:cfg/conformancePack:ConformancePack";
    const governed = { dataKeyArn: "", agentsKeyArn: "", keyIds: [], fileSystemId: "", environment: "" };
    const everywhere = conformancePack({ ...governed, region: "us-east-1" });

    it("has every rule where the region has, and says of a region what it lacks", () => {
        const known = managedRules(governed).map(({ identifier }) => identifier);
        for (const rule of known) assert.ok(everywhere.includes(`SourceIdentifier: ${rule}`), rule);
        assert.deepEqual(missingRules("us-east-1"), []);
        assert.deepEqual(missingRules("us-gov-west-1"), [
            "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
            "ENCRYPTED_VOLUMES",
        ]);
        assert.deepEqual(
            missingRules("ap-east-2").filter((rule) => !known.includes(rule)),
            [],
            "the table names rules of the pack only",
        );
    });

    for (const region of ["us-gov-west-1", "il-central-1", "cn-north-1"])
        it(`is refused by the stand-in in ${region} with every rule, and taken as the program makes it there`, async () => {
            const bench = new Bench(region);
            try {
                const create = (templateBody: unknown) =>
                    bench.create(token, "pack", { name: "pack", region, templateBody });
                assert.throws(
                    () => create(everywhere),
                    /CREATE_FAILED: AWS Config has no managed rule EFS_\w+ in/,
                );
                const { all } = await run("test", { ...minimal, "aws:region": region }, { region });
                create(all(token)[0]?.inputs.templateBody);
            } finally {
                bench.remove();
            }
        });
});
