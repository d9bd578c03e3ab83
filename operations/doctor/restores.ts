import { EFSClient, type FileSystemDescription, paginateDescribeFileSystems } from "@aws-sdk/client-efs";
import { ownFileSystemsIn } from "../../state/environments";
import { allOf } from "../aws/answers";
import { runIn } from "../restore/run";
import type { Check, Thing } from "./check";
import { fileSystemIn } from "./fileSystem";

interface Expected extends Thing {
    readonly arn: string;
}

/** As long as somebody may be at copying what was restored. */
const longestHours = 24;

/** What `npm run restore` made for a while. */
export const restores: Check<Expected, readonly FileSystemDescription[], "left-over"> = {
    name: "restores",
    holds: `nothing that was restored to copy from it is there longer than ${longestHours} hours`,
    faults: {
        "left-over": {
            severity: "warning",
            why: "an agent may read it as long as it is there, and it is paid for",
            mend: "npm run restore -- --stack {stack} --environment {environment} --remove --yes",
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).map((resource) => {
            const { region, id, arn } = fileSystemIn(resource);
            return { region, subject: `what was restored of file system ${id}`, arn };
        }),
    // What was restored is not in the state, so that its ARN is not known.
    grants: () => [{ actions: ["elasticfilesystem:DescribeFileSystems"], resources: ["*"] }],
    ask: (session, { region }) =>
        allOf(
            paginateDescribeFileSystems({ client: session.client(EFSClient, region) }, {}),
            (page) => page.FileSystems,
        ),
    judge: ({ arn }, systems, at) =>
        systems
            .filter(({ CreationToken = "" }) => runIn(arn, CreationToken) !== undefined)
            .filter(({ CreationTime }) => {
                const hours = (at.getTime() - (CreationTime?.getTime() ?? 0)) / 3_600_000;
                return hours > longestHours;
            })
            .map(({ FileSystemId, CreationTime }) => ({
                fault: "left-over" as const,
                where: `file system ${FileSystemId}`,
                got: `one of a restore since ${CreationTime?.toISOString()}`,
                wanted: "none any more",
            })),
};
