import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isInternet } from "../../policy-pack/kernel/cidr";
import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { userDataOf } from "../../policy-pack/kernel/userData";
import { rules } from "../../policy-pack/rules";
import * as baseline from "./baseline";
import { hand, judgeHanded } from "./judge";
import { type Declared, declare, of, unknown } from "./plan";

const types = [...Object.values(tokens), ...Object.values(groupTypes)];
const names = rules.map(({ name }) => name);

/** Property names that rules read, so that random values reach the code behind them. */
const vocabulary = [
    ...Object.values(baseline).flatMap((value) => (isDeclared(value) ? Object.keys(value.props) : [])),
    ...[
        "ingress",
        "egress",
        "cidrIpv4",
        "networkInterfaces",
        "inlinePolicies",
        "managedPolicyArns",
        "selectionTags",
        "conditions",
        "notResources",
    ],
    ...[
        "rules",
        "entries",
        "destination",
        "recordingGroup",
        "lifecycle",
        "routes",
        "securityGroups",
        "tagsAll",
        "userDataBase64",
        "exemptions",
    ],
];

function isDeclared(value: unknown): value is Declared {
    return typeof value === "object" && value !== null && "props" in value && "type" in value;
}

const scalar = fc.oneof(
    fc.constantFrom(
        unknown,
        null,
        true,
        false,
        "true",
        "",
        "*",
        "-1",
        "{",
        "[]",
        '{"Statement":7}',
        '{"Statement":[null,{"Effect":"Allow","Action":7}]}',
    ),
    fc.string(),
    fc.double(),
    fc.integer(),
);
const value = fc.letrec((tie) => ({
    any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        scalar,
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...vocabulary), fc.string()), tie("any"), { maxKeys: 4 }),
    ),
})).any;
const resource = fc
    .record({
        type: fc.constantFrom(...types),
        name: fc.constantFrom("a", "b", "c", "d"),
        props: fc.dictionary(fc.constantFrom(...vocabulary), value, { maxKeys: 8 }),
    })
    .map(({ type, name, props }) => declare(type, name, props));

function judgeAll(plan: readonly Declared[]): void {
    for (const moment of ["preview", "update"] as const) {
        const handed = hand(plan, moment);
        for (const name of names) {
            const { violations } = judgeHanded(name, handed);
            const failed = violations.filter((message) => message.includes("the rule failed on it"));
            assert.deepEqual(failed, [], `${name} at ${moment}`);
        }
    }
}

describe("every rule", () => {
    it("judges resources of random shape without failing on any", () => {
        fc.assert(fc.property(fc.array(resource, { minLength: 1, maxLength: 6 }), judgeAll), {
            numRuns: 60,
        });
    });

    it("judges the compliant program with random values in one place without failing", () => {
        const plan = Object.values(baseline).filter(isDeclared);
        const places = plan.flatMap((declared, index) =>
            Object.keys(declared.props).map((property) => [index, property] as const),
        );
        fc.assert(
            fc.property(fc.constantFrom(...places), value, ([place, property], replacement) => {
                judgeAll(
                    plan.map((declared, index) =>
                        index === place
                            ? { ...declared, props: { ...declared.props, [property]: replacement } }
                            : declared,
                    ),
                );
            }),
            { numRuns: 25 },
        );
    });

    it("accepts the compliant program, at preview and in the update, whatever the order of its resources", () => {
        const plan = Object.values(baseline).filter(isDeclared);
        const advisory = rules
            .filter(({ enforcementLevel }) => enforcementLevel === "advisory")
            .map(({ name }) => name);
        const closed = declare(groupTypes.defaultGroup, "closed", { vpcId: of(baseline.vpc, "id") });
        const guard = declare(tokens.vaultPolicy, "guard", {
            backupVaultName: of(baseline.vault, "name"),
            policy: JSON.stringify({
                Statement: {
                    Effect: "Deny",
                    Principal: "*",
                    Resource: "*",
                    Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
                },
            }),
        });
        fc.assert(
            fc.property(
                fc.shuffledSubarray([...plan, closed, guard], { minLength: plan.length + 2 }),
                (shuffled) => {
                    for (const moment of ["preview", "update"] as const) {
                        const handed = hand(shuffled, moment);
                        for (const name of names.filter((candidate) => !advisory.includes(candidate)))
                            assert.deepEqual(judgeHanded(name, handed).violations, [], name);
                    }
                },
            ),
            { numRuns: 20 },
        );
    });
});

describe("user data of any bytes", () => {
    it("is taken apart or reported, never thrown on", () => {
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.string(),
                    fc.uint8Array().map((bytes) => `\u001f\u008b${String.fromCharCode(...bytes)}`),
                    fc.string().map((text) => `#cloud-config\n${text}`),
                ),
                (content) => {
                    const { parts, faults } = userDataOf(
                        Buffer.from(content, "latin1").toString("base64"),
                        "base64",
                    );
                    assert.ok(parts.length > 0 || faults.length > 0 || content.startsWith("#cloud-config"));
                },
            ),
        );
    });
});

describe("the internet", () => {
    it("is any IPv4 block wider than the widest private network, however its address is written", () => {
        const octet = fc.integer({ min: 0, max: 255 });
        fc.assert(
            fc.property(octet, octet, octet, octet, fc.integer({ min: 0, max: 32 }), (a, b, c, d, bits) => {
                assert.equal(isInternet(`${a}.${b}.${c}.${d}/${bits}`), bits < 8);
            }),
        );
    });
});
