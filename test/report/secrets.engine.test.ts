import assert from "node:assert/strict";
import { sightingsIn } from "../../proof/canaries/search";
import { renderPage } from "../../report/render";
import type { Export } from "../../state/exported";
import { checked, redacted } from "../../state/read";
import { changedReport, prodReport, set } from "./fixture";

/** As the engine writes a secret: @pulumi/pulumi/runtime/rpc, specialSigKey and specialSecretSig. */
const secret = (content: Readonly<Record<string, string>>) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...content,
});

const canaries = ["encrypted", "laid-open"].map((standsFor) => ({
    standsFor,
    value: `CANARY-${standsFor}-5f1d0c`,
}));
const [encrypted = "", laidOpen = ""] = canaries.map(({ value }) => value);

/** Secrets where no report looks, and in what it prints. */
function plant(state: Export): void {
    set(state, "pulumi:pulumi:Stack", {
        password: secret({ ciphertext: encrypted }),
        nested: { list: [secret({ plaintext: JSON.stringify(laidOpen) })] },
    });
    set(state, "aws:efs/fileSystem:FileSystem", { name: secret({ plaintext: JSON.stringify(laidOpen) }) });
    set(state, "aws:backup/vault:Vault", { name: secret({ ciphertext: encrypted }) });
    set(state, "aws:ec2/launchTemplate:LaunchTemplate", {
        userData: secret({ plaintext: JSON.stringify(`#!/bin/sh\nexport TOKEN=${laidOpen}`) }),
    });
}

describe("The secrets of a state", () => {
    before(() => prodReport());

    it("reach neither the page nor the JSON, be they encrypted or laid open by --show-secrets", async () => {
        const report = await changedReport(plant);
        for (const [place, text] of [
            ["page", renderPage(report)],
            ["json", JSON.stringify(report)],
        ] as const) {
            assert.deepEqual(sightingsIn(place, text, canaries), []);
            assert.ok(text.includes(redacted), "what the report prints was planted");
        }
    });

    it("are taken out wherever they are nested", () => {
        const state = {
            deployment: { resources: [{ outputs: [[{ a: secret({ plaintext: laidOpen }) }]] }] },
        };
        assert.ok(!JSON.stringify(checked(state, "a state")).includes(laidOpen));
    });
});
