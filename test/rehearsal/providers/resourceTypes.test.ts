import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import ts from "typescript";
import { knownInvokes } from "../../../rehearsal/providers/aws/invokes";
import type { Instance } from "../../../rehearsal/providers/aws/resourceType";
import { resourceTypes } from "../../../rehearsal/providers/aws/types";
import { heldTypes } from "../../../rehearsal/providers/aws/types/held";

const sdk = path.dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));

/** `aws:efs/fileSystem:FileSystem` is declared in `efs/fileSystem.d.ts`. */
const declarationOf = (token: string): string =>
    path.join(sdk, `${token.split(":")[1]?.replace(/^index\//, "")}.d.ts`);

interface Declared {
    /** Whether an argument is required, by its name. */
    readonly inputs: Map<string, boolean>;
    readonly outputs: Set<string>;
}

/** The SDK's own view of a type: its `...Args` and `...State` interfaces. */
function declared(token: string): Declared {
    const file = declarationOf(token);
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
    const members = new Map<string, ts.PropertySignature[]>();
    source.forEachChild((node) => {
        if (ts.isInterfaceDeclaration(node)) {
            members.set(node.name.text, node.members.filter(ts.isPropertySignature));
        }
    });
    const className = token.split(":")[2] ?? "";
    const nameOf = (member: ts.PropertySignature): string =>
        ts.isIdentifier(member.name) ? member.name.text : "";
    const of = (suffix: string): ts.PropertySignature[] => members.get(`${className}${suffix}`) ?? [];
    return {
        inputs: new Map(of("Args").map((member) => [nameOf(member), member.questionToken === undefined])),
        outputs: new Set(of("State").map(nameOf)),
    };
}

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
    };
    return { ...base, id: "id" };
}

describe("The stand-in's resource types", () => {
    for (const [token, type] of resourceTypes) {
        it(`${token} has the inputs, outputs and requirements of @pulumi/aws`, () => {
            const { inputs, outputs } = declared(token);
            assert.deepEqual([...type.inputs.keys()].sort(), [...inputs.keys()].sort(), "inputs");
            const required = [...type.inputs].filter(([, input]) => input.required).map(([name]) => name);
            const requiredBySdk = [...inputs].filter(([, isRequired]) => isRequired).map(([name]) => name);
            assert.deepEqual(required.sort(), requiredBySdk.sort(), "required inputs");
            const computed = Object.keys(type.computed(instanceOf(type.inputs.keys())));
            const invented = computed.filter((name) => !outputs.has(name) && !inputs.has(name));
            assert.deepEqual(invented, [], "computed outputs that the SDK does not have");
            const expected = [...outputs].filter(
                (name) => !inputs.has(name) && name !== "tagsAll" && name !== "namePrefix",
            );
            const given = new Set(computed);
            assert.deepEqual(
                expected.filter((name) => !given.has(name)),
                [],
                "outputs",
            );
            assert.equal(type.hasTagsAll, outputs.has("tagsAll"), "tagsAll");
            assert.deepEqual(
                Object.keys(type.defaults).filter((name) => !inputs.has(name)),
                [],
                "defaults",
            );
            assert.ok(
                type.autoName === undefined || inputs.has(type.autoName.property),
                "auto-named property",
            );
        });
    }

    it("have a new region force a new resource, as every regional type of version 7 does", () => {
        const kept = [...resourceTypes.values()].filter(
            ({ inputs }) => inputs.get("region")?.forcesNew === false,
        );
        assert.deepEqual(
            kept.map(({ token }) => token),
            [],
        );
    });

    it("name for every input that keeps another resource in use what type that is", () => {
        for (const { token, holds, inputs } of resourceTypes.values()) {
            for (const property of holds) {
                assert.ok(inputs.has(property), `${token} ${property}`);
                assert.ok(resourceTypes.has(heldTypes[property] ?? ""), `${token} ${property}`);
            }
        }
    });
});

describe("The stand-in's functions", () => {
    for (const token of knownInvokes) {
        it(`${token} is one of @pulumi/aws`, () => {
            assert.ok(existsSync(declarationOf(token)));
            assert.ok(
                readFileSync(declarationOf(token).replace(/\.d\.ts$/, ".js"), "utf8").includes(`"${token}"`),
            );
        });
    }
});
