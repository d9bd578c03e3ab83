import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationFaults, fileFaults } from "../../policy-pack/configuration";
import { runCommandFile } from "../commands";

const folder = join(__dirname, "..", "..", "policy-pack", "config");
const now = new Date("2026-06-01T12:00:00Z");
const encrypted = "efs-file-system-encrypted";
const exempt = (entry: unknown) => ({ [encrypted]: { exemptions: [entry] } });
const exemption = { name: "legacy-*", reason: "restored into a new one in July", expires: "2026-08-31" };

describe("a configuration of the pack", () => {
    for (const file of readdirSync(folder))
        it(`is right in ${file}, as shipped`, () => {
            assert.deepEqual(fileFaults(readFileSync(join(folder, file), "utf8"), now), []);
        });

    const right: Readonly<Record<string, unknown>> = {
        "a level for every rule": { all: "advisory" },
        "a level for one rule": { [encrypted]: "mandatory" },
        "remediation where a rule can": { [encrypted]: "remediate" },
        "a setting": { "kms-key-deletion-window": { minimumDays: 7 } },
        "a level with a setting": {
            "kms-key-deletion-window": { enforcementLevel: "advisory", minimumDays: 7 },
        },
        "an exemption": exempt(exemption),
        "an exemption that ends today": exempt({ ...exemption, expires: "2026-06-01" }),
        "a level for the summary of previews": { "preview-coverage": "disabled" },
    };
    for (const [title, configuration] of Object.entries(right))
        it(`may have ${title}`, () => assert.deepEqual(configurationFaults(configuration, now), []));

    const wrong: Readonly<Record<string, readonly [unknown, RegExp]>> = {
        "a list in place of an object": [[], /not a JSON object/],
        "a misspelt rule": [
            { "efs-file-system-encripted": "mandatory" },
            /is no rule of this pack\. Did you mean "efs-file-system-encrypted"/,
        ],
        "a rule of another pack": [{ "s3-no-public-read": "mandatory" }, /is no rule of this pack\.$/],
        "a rule named like a property that every object has": [{ constructor: "mandatory" }, /is no rule/],
        "a level that does not exist": [
            { [encrypted]: "error" },
            /allowed are advisory, mandatory, remediate, disabled/,
        ],
        "a level that is no text": [{ all: true }, /"all" has the level true/],
        "remediation where a rule cannot": [{ "kms-key-enabled": "remediate" }, /cannot remediate/],
        "a wrong level beside a setting": [
            { "kms-key-deletion-window": { enforcementLevel: "on" } },
            /has the level "on"/,
        ],
        "a setting that does not exist": [
            { "kms-key-deletion-window": { days: 7 } },
            /no setting "days"; it has minimumDays, exemptions/,
        ],
        "a number out of bounds": [
            { "kms-key-deletion-window": { minimumDays: 31 } },
            /whole number from 7 to 30/,
        ],
        "a number as text": [{ "kms-key-deletion-window": { minimumDays: "7" } }, /minimumDays is "7"/],
        "a text in place of a list": [{ "required-tags": { requiredTags: "owner" } }, /wanted is a list/],
        "a list of the wrong things": [
            { "efs-file-system-key-is-governed": { allowedKeyArns: ["alias/data"] } },
            /allowedKeyArns\[0\] is "alias\/data"; wanted is a text like \^arn:/,
        ],
        "a text in place of a switch": [{ "vpc-flow-logs-enabled": { required: "yes" } }, /true or false/],
        "an exemption without a reason": [exempt({ name: "a", expires: "2026-08-31" }), /has no reason/],
        "an exemption with a thin reason": [
            exempt({ ...exemption, reason: "later" }),
            /at least 10 characters/,
        ],
        "an exemption without a day": [exempt({ name: "a", reason: exemption.reason }), /has no expires/],
        "an exemption of nothing": [
            exempt({ reason: exemption.reason, expires: "2026-08-31" }),
            /neither urn nor name/,
        ],
        "an exemption with something else": [
            exempt({ ...exemption, owner: "me" }),
            /has "owner"; known are urn, name, reason, expires/,
        ],
        "an exemption until a word": [exempt({ ...exemption, expires: "summer" }), /a text like/],
        "an exemption until a day that does not exist": [
            exempt({ ...exemption, expires: "2026-06-31" }),
            /does not exist/,
        ],
        "an exemption that is over": [
            exempt({ ...exemption, expires: "2026-05-31" }),
            /expired on 2026-05-31/,
        ],
        "an exemption for longer than a year": [
            exempt({ ...exemption, expires: "2027-06-30" }),
            /more than a year/,
        ],
        "an exemption that is no object": [exempt("legacy"), /wanted is an object/],
    };
    for (const [title, [configuration, message]] of Object.entries(wrong))
        it(`is refused for ${title}`, () => {
            const faults = configurationFaults(configuration, now);
            assert.ok(
                faults.some((fault) => message.test(fault)),
                faults.join("\n") || "it was accepted",
            );
        });

    it("reports every fault at once", () => {
        assert.equal(
            configurationFaults({ all: "x", nonsense: "mandatory", "required-tags": { tags: [] } }, now)
                .length,
            3,
        );
    });

    it("is checked by a command that fails on the first wrong file and names it", async () => {
        const scratch = mkdtempSync(join(tmpdir(), "policy-config-"));
        const file = join(scratch, "wrong.json");
        writeFileSync(file, '{"efs-file-system-encripted": "mandatory"}');
        const command = join("policy-pack", "tools", "checkConfig.ts");
        const wrongRun = await runCommandFile(command, join(folder, "dev.json"), file);
        const rightRun = await runCommandFile(command, join(folder, "dev.json"));
        rmSync(scratch, { recursive: true });
        assert.equal(wrongRun.status, 1);
        assert.match(wrongRun.stderr, /wrong\.json: .*Did you mean/);
        assert.equal(rightRun.status, 0, rightRun.stderr);
        assert.equal(fileFaults("{", now).length, 1);
    });
});
