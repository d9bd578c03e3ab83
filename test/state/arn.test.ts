import assert from "node:assert/strict";
import { partitionOf, usualSuffix } from "../../infra/config/partitions";
import { dnsSuffixOf, parseArn, regionOfArn, vaultIn } from "../../state/arn";

describe("An ARN", () => {
    const logGroup = "arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/kit/agents:*";

    it("is taken apart, with a resource that holds colons itself", () => {
        assert.deepEqual(parseArn(logGroup), {
            partition: "aws-us-gov",
            service: "logs",
            region: "us-gov-west-1",
            account: "111122223333",
            resource: "log-group:/kit/agents:*",
        });
        assert.deepEqual(vaultIn("arn:aws:backup:us-west-2:111122223333:backup-vault:copy"), {
            region: "us-west-2",
            name: "copy",
        });
    });

    it("has no region where a service is global, and says nothing where there is none", () => {
        assert.equal(regionOfArn(logGroup), "us-gov-west-1");
        for (const none of ["arn:aws:iam::111122223333:role/Deployer", "linux-1", "", undefined])
            assert.equal(regionOfArn(none), undefined, none);
        assert.deepEqual([...new Set(Object.values(parseArn("linux-1")))], [""]);
    });
});

describe("What the names of AWS's services end with", () => {
    it("is in the program what it is in the tools", () => {
        for (const region of ["us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
            assert.equal(usualSuffix(region), dnsSuffixOf(partitionOf(region)), region);
    });
});
