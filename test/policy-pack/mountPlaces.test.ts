import assert from "node:assert/strict";
import { mountsIn } from "../../policy-pack/mounts/find";
import { remedyFor } from "../../policy-pack/mounts/remedies";

const source = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/";

describe("a mount that is found", () => {
    it("is told by the line on which it stands, or on which another script is started that holds it", () => {
        const at = (...lines: string[]) =>
            mountsIn([{ where: "user data", content: ["#!/bin/bash", ...lines].join("\n") }]).mounts.map(
                ({ line }) => line,
            );
        assert.deepEqual(at("true", `mount -t nfs4 ${source} /mnt`, `mount ${source} /other`), [3, 4]);
        assert.deepEqual(at("m() {", `  mount -t nfs4 ${source} /mnt`, "}", "m"), [3]);
        assert.deepEqual(at("true", `bash -c 'mount -t nfs4 ${source} /mnt'`), [3]);
        const content = `/dev/sda / ext4\n${source} /mnt nfs4 defaults 0 0\n`;
        assert.deepEqual(
            mountsIn([{ where: "/etc/fstab", content }]).mounts.map(({ line }) => line),
            [2],
        );
    });

    it("passes once it is written as the remedy for its place says", () => {
        for (const where of ["mounts", "/etc/fstab", "/etc/auto.efs", "user data", "/a.mount"]) {
            const [, written = ""] = /^(?:Write|Use) (?:- )?(.*)$/.exec(remedyFor(where)) ?? [];
            const plain = where === "mounts" ? written.replace(/[[\]"]/g, "").replace(/, /g, " ") : written;
            const unit = plain.replace(/(?:, | and )/g, "\n");
            const content = where === "/a.mount" ? `[Mount]\n${unit}` : plain.replaceAll("PATH", "/mnt");
            const { mounts } = mountsIn([{ where, content }]);
            assert.deepEqual(
                mounts.map(({ type, options }) => [type, options.filter((one) => one !== "_netdev")]),
                [["efs", ["tls", "iam", "accesspoint=fsap-ID"]]],
                where,
            );
        }
    });
});
