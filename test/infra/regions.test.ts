import assert from "node:assert/strict";
import { interfaceEndpointServices } from "../../infra/config/schema";
import { foreignNames } from "../../rehearsal/providers/aws/foreignNames";
import { minimal, run } from "./program";

describe("The names of a partition", () => {
    for (const region of ["us-gov-west-1", "cn-north-1", "il-central-1"])
        it(`are those of ${region} in every resource there`, async () => {
            const { resources } = await run(
                "test",
                {
                    ...minimal,
                    "aws:region": region,
                    "jenkins-efs:network": { interfaceEndpoints: interfaceEndpointServices },
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
        ])
            assert.equal(foreignNames("cn-north-1", { name }).length, 1, name);
        assert.equal(foreignNames("us-gov-west-1", { name: "logs.cn-north-1.amazonaws.com.cn" }).length, 1);
    });
});
