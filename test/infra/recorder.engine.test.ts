import assert from "node:assert/strict";
import { join } from "node:path";
import { Workspace } from "../../rehearsal/engine/workspace";

describe("An account without the AWS Config recorder that the configuration names", () => {
    it("is told by the key, before anything is made", async () => {
        const workspace = await Workspace.create({
            program: join(__dirname, "..", ".."),
            stack: "prod",
            config: { "jenkins-efs:auditing": { configRecorderName: "of-another-account" } },
        });
        try {
            const { succeeded, events } = await workspace.up();
            assert.equal(succeeded, false);
            const told = events.map(({ diagnosticEvent }) => diagnosticEvent);
            assert.match(
                told.find((event) => event?.urn?.endsWith("::auditing.configRecorderName"))?.message ?? "",
                /resource 'of-another-account' does not exist/,
            );
            assert.deepEqual(workspace.account.all(), []);
        } finally {
            workspace.dispose();
        }
    });
});
