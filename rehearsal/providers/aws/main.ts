// The stand-in answers to the version of the SDK whose declarations it follows.
import { version } from "@pulumi/aws/package.json";
import { endWithEngine } from "../endWithEngine";
import { Account } from "./account";
import { serve } from "./server";

async function main(): Promise<void> {
    const folder = process.env.JENKINS_EFS_STANDIN_ACCOUNT;
    if (folder === undefined)
        throw new Error(
            "This is a stand-in for AWS, for rehearsals only: `npm run rehearse` starts it with " +
                "JENKINS_EFS_STANDIN_ACCOUNT set to a scratch folder. For AWS itself, install the official aws plugin.",
        );
    endWithEngine();
    // The engine reads the port from the first line.
    console.log(await serve(new Account(folder), version));
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
