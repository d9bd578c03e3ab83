import * as assert from "node:assert/strict";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { previewCoverage } from "../../policy-pack/previewCoverage";
import { rules } from "../../policy-pack/rules";
import { fileSystem, template } from "./baseline";
import { type Declared, hosted, unknown } from "./plan";

/*
 * The functions with which @pulumi/policy answers the engine. They have no types, because they are internal; the pack
 * relies on how they behave, so an upgrade that changes it has to fail here.
 */
const analyzer = require("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun, makeRemediateRpcFun } = require("@pulumi/policy/server");

interface Diagnostic {
    readonly policyname: string;
    readonly message: string;
    readonly enforcementlevel: number;
    readonly urn: string;
}

interface Response {
    readonly diagnosticsList: readonly Diagnostic[];
    readonly notApplicableList: readonly { readonly policyName: string; readonly reason: string }[];
}

const level = analyzer.EnforcementLevel;
const policies = [...rules, previewCoverage];

function ask(
    make: (...args: unknown[]) => (call: unknown, callback: (error: unknown, reply: unknown) => void) => void,
    request: unknown,
    list: readonly unknown[] = policies,
) {
    return new Promise<{
        toObject(): Response;
        getRemediationsList?(): { getProperties(): { toJavaScript(): Record<string, unknown> } }[];
    }>((resolve, reject) => {
        make(
            "jenkins-efs",
            "0.0.0",
            "mandatory",
            list,
        )({ request }, (error, reply) => {
            if (error) reject(error);
            else resolve(reply as never);
        });
    });
}

function fill(
    request: { [method: string]: (value: unknown) => void },
    declared: Declared,
    props: Record<string, unknown>,
): unknown {
    const { urn } = hosted(declared, "update", false);
    request.setType?.(declared.type);
    request.setUrn?.(urn);
    request.setName?.(declared.name);
    request.setProperties?.(Struct.fromJavaScript(props));
    const options = new analyzer.AnalyzerResourceOptions();
    options.setProtect(declared.protect ?? false);
    request.setOptions?.(options);
    return request;
}

async function analyze(declared: Declared, props: Record<string, unknown>): Promise<Response> {
    return (await ask(makeAnalyzeRpcFun, fill(new analyzer.AnalyzeRequest(), declared, props))).toObject();
}

async function analyzeStack(
    resources: readonly (readonly [Declared, Record<string, unknown>])[],
): Promise<Response> {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
        resources.map(([declared, props]) => fill(new analyzer.AnalyzerResource(), declared, props)),
    );
    return (await ask(makeAnalyzeStackRpcFun, request)).toObject();
}

const stack: Declared = { type: "pulumi:pulumi:Stack", name: "dev", props: {} };

describe("in the host of @pulumi/policy", () => {
    beforeEach(() => {
        takeWaiting();
    });

    it("a breach is mandatory, and names the rule and the resource", async () => {
        const { diagnosticsList } = await analyze(fileSystem, { kmsKeyId: "arn:aws:kms:us-east-1:1:key/1" });
        const [breach] = diagnosticsList.filter(
            ({ policyname }) => policyname === "efs-file-system-encrypted",
        );
        assert.equal(breach?.enforcementlevel, level.MANDATORY);
        assert.match(
            breach?.message ?? "",
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
        const [breach] = diagnosticsList.filter(({ policyname }) => policyname === "sg-egress-restricted");
        assert.match(breach?.message ?? "", /guards mount targets/);
        assert.match(breach?.urn ?? "", /::mounts$/);
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
        const [breach] = diagnosticsList.filter(
            ({ policyname }) => policyname === "ec2-user-data-no-secrets",
        );
        assert.ok(breach);
        assert.doesNotMatch(JSON.stringify(diagnosticsList), /correct-horse/);
    });
});

describe("remediation", () => {
    async function remediate(name: string, declared: Declared, props: Record<string, unknown>) {
        const rule = rules.find((candidate) => candidate.name === name) as ResourceValidationPolicy;
        const reply = await ask(makeRemediateRpcFun, fill(new analyzer.AnalyzeRequest(), declared, props), [
            { ...rule, enforcementLevel: "remediate" },
        ]);
        return reply.getRemediationsList?.()[0]?.getProperties().toJavaScript();
    }

    it("is off unless the configuration asks for it", async () => {
        for (const rule of rules) assert.notEqual(rule.enforcementLevel, "remediate");
        const reply = await ask(makeRemediateRpcFun, fill(new analyzer.AnalyzeRequest(), template, {}));
        assert.deepEqual(reply.getRemediationsList?.(), []);
    });

    it("requires IMDSv2 and keeps the other options, known or not", async () => {
        assert.deepEqual(await remediate("ec2-imdsv2-required", template, { imageId: unknown }), {
            imageId: unknown,
            metadataOptions: { httpTokens: "required" },
        });
        assert.deepEqual(
            await remediate("ec2-imdsv2-required", template, {
                metadataOptions: { httpTokens: "optional", httpEndpoint: unknown },
            }),
            {
                metadataOptions: { httpTokens: "required", httpEndpoint: unknown },
            },
        );
        assert.equal(
            await remediate("ec2-imdsv2-required", template, { metadataOptions: { httpTokens: "required" } }),
            undefined,
        );
        assert.equal(
            await remediate("ec2-imdsv2-required", template, { metadataOptions: unknown }),
            undefined,
        );
    });

    it("takes public addresses away, as text in templates and as a boolean on instances", async () => {
        assert.deepEqual(
            await remediate("ec2-no-public-ip", template, {
                networkInterfaces: [{ associatePublicIpAddress: "true", deviceIndex: 0 }],
            }),
            {
                networkInterfaces: [{ associatePublicIpAddress: "false", deviceIndex: 0 }],
            },
        );
        const instance = { ...template, type: "aws:ec2/instance:Instance" };
        assert.deepEqual(await remediate("ec2-no-public-ip", instance, { associatePublicIpAddress: true }), {
            associatePublicIpAddress: false,
        });
        assert.equal(await remediate("ec2-no-public-ip", instance, {}), undefined);
    });

    it("encrypts the disks of templates, and leaves those of instances, which it would replace", async () => {
        const props = { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 8 } }] };
        assert.deepEqual(await remediate("ec2-ebs-encrypted-customer-key", template, props), {
            blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 8, encrypted: "true" } }],
        });
        const instance = { ...template, type: "aws:ec2/instance:Instance" };
        assert.equal(
            await remediate("ec2-ebs-encrypted-customer-key", instance, {
                rootBlockDevice: { volumeSize: 8 },
            }),
            undefined,
        );
    });

    it("encrypts a file system only where the engine would refuse to replace one that exists", async () => {
        assert.deepEqual(
            await remediate(
                "efs-file-system-encrypted",
                { ...fileSystem, protect: true },
                { kmsKeyId: unknown },
            ),
            { kmsKeyId: unknown, encrypted: true },
        );
        assert.equal(await remediate("efs-file-system-encrypted", fileSystem, {}), undefined);
        assert.equal(
            await remediate(
                "efs-file-system-encrypted",
                { ...fileSystem, protect: true },
                { encrypted: false },
            ),
            undefined,
        );
    });
});
