import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type SavedQuery, type Sought, savedQueries } from "./queryTexts";

/** Where the queries search, and for which file system and keys. */
export interface QueriesArgs {
    /** First part of the queries' names in the console. */
    readonly environment: string;
    /** The log group of each source. */
    readonly logGroupNames: Readonly<Record<SavedQuery["source"], pulumi.Input<string>>>;
    readonly fileSystemArn: pulumi.Input<string>;
    readonly keyArns: pulumi.Input<readonly string[]>;
}

/** The questions of docs/auditing.md, saved where CloudWatch Logs Insights finds them. */
export class Queries extends pulumi.ComponentResource {
    constructor(name: string, args: QueriesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Queries", name, {}, opts);
        const sought: pulumi.Output<Sought> = pulumi.output({
            fileSystemArn: args.fileSystemArn,
            keyArns: args.keyArns,
        });
        for (const query of savedQueries)
            new aws.cloudwatch.QueryDefinition(
                `${name}-${query.name}`,
                {
                    // The console shows what is before the slash as a folder.
                    name: `${args.environment}/${query.name}`,
                    logGroupNames: [args.logGroupNames[query.source]],
                    queryString: sought.apply(query.text),
                },
                { parent: this },
            );
        this.registerOutputs({});
    }
}
