import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Storage } from "../../infra/storage";

// Key, network, clients and backup plan are there already; the file system and what guards it are the kit's.
const config = new pulumi.Config();
const subnets = config.requireObject<Record<string, string>>("subnets");

const storage = new Storage("storage", {
    keyArn: config.require("keyArn"),
    vpcId: config.require("vpcId"),
    subnets: Object.entries(subnets).map(([zone, subnetId]) => ({ zone, subnetId })),
    agentSecurityGroupId: config.require("clientSecurityGroupId"),
    tags: {
        project: pulumi.getProject(),
        environment: pulumi.getStack(),
        owner: config.require("owner"),
        "managed-by": "pulumi",
    },
});

new aws.backup.Selection("storage", {
    planId: config.require("backupPlanId"),
    iamRoleArn: config.require("backupRoleArn"),
    resources: [storage.fileSystem.arn],
});

/** For mounting: what clients need besides their own access point. */
export const fileSystemId = storage.fileSystem.id;
