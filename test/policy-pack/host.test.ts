import assert from "node:assert/strict";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { rules } from "../../policy-pack/rules";
import { fileSystem, template } from "./baseline";
import { type Declared, unknown } from "./plan";
import { analyze, analyzeStack, level } from "./realHost";

const stack: Declared = { type: "pulumi:pulumi:Stack", name: "dev", props: {} };

describe("in the host of @pulumi/policy", () => {
    beforeEach(() => {
        takeWaiting();
    });

    it("a violation is mandatory, and names the rule and the resource", async () => {
        const { diagnosticsList } = await analyze(fileSystem, { kmsKeyId: "arn:aws:kms:us-east-1:1:key/1" });
        const [violation] = diagnosticsList.filter(
            ({ policyname }) => policyname === "efs-file-system-encrypted",
        );
        assert.equal(violation?.enforcementlevel, level.MANDATORY);
        assert.match(
            violation?.message ?? "",
            /^EFS file systems are encrypted at rest\.\nefs-file-system-encrypted: storage: encrypted is absent/,
        );
    });

    it("an unknown key keeps no rule from refusing what is known", async () => {
        const { diagnosticsList } = await analyze(fileSystem, { kmsKeyId: unknown, encrypted: false });
        assert.deepEqual(
            diagnosticsList
                .filter(({ enforcementlevel }) => enforcementlevel === level.MANDATORY)
                .map(({ policyname }) => policyname),
            ["efs-file-system-encrypted"],
        );
    });

    it("no rule ever stops at an unknown value and turns advisory by itself", async () => {
        for (const [declared, props] of [
            [fileSystem, { encrypted: unknown, kmsKeyId: unknown, availabilityZoneName: unknown }],
            [
                template,
                {
                    metadataOptions: unknown,
                    blockDeviceMappings: [unknown],
                    userData: unknown,
                    networkInterfaces: unknown,
                },
            ],
        ] as const) {
            const { diagnosticsList } = await analyze(declared, props);
            assert.deepEqual(
                diagnosticsList.filter(({ message }) => message.includes("during preview")),
                [],
            );
        }
    });

    it("rules about other types are skipped before they are asked", async () => {
        const { notApplicableList } = await analyze(
            { ...fileSystem, type: "random:index/randomId:RandomId" },
            {},
        );
        const typed = rules.filter((rule) => "validateResource" in rule);
        assert.equal(notApplicableList.length, typed.length);
    });

    it("rules across resources are skipped in a stack without the resources that they are about", async () => {
        const { notApplicableList, diagnosticsList } = await analyzeStack([[stack, {}]]);
        assert.deepEqual(diagnosticsList, []);
        assert.equal(notApplicableList.length, rules.filter((rule) => "validateStack" in rule).length);
        for (const { reason } of notApplicableList)
            assert.match(reason, /^Policy only applies to resources of type/);
    });

    it("a rule of both kinds is asked about each resource and about the stack", async () => {
        const { diagnosticsList } = await analyzeStack([
            [stack, {}],
            [
                { type: "aws:ec2/securityGroup:SecurityGroup", name: "mounts", props: {} },
                {
                    id: "sg-1",
                    egress: [{ protocol: "tcp", fromPort: 1, toPort: 1, cidrBlocks: ["10.0.0.0/8"] }],
                },
            ],
            [
                { type: "aws:efs/mountTarget:MountTarget", name: "target", props: {} },
                { securityGroups: ["sg-1"] },
            ],
        ]);
        const [violation] = diagnosticsList.filter(({ policyname }) => policyname === "sg-egress-restricted");
        assert.match(violation?.message ?? "", /guards mount targets/);
        assert.match(violation?.urn ?? "", /::mounts$/);
    });

    it("what preview cannot judge is said in one message that fails nothing, and once only", async () => {
        await analyze(fileSystem, { encrypted: unknown });
        const first = await analyzeStack([[stack, {}]]);
        assert.equal(first.diagnosticsList.length, 1);
        assert.equal(first.diagnosticsList[0]?.enforcementlevel, level.ADVISORY);
        assert.match(
            first.diagnosticsList[0]?.message ?? "",
            /1 verdict\(s\) of 1 control\(s\) wait.*\n {2}efs-file-system-encrypted: storage \(encrypted\)/,
        );
        assert.deepEqual((await analyzeStack([[stack, {}]])).diagnosticsList, []);
    });

    it("a verdict that waited is forgotten once the value is known", async () => {
        await analyze(fileSystem, { encrypted: unknown });
        await analyze(fileSystem, { encrypted: true, kmsKeyId: "arn:aws:kms:us-east-1:1:key/1" });
        assert.deepEqual((await analyzeStack([[stack, {}]])).diagnosticsList, []);
    });

    it("secrets in inputs never reach a message", async () => {
        const { diagnosticsList } = await analyze(template, {
            userData: Buffer.from("#!/bin/bash\nexport DB_PASSWORD='correct-horse-battery'").toString(
                "base64",
            ),
        });
        const [violation] = diagnosticsList.filter(
            ({ policyname }) => policyname === "ec2-user-data-no-secrets",
        );
        assert.ok(violation);
        assert.doesNotMatch(JSON.stringify(diagnosticsList), /correct-horse/);
    });
});
