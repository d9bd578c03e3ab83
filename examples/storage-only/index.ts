import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AccessPoint } from "../../infra/accessPoint";
import { Storage } from "../../infra/storage";

// Key, network and backup plan are there already; the file system and what guards it are the kit's.
const config = new pulumi.Config();
const subnets = config.requireObject<Record<string, string>>("subnets");
const vpcId = config.require("vpcId");
const tags = {
    project: pulumi.getProject(),
    environment: pulumi.getStack(),
    owner: config.require("owner"),
    "managed-by": "pulumi",
} as const;

// Nothing but the groups that are named below reaches the mount targets. policies.json names them to the policy pack.
const renderers = new aws.ec2.SecurityGroup("renderers", { vpcId, description: "What renders", tags });

const storage = new Storage("storage", {
    keyArn: config.require("keyArn"),
    vpcId,
    subnets: Object.entries(subnets).map(([zone, subnetId]) => ({ zone, subnetId })),
    clientSecurityGroupIds: {
        renderers: renderers.id,
        workstations: config.require("workstationSecurityGroupId"),
    },
    tags,
});

// Each client mounts through an access point, as a role that is allowed to: the file system refuses all others.
const renderer = new AccessPoint("renderer", { fileSystem: storage.fileSystem, tags });
new aws.iam.RolePolicy("renderer", {
    role: config.require("rendererRoleName"),
    policy: renderer.clientPolicy,
});

new aws.backup.Selection("storage", {
    planId: config.require("backupPlanId"),
    iamRoleArn: config.require("backupRoleArn"),
    resources: [storage.fileSystem.arn],
});

/** For mounting, with TLS and IAM: `mount -t efs -o tls,iam,accesspoint=ACCESS_POINT_ID FILE_SYSTEM_ID:/ PATH`. */
export const fileSystemId = storage.fileSystem.id;
/** The renderer's. */
export const accessPointId = renderer.accessPoint.id;
