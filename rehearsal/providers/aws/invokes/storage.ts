import { text } from "../resourceType";
import { hasTags, made } from "./existing";
import type { InvokeHandler } from "./handler";

/** What a file system's lifecycle says, as the provider tells it: each entry has every transition, empty where it has none. */
const transitions = (policies: unknown) =>
    (Array.isArray(policies) ? policies : []).map((policy: object) => ({
        transitionToArchive: "",
        transitionToIa: "",
        transitionToPrimaryStorageClass: "",
        ...policy,
    }));

/** Functions that look at file systems, which the program made. */
export const storage: Record<string, InvokeHandler> = {
    "aws:efs/getFileSystem:getFileSystem": (args, { account, region }) => {
        const found = made(account, "aws:efs/fileSystem:FileSystem", region).filter(
            (fileSystem) =>
                hasTags(fileSystem, args) &&
                (args.fileSystemId === undefined || args.fileSystemId === fileSystem.id),
        );
        const [only] = found;
        // SingularDataSourceFindError of the Terraform provider, internal/tfresource/errors.go.
        if (only === undefined) throw new Error("no matching EFS file system found");
        if (found.length > 1)
            throw new Error(
                "multiple EFS file systems matched; use additional constraints to reduce matches to a single EFS file system",
            );
        return {
            ...only,
            fileSystemId: text(only.id),
            lifecyclePolicies: transitions(only.lifecyclePolicies),
        };
    },
};
