import * as pulumi from "@pulumi/pulumi";

/**
 * What the program asks of AWS before it makes anything.
 * @throws RunError in a sentence where the provider cannot ask or AWS refuses, for which the SDK throws a stack
 */
export async function asked<T>(look: () => Promise<T>): Promise<T> {
    try {
        return await look();
    } catch (error) {
        const [, call, said] =
            /invocation of (\S+?):\w+ returned an error: (.*)/s.exec(
                error instanceof Error ? error.message : "",
            ) ?? [];
        if (call === undefined || said === undefined) throw error;
        throw new pulumi.RunError(
            `AWS could not be asked (${call}); nothing was created or changed. ${said.trim()}\n` +
                "The stack's region is pulumi config get aws:region, and who asks: aws sts get-caller-identity.",
        );
    }
}
