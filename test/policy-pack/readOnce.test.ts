import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { readEachTime, readOnce } from "../../policy-pack/kernel/readOnce";
import { fileSystem } from "./baseline";
import type { Declared } from "./plan";
import { analyze, analyzeStack } from "./realHost";

const { Struct } = createRequire(__filename)("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { prototype: { toJavaScript(): unknown } };
};

const group: Declared = { type: "aws:ec2/securityGroup:SecurityGroup", name: "mounts", props: {} };
const target: Declared = { type: "aws:efs/mountTarget:MountTarget", name: "target", props: {} };
const admitting = (cidr: string) => [{ protocol: "tcp", fromPort: 2049, toPort: 2049, cidrBlocks: [cidr] }];

/** A stack whose mount target is guarded by a group with these egress rules. */
const stackWith = (egress: readonly unknown[]) =>
    analyzeStack([
        [group, { id: "sg-1", egress }],
        [target, { securityGroups: ["sg-1"] }],
    ]);

/** Counts how often the host reads a message while something runs. */
async function readings(run: () => Promise<unknown>): Promise<number> {
    const { toJavaScript } = Struct.prototype;
    let count = 0;
    Struct.prototype.toJavaScript = function (this: unknown) {
        count += 1;
        return toJavaScript.call(this);
    };
    try {
        await run();
        return count;
    } finally {
        Struct.prototype.toJavaScript = toJavaScript;
    }
}

describe("reading each resource once", () => {
    beforeEach(() => {
        takeWaiting();
        readOnce();
    });

    afterEach(readEachTime);

    it("the host reads a resource once, however many rules look at it, and a stack likewise", async () => {
        assert.equal(await readings(() => analyze(fileSystem, { encrypted: true })), 1);
        assert.equal(await readings(() => analyzeStack([[fileSystem, { encrypted: true }]])), 1);
        readEachTime();
        assert.ok((await readings(() => analyze(fileSystem, { encrypted: true }))) > 10);
    });

    it("every verdict is the one that reading anew for each rule gives", async () => {
        const ask = async () => [await analyze(fileSystem, {}), await stackWith(admitting("0.0.0.0/0"))];
        const shared = await ask();
        assert.ok(shared.every(({ diagnosticsList }) => diagnosticsList.length > 0));
        readEachTime();
        assert.deepEqual(shared, await ask());
    });

    it("another message about the same stack is judged for itself", async () => {
        const names = async (egress: readonly unknown[]) =>
            (await stackWith(egress)).diagnosticsList.map(({ policyname }) => policyname);
        assert.ok((await names(admitting("0.0.0.0/0"))).includes("sg-egress-restricted"));
        assert.ok(!(await names([])).includes("sg-egress-restricted"));
    });
});
