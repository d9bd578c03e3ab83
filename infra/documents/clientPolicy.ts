import { policyDocument, type Statement } from "./document";

/** Lets a role mount one access point of a file system, to read and to write, over a mount target only. */
export const mountStatement = (fileSystemArn: string, accessPointArn: string): Statement => ({
    Sid: "MountOwnAccessPoint",
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: fileSystemArn,
    Condition: {
        StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn },
        Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" },
    },
});

/** All that a client needs that is no agent: the file system's own policy allows nothing. */
export const clientPolicy = (fileSystemArn: string, accessPointArn: string): string =>
    policyDocument(mountStatement(fileSystemArn, accessPointArn));
