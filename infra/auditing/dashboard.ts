import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboard } from "../documents/dashboard";
import type { Site } from "../site";

/** The dashboard's name, and what its charts look up. */
export interface DashboardArgs {
    readonly site: Site;
    /** `<project>-<environment>`, which the agents' metrics have as a dimension. */
    readonly dashboardName: string;
    readonly fileSystemId: pulumi.Input<string>;
    readonly vaultName: pulumi.Input<string>;
    readonly alarmArns: readonly pulumi.Input<string>[];
    readonly auditNamespace: string;
}

/** One page per environment: alarms, load, storage, backups, agents, and what was refused. */
export class Dashboard extends pulumi.ComponentResource {
    constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Dashboard", name, {}, opts);
        new aws.cloudwatch.Dashboard(
            name,
            {
                dashboardName: args.dashboardName,
                dashboardBody: pulumi
                    .output({
                        fileSystemId: args.fileSystemId,
                        vaultName: args.vaultName,
                        alarmArns: [...args.alarmArns],
                    })
                    .apply((known) =>
                        dashboard({
                            ...known,
                            region: args.site.region,
                            environment: args.dashboardName,
                            auditNamespace: args.auditNamespace,
                        }),
                    ),
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
