import assert from "node:assert/strict";
import { minimal, type Run, run } from "./program";

/** Who uses the logs key, as its policy says it. */
const uses = (stack: Run) =>
    JSON.parse(String(stack.get("aws:kms/key:Key", "key-logs").inputs.policy))
        .Statement.filter(({ Sid }: { Sid: string }) => Sid !== "Administer")
        .map(({ Effect, Resource, ...use }: Record<string, unknown>) => use) as { readonly Sid: string }[];

describe("the logs key", () => {
    it("serves no trail that is not made here, and AWS Config and flow logs only where they deliver here", async () => {
        const adopting = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": {
                trailLogGroupName: "organisation-trail",
                configRecorder: "made",
                vpcFlowLog: true,
            },
        });
        const sids = uses(adopting).map(({ Sid }) => Sid);
        assert.deepEqual(
            sids.filter((sid) => /^Encrypt|^Describe/.test(sid)),
            ["EncryptByConfig", "EncryptByFlowLogs"],
        );
        assert.doesNotMatch(JSON.stringify(uses(adopting)), /log-group:\/jenkins-efs\/test\/trail/);
    });
});
