import assert from "node:assert/strict";
import { type Properties, unknownValue } from "../../../rehearsal/providers/aws/values";
import { Bench, fileSystem, launchTemplate, mountTarget, role, urn } from "./bench";

describe("The stand-in for AWS, before it creates,", () => {
    let bench: Bench;

    beforeEach(() => {
        bench = new Bench();
    });

    afterEach(() => bench.remove());

    describe("checks what a program asks for, and", () => {
        it("refuses an input that the type does not have", () => {
            const { faults } = bench.check(fileSystem, "storage", { encryptd: true });
            assert.deepEqual(faults, [
                { property: "encryptd", reason: `${fileSystem} has no input encryptd` },
            ]);
        });

        it("refuses a resource without a required input", () => {
            const { faults } = bench.check(mountTarget, "storage", { subnetId: "subnet-0123456789abcdef0" });
            assert.deepEqual(
                faults.map(({ property }) => property),
                ["fileSystemId"],
            );
        });

        it("takes an unknown value for one that is set", () => {
            const { faults } = bench.check(mountTarget, "storage", {
                subnetId: unknownValue,
                fileSystemId: unknownValue,
            });
            assert.deepEqual(faults, []);
        });

        it("refuses a type that it does not know, and says which file to extend", () => {
            assert.throws(
                () => bench.check("aws:sqs/queue:Queue", "queue", {}),
                /does not know aws:sqs\/queue:Queue.*rehearsal\/providers\/aws\/types\//,
            );
        });

        const group = "aws:ec2/securityGroup:SecurityGroup";
        const refused: [what: string, token: string, inputs: Properties, property: string][] = [
            [
                "a description with a letter that AWS does not take",
                group,
                { description: "NFS → agents" },
                "description",
            ],
            ["a description that is too long", group, { description: "n".repeat(256) }, "description"],
            [
                "a text inside a list",
                "aws:backup/plan:Plan",
                { rules: [{}, { ruleName: "a b" }] },
                "rules.ruleName",
            ],
            [
                "a prefix that is too long with what comes after it",
                role,
                { namePrefix: "r".repeat(39), assumeRolePolicy: "{}" },
                "name",
            ],
            ["a tag with AWS's own prefix", fileSystem, { tags: { "AWS:mine": "" } }, "tags"],
            [
                "a tag's value with a letter that AWS does not take",
                fileSystem,
                { tags: { owner: "a,b" } },
                "tags",
            ],
            [
                "a group's tag that is too long",
                "aws:autoscaling/group:Group",
                { minSize: 1, maxSize: 1, tags: [{ key: "owner", value: "o".repeat(257) }] },
                "tags.value",
            ],
            [
                "a dashboard's name, which is not called its name",
                "aws:cloudwatch/dashboard:Dashboard",
                { dashboardName: "a.b", dashboardBody: "{}" },
                "dashboardName",
            ],
            [
                "a bucket that starts as S3 keeps for itself",
                "aws:s3/bucket:Bucket",
                { bucketPrefix: "sthree-ci-" },
                "bucket",
            ],
        ];
        for (const [what, token, inputs, property] of refused)
            it(`refuses ${what}`, () => {
                const { faults } = bench.check(token, "mine", inputs);
                assert.deepEqual(
                    faults.map((fault) => fault.property),
                    [property],
                );
            });

        it("takes texts as long as AWS does, and those that are not known yet", () => {
            for (const [token, inputs] of [
                [group, { description: "n".repeat(255), tags: { ["k".repeat(128)]: "v".repeat(256) } }],
                [group, { description: unknownValue, name: unknownValue, tags: { owner: unknownValue } }],
                [role, { namePrefix: "r".repeat(38), assumeRolePolicy: "{}" }],
                ["aws:cloudwatch/eventRule:EventRule", { description: "d".repeat(512), eventPattern: "{}" }],
            ] as const)
                assert.deepEqual(bench.check(token, "mine", inputs).faults, []);
        });

        it("fills in the official provider's defaults and notes which they are", () => {
            const { inputs } = bench.check("aws:kms/key:Key", "data", { isEnabled: false });
            assert.deepEqual(inputs, {
                bypassPolicyLockoutSafetyCheck: false,
                customerMasterKeySpec: "SYMMETRIC_DEFAULT",
                isEnabled: false,
                keyUsage: "ENCRYPT_DECRYPT",
                __defaults: ["bypassPolicyLockoutSafetyCheck", "customerMasterKeySpec", "keyUsage"],
            });
        });
    });

    describe("names resources as the official provider does: it", () => {
        const nameOf = (token: string, name: string, news: Properties, olds: Properties = {}): unknown =>
            bench.check(token, name, news, olds).inputs.name;

        it("appends seven hexadecimal digits to the logical name", () => {
            assert.match(String(nameOf(launchTemplate, "agent-linux", {})), /^agent-linux-[0-9a-f]{7}$/);
        });

        it("keeps a name that the program gives", () => {
            assert.equal(nameOf(launchTemplate, "agent-linux", { name: "mine" }), "mine");
        });

        it("keeps its own name over updates", () => {
            const { inputs } = bench.check(launchTemplate, "agent-linux", {});
            const again = bench.aws.check(
                urn(launchTemplate, "agent-linux"),
                inputs,
                {},
                new Uint8Array([9]),
            );
            assert.equal(again.inputs.name, inputs.name);
        });

        it("gives a new name when the program stops giving one", () => {
            assert.match(
                String(nameOf(launchTemplate, "agent-linux", {}, { name: "mine", __defaults: [] })),
                /^agent-linux-[0-9a-f]{7}$/,
            );
        });

        it("leaves the name to AWS for a prefix, and does not know it before", () => {
            const { inputs } = bench.check(role, "agent", { namePrefix: "agent-", assumeRolePolicy: "{}" });
            assert.equal(inputs.name, undefined);
            const preview = bench.aws.create(urn(role, "agent"), inputs, true);
            assert.equal(preview.outputs.name, unknownValue);
            const { id, outputs } = bench.aws.create(urn(role, "agent"), inputs, false);
            assert.match(id, /^agent-\d{14}[0-9a-f]{12}$/);
            assert.equal(outputs.name, id);
        });

        it("puts alias/ before a key's alias, and writes a bucket in lower case", () => {
            assert.match(
                String(nameOf("aws:kms/alias:Alias", "data", { targetKeyId: "k" })),
                /^alias\/data-[0-9a-f]{7}$/,
            );
            assert.match(
                String(bench.check("aws:s3/bucket:Bucket", "Trail", {}).inputs.bucket),
                /^trail-[0-9a-f]{7}$/,
            );
        });

        it("refuses a name that is longer than AWS takes", () => {
            const { faults } = bench.check(role, "r".repeat(57), { assumeRolePolicy: "{}" });
            assert.match(faults[0]?.reason ?? "", /has 65 characters and AWS takes 64/);
        });

        it("refuses a name that AWS does not take, even its own", () => {
            const { faults } = bench.check("aws:backup/restoreTestingPlan:RestoreTestingPlan", "restore", {
                recoveryPointSelection: {},
                scheduleExpression: "cron(0 5 ? * * *)",
            });
            assert.match(faults[0]?.reason ?? "", /AWS does not take "restore-/);
        });
    });
});
