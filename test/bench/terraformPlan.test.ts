import assert from "node:assert/strict";
import { terraformPlan } from "../../bench/terraformPlan";

describe("a state as a plan of Terraform's", () => {
    const urn = (type: string, name: string) => `urn:pulumi:dev::kit::${type}::${name}`;
    const resource = (type: string, name: string, inputs: Readonly<Record<string, unknown>>) => ({
        urn: urn(type, name),
        type,
        custom: true,
        inputs,
    });

    it("makes each AWS resource under Terraform's name for its type, and nothing else", () => {
        const { planned_values, resource_changes } = terraformPlan([
            { urn: urn("jenkins-efs:storage:Storage", "storage"), type: "jenkins-efs:storage:Storage" },
            resource("pulumi:providers:aws", "default", { region: "us-east-1" }),
            resource("aws:efs/fileSystem:FileSystem", "storage", { kmsKeyId: "arn", encrypted: true }),
            resource("aws:efs/mountTarget:MountTarget", "storage b", { __defaults: [], subnetId: "s-1" }),
            resource("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" }),
            resource("aws:cfg/rule:Rule", "drift", { source: { sourceIdentifier: "X" }, tags: ["aB"] }),
        ]);
        const values = {
            "aws_efs_file_system.storage": { kms_key_id: "arn", encrypted: true },
            "aws_efs_mount_target.storage_b": { subnet_id: "s-1" },
            "aws_vpc.network": { cidr_block: "10.0.0.0/16" },
            "aws_config_rule.drift": { source: { source_identifier: "X" }, tags: ["aB"] },
        };
        const { resources } = planned_values.root_module;
        assert.deepEqual(Object.fromEntries(resources.map((made) => [made.address, made.values])), values);
        assert.deepEqual(
            Object.fromEntries(resource_changes.map(({ address, change }) => [address, change.after])),
            values,
        );
    });
});
