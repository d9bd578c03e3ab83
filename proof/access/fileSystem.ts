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
    replicate: ["elasticfilesystem:CreateReplicationConfiguration"],
    describe: ["elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeMountTargets"],
};

/** What may be done to the file system over AWS's API, beside mounting it. */
export const fileSystem: Subject = {
    title: "File system",
    dimensions: { action: Object.keys(groups) },
    ask: ({ fileSystem: { arn, policy, tags }, id }) => {
        const context = Object.fromEntries(
            Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
        );
        return actionsOf(groups).map(({ value, action }) => ({
            facets: { action: value },
            about: action,
            request: { action, resource: arn, account: id, context, resourcePolicy: policy },
        }));
    },
};
