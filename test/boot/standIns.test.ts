import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { areaCases } from "../../boot/areas";
import { end } from "../../boot/end";
import { runFaults, startFaults } from "../../boot/faults";
import { health } from "../../boot/health";
import { security } from "../../boot/security";
import { timeline } from "../../boot/timeline";
import { needCommand, run } from "../tools";

const directory = resolve(__dirname, "..", "..", "boot", "standIns", "machine");
const scripts = readdirSync(directory, { withFileTypes: true })
    .filter(
        (entry) =>
            entry.isFile() && readFileSync(join(directory, entry.name), "utf8").startsWith("#!/bin/bash"),
    )
    .map(({ name }) => name);

describe("the boot's stand-ins", () => {
    // Getting a tool on a fresh machine takes its time.

    before(() => {
        needCommand("shellcheck");
        needCommand("shfmt");
    });

    it("are all looked at", () => {
        assert.deepEqual(scripts.sort(), [
            "amazon-cloudwatch-agent-ctl",
            "auditctl",
            "df",
            "dnf",
            "mount.efs",
            "mount.nfs4",
            "rpm",
            "sleep",
            "timeout",
            "update-ca-trust",
        ]);
    });

    scripts.forEach((name) => {
        it(`${name} is clean to shellcheck and shfmt`, () => {
            assert.deepEqual(run("shellcheck", [join(directory, name)]), { status: 0, output: "" });
            assert.deepEqual(run("shfmt", ["-i", "4", "-d", join(directory, name)]), {
                status: 0,
                output: "",
            });
        });
    });
});

describe("the boot's cases", () => {
    it("have titles that --only can tell apart", () => {
        const titles = [
            timeline,
            security,
            ...startFaults,
            ...runFaults,
            ...health,
            ...end,
            ...areaCases,
        ].map(({ title }) => title);
        assert.equal(new Set(titles).size, titles.length);
    });
});
