import { actionsOf, type Subject } from "./subject";

const groups = {
    "change who may mount": [
        "elasticfilesystem:PutFileSystemPolicy",
        "elasticfilesystem:DeleteFileSystemPolicy",
        "elasticfilesystem:CreateAccessPoint",
    ],
    "change the network": ["elasticfilesystem:CreateMountTarget"],
    delete: ["elasticfilesystem:DeleteFileSystem"],
    "back up": ["elasticfilesystem:Backup"],
    restore: ["elasticfilesystem:Restore"],
    tag: ["elasticfilesystem:TagResource"],
    replicate: ["elasticfilesystem:CreateReplicationConfiguration"],
    describe: ["elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeMountTargets"],
};

/** Whose file system it is: of others, the tag by which it is told from the environment's own. */
const owners = {
    "its own": undefined,
    "another project's": "project",
    "another environment's": "environment",
} as const;

/** What may be done to the file system, and to others of the account that have such tags, over AWS's API, beside mounting it. */
export const fileSystem: Subject = {
    title: "File system",
    dimensions: { action: Object.keys(groups), "file system": Object.keys(owners) },
    ask: ({ fileSystem: { arn, policy, tags }, id }) =>
        Object.entries(owners).flatMap(([owner, differing]) => {
            const others = differing === undefined ? {} : { [differing]: "another" };
            const context = Object.fromEntries(
                Object.entries({ ...tags, ...others }).map(([key, value]) => [
                    `aws:ResourceTag/${key}`,
                    value,
                ]),
            );
            const request =
                differing === undefined
                    ? { resource: arn, resourcePolicy: policy }
                    : { resource: arn.replace(/[^/]+$/, "fs-00000000000000000"), resourcePolicy: undefined };
            return actionsOf(groups).map(({ value, action }) => ({
                facets: { action: value, "file system": owner },
                about: differing === undefined ? action : `${action} on ${owner}`,
                request: { ...request, action, account: id, context },
            }));
        }),
};
