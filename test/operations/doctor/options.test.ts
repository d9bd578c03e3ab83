import assert from "node:assert/strict";
import { UsageError } from "../../../cli/commandLine";
import { parseOptions } from "../../../operations/doctor/options";

describe("The options of npm run doctor", () => {
    it("name any number of roles and users who may by intention, and nobody by default", () => {
        const role = "arn:aws:iam::111122223333:role/people/Admin";
        const user = "arn:aws-cn:iam::111122223333:user/ann@example.com";
        assert.deepEqual(parseOptions(["--stack", "dev", "--expect", role, "--expect", user]).intended, [
            role,
            user,
        ]);
        assert.deepEqual(parseOptions(["--stack", "dev"]).intended, []);
    });

    it("take no name, no session and no account for a role or user", () => {
        for (const name of [
            "Admin",
            "arn:aws:sts::111122223333:assumed-role/Admin/ann",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:role/*",
        ])
            assert.throws(
                () => parseOptions(["--stack", "dev", "--expect", name]),
                (error) => error instanceof UsageError && error.message.startsWith(`--expect ${name}: give`),
            );
    });
});
