import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { declarationOf, declaringFile } from "../../../rehearsal/providers/aws/declarations";
import { knownInvokes } from "../../../rehearsal/providers/aws/invokes";
import { describeTypes, type Instance } from "../../../rehearsal/providers/aws/resourceType";
import { resourceTypes } from "../../../rehearsal/providers/aws/types";
import { heldTypes } from "../../../rehearsal/providers/aws/types/held";

/** An instance with every input set, so that descriptions compute something for each. */
function instanceOf(inputs: Iterable<string>): Instance {
    const base = {
        inputs: Object.fromEntries([...inputs].map((name) => [name, name])),
        previous: undefined,
        region: "us-east-1",
        accountId: "111122223333",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        hex: (length: number) => "0123456789abcdef0123456789abcdef".slice(0, length),
        arn: (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`,
        globalArn: (service: string, resource: string) => `arn:aws:${service}::111122223333:${resource}`,
        find: () => undefined,
        zoneOfSubnet: () => ({ name: "us-east-1a", id: "use1-az1" }),
        vpcOfSubnet: () => "vpc-0123456789abcdef0",
        addressIn: () => "10.0.0.4",
    };
    return { ...base, id: "id" };
}

describe("The stand-in's resource types", () => {
    for (const [token, type] of resourceTypes)
        it(`${token} computes exactly the outputs of @pulumi/aws that are no inputs`, () => {
            const { inputs, outputs } = declarationOf(token);
            const computed = Object.keys(type.computed(instanceOf(Object.keys(inputs))));
            const invented = computed.filter((name) => !outputs.includes(name) && !(name in inputs));
            assert.deepEqual(invented, [], "computed outputs that the SDK does not have");
            const expected = outputs.filter(
                (name) => !(name in inputs) && name !== "tagsAll" && name !== "namePrefix",
            );
            assert.deepEqual(
                expected.filter((name) => !computed.includes(name)),
                [],
                "outputs",
            );
        });

    it("have the inputs and requirements that the SDK's sources declare", () => {
        const { inputs, outputs } = declarationOf("aws:efs/mountTarget:MountTarget");
        assert.deepEqual(inputs, {
            fileSystemId: true,
            ipAddress: false,
            ipAddressType: false,
            ipv6Address: false,
            region: false,
            securityGroups: false,
            subnetId: true,
        });
        assert.ok(outputs.includes("mountTargetDnsName"));
    });

    it("are refused where the SDK has no such type, or the type no such input", () => {
        const id = () => "id";
        assert.throws(
            () => describeTypes({ "aws:efs/fileSystem:FileSystm": { id } }),
            /declares no FileSystmArgs/,
        );
        for (const spec of [
            { replaces: "encryptd" },
            { holds: "encryptd" },
            { defaults: { encryptd: true } },
        ])
            assert.throws(
                () => describeTypes({ "aws:efs/fileSystem:FileSystem": { id, ...spec } }),
                /FileSystem has no input encryptd in @pulumi\/aws/,
            );
    });

    it("have a new region force a new resource, and no other input that is not said to", () => {
        const [fileSystem] = describeTypes({
            "aws:efs/fileSystem:FileSystem": { id: () => "id", replaces: "encrypted" },
        });
        assert.deepEqual(
            [...(fileSystem?.inputs ?? [])].filter(([, { forcesNew }]) => forcesNew).map(([name]) => name),
            ["encrypted", "region"],
        );
    });

    it("name for every input that keeps another resource in use what type that is", () => {
        for (const { token, holds } of resourceTypes.values()) {
            for (const property of holds)
                assert.ok(resourceTypes.has(heldTypes[property] ?? ""), `${token} ${property}`);
        }
    });
});

describe("The stand-in's functions", () => {
    for (const token of knownInvokes)
        it(`${token} is one of @pulumi/aws`, () => {
            assert.ok(existsSync(declaringFile(token)));
            assert.ok(
                readFileSync(declaringFile(token).replace(/\.d\.ts$/, ".js"), "utf8").includes(`"${token}"`),
            );
        });
});
