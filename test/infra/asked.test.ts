import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import { asked } from "../../infra/asked";

describe("what the program asks of AWS first", () => {
    it("tells a refusal in a sentence, with the call and AWS's words, and no stack", async () => {
        const refused = new Error(
            "invocation of aws:iam/getRole:getRole returned an error: AccessDenied: not authorized to perform iam:GetRole\n",
        );
        const isTold = (error: unknown): boolean =>
            // The engine shows the message alone of such an error.
            RunError.isInstance(error) &&
            /^AWS could not be asked \(aws:iam\/getRole\); nothing was created or changed\. AccessDenied: not authorized to perform iam:GetRole\n/.test(
                error.message,
            );
        await assert.rejects(() => asked(() => Promise.reject(refused)), isTold);
    });

    it("leaves a fault of the program itself as it is, with its stack", async () => {
        const fault = new TypeError("x is undefined");
        await assert.rejects(
            () => asked(() => Promise.reject(fault)),
            (error) => error === fault,
        );
    });
});
