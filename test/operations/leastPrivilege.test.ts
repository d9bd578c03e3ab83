import assert from "node:assert/strict";
import { allows, assertLeast } from "./leastPrivilege";

const account = "123456789012";
const arn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:agents/linux-1-AbCdEf`;
const policy = [
    { Sid: "Secrets", Effect: "Allow", Action: ["secretsmanager:PutSecretValue"], Resource: [arn] },
] as const;
const call = (action: string) => ({ action, region: "eu-central-1", input: {} });

describe("what holds a command's policy to its calls", () => {
    it("takes a policy that allows what is called, and nothing else", async () => {
        await assertLeast(policy, account, [call("secretsmanager:PutSecretValue")], () => [
            { resource: arn },
        ]);
    });

    it("finds a call that is not allowed, and an action that nothing calls", async () => {
        const other = [call("secretsmanager:PutSecretValue")];
        await assert.rejects(
            assertLeast(policy, account, other, () => [{ resource: arn.replace("linux-1", "linux-2") }]),
            /PutSecretValue on .*linux-2-AbCdEf is not allowed/,
        );
        await assert.rejects(
            assertLeast(policy, account, [], () => []),
            /allowed, and never called/,
        );
    });

    it("asks the evaluator with the facts of the request", async () => {
        const tagged = [{ ...policy[0], Condition: { StringEquals: { "aws:ResourceTag/run": "1" } } }];
        const asked = { resource: arn, context: { "aws:ResourceTag/run": "1" } };
        assert.equal(await allows(tagged, account, "secretsmanager:PutSecretValue", asked), true);
        assert.equal(
            await allows(tagged, account, "secretsmanager:PutSecretValue", { resource: arn }),
            false,
        );
    });
});
