import assert from "node:assert/strict";
import { Evaluator } from "../../proof/account/evaluate";
import type { Principal } from "../../proof/account/principal";
import { account } from "./anyAgents";

const asking: Principal = {
    kind: "plain role",
    name: "reader",
    id: `arn:aws:iam::${account}:role/reader`,
    account,
    policies: [
        {
            name: "own",
            statements: [
                { Sid: "List", Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
                {
                    Sid: "ReadEncrypted",
                    Effect: "Allow",
                    Action: "s3:GetObject",
                    Resource: "*",
                    Condition: { Bool: { "aws:SecureTransport": "true" } },
                },
                {
                    Sid: "KeepOutOfOthers",
                    Effect: "Deny",
                    Action: "s3:GetObject",
                    Resource: "*",
                    Condition: { StringNotEquals: { "aws:PrincipalAccount": account } },
                },
            ],
        },
    ],
    boundary: undefined,
};
const asked = { resource: "arn:aws:s3:::files", account, context: {}, resourcePolicy: undefined };

describe("An answer of the proof's evaluator", () => {
    it("tells what is nearest to allowing what nothing allows, and no denial that was not meant", async () => {
        const { outcome, because } = await new Evaluator().decide(asking, {
            ...asked,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::files/one",
            context: { "aws:SecureTransport": "false" },
        });
        assert.equal(outcome, "no");
        assert.match(because, /nearest: ReadEncrypted of own/);
        assert.doesNotMatch(because, /KeepOutOfOthers/);
    });

    it("is another one for the same resource of another account, which has to let in whom it does not know", async () => {
        const evaluator = new Evaluator();
        const outcomes = [];
        for (const owner of [account, "444455556666"]) {
            const question = { ...asked, account: owner, action: "s3:ListBucket" };
            outcomes.push((await evaluator.decide(asking, question)).outcome);
        }
        assert.deepEqual(outcomes, ["yes", "no"]);
    });
});
