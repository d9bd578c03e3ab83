import assert from "node:assert/strict";
import { rules } from "../../policy-pack/rules";
import { fileSystem, template } from "./baseline";
import { unknown } from "./plan";
import { remediate } from "./realHost";

describe("remediation", () => {
    it("is off unless the configuration asks for it", async () => {
        for (const rule of rules) assert.notEqual(rule.enforcementLevel, "remediate");
        assert.equal(await remediate(undefined, template, {}), undefined);
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

    it("mends nothing of aws-native, whose inputs have other names", async () => {
        const native = { ...template, type: "aws-native:ec2:LaunchTemplate" };
        const data = { launchTemplateData: { metadataOptions: { httpTokens: "optional" } } };
        assert.equal(await remediate("ec2-imdsv2-required", native, data), undefined);
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
