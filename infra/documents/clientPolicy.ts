import { policyDocument, type Statement } from "./document";

const read = "elasticfilesystem:ClientMount";
const write = "elasticfilesystem:ClientWrite";

/** Lets a role mount access points of a file system over a mount target only. */
const mount = (
    Sid: string,
    Action: Statement["Action"],
    fileSystemArn: string,
    accessPointArns: string | readonly string[],
): Statement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: fileSystemArn,
    Condition: {
        StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArns },
        Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" },
    },
});

/** Lets a role mount its own access point of a file system, to read and to write. */
export const mountStatement = (fileSystemArn: string, accessPointArn: string): Statement =>
    mount("MountOwnAccessPoint", [read, write], fileSystemArn, accessPointArn);

/**
 * Lets a role read what was restored, and not change it.
 * @param Sid letters and digits that no other statement of the role's policy has
 */
export const readRestoredStatement = (
    Sid: string,
    fileSystemArn: string,
    accessPointArn: string,
): Statement => mount(Sid, read, fileSystemArn, accessPointArn);

/** All that a client needs that is no agent: the file system's own policy allows nothing. */
export const clientPolicy = (fileSystemArn: string, accessPointArn: string): string =>
    policyDocument(mountStatement(fileSystemArn, accessPointArn));

/** ARNs of the access points of the areas that an agent has. */
export interface AreaReach {
    readonly write: readonly string[];
    readonly read: readonly string[];
}

/**
 * What a role may do in shared areas, for a policy of their own: they are up to 20, and a managed policy takes 6,144
 * characters. Without ClientWrite EFS itself refuses every change; the denial keeps it so whatever else is attached.
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export function areasPolicy(fileSystemArn: string, areas: AreaReach): string {
    return policyDocument(
        ...(areas.write.length > 0
            ? [mount("WriteSharedAreas", [read, write], fileSystemArn, areas.write)]
            : []),
        ...(areas.read.length > 0
            ? [
                  mount("ReadSharedAreas", read, fileSystemArn, areas.read),
                  {
                      Sid: "NoWriteToWhatIsRead",
                      Effect: "Deny" as const,
                      Action: write,
                      Resource: "*",
                      Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": areas.read } },
                  },
              ]
            : []),
    );
}
