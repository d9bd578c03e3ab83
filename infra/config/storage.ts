import { z } from "zod";
import { leaf, otherRegion } from "./leaf";

/** AWS's own list for lifecycle transitions (EFS, PutLifecycleConfiguration), and the word for none. */
const transitionDays = [1, 7, 14, 30, 60, 90, 180, 270, 365, "never"] as const;

/** Days after which files move to Archive where nothing else is said, with a throughput mode that has it. */
export const archiveAfterDays = 90;

const amount = (description: string, unit: string, example: number) =>
    leaf(z.number().min(0).max(1_000_000_000), {
        description,
        allowed: `a number of ${unit} from 0`,
        example,
    });

const load = z.strictObject({
    storedGiB: amount("GiB in the Standard class, which bursting's credits follow.", "GiB", 500),
    readGiBPerDay: amount("GiB that all builds together read in a day.", "GiB", 200),
    writtenGiBPerDay: amount("GiB that all builds together write in a day.", "GiB", 100),
    peakMiBps: amount(
        "Highest throughput of all builds together, as EFS meters it: what is written and a third of what is read.",
        "MiB/s",
        150,
    ),
});

/** Throughput, lifecycle and replication of the file system. */
export const storage = z.strictObject({
    fileSystemId: leaf(z.string().regex(/^fs-([0-9a-f]{8}|[0-9a-f]{17})$/), {
        description:
            "An existing file system to use instead of making one, also a restored one or a replica that was promoted. Its policy, mount targets and access points are made; the file system itself is only read, and outlives the stack.",
        allowed:
            "the id of a file system of this account and region, as this section describes it, under a customer managed key and without mount targets of others",
        example: "fs-0a1b2c3d4e5f60718",
    }).optional(),
    throughputMode: leaf(z.enum(["elastic", "bursting", "provisioned"]), {
        description: "EFS throughput mode: elastic follows the load and needs no planning.",
        allowed: "elastic, bursting or provisioned",
        example: "elastic",
    }).default("elastic"),
    provisionedThroughputMiBps: leaf(z.number().min(1).max(3414), {
        description: "Throughput in MiB/s; with provisioned mode only.",
        allowed: "a number of MiB/s from 1 to 3414, with throughputMode provisioned only",
        example: 128,
    }).optional(),
    performanceMode: leaf(z.enum(["generalPurpose", "maxIO"]), {
        description: "EFS performance mode; fixed when the file system is created.",
        allowed: "generalPurpose, or maxIO with bursting or provisioned throughput",
        example: "generalPurpose",
    }).default("generalPurpose"),
    transitionToIaAfterDays: leaf(z.literal([...transitionDays]), {
        description: "Days without access after which a file moves to Infrequent Access.",
        allowed: `one of ${transitionDays.join(", ")}`,
        example: 30,
    }).default(30),
    transitionToArchiveAfterDays: leaf(z.literal([...transitionDays]), {
        description: `Days without access after which a file moves to Archive. Absent: ${archiveAfterDays} with elastic throughput, else never.`,
        allowed: `one of ${transitionDays.join(", ")}, more than transitionToIaAfterDays, with elastic throughput only`,
        example: archiveAfterDays,
    }).optional(),
    transitionToPrimaryOnAccess: leaf(z.boolean(), {
        description: "Moves a file back to Standard when it is read.",
        allowed: "true or false",
        example: true,
    }).default(true),
    replicationRegion: otherRegion(
        "Region of a replica of the file system, with a standby of the environment that mounts it once it is promoted. Absent: neither.",
    ),
    promotedReplicaId: leaf(z.string().regex(/^fs-([0-9a-f]{8}|[0-9a-f]{17})$/), {
        description:
            "Id of the replica once `npm run failover` has promoted it: agents then run in replicationRegion on it, none here, and nothing is replicated. Absent: agents run here.",
        allowed: "the id of the file system that was the replica, with replicationRegion",
        example: "fs-0a1b2c3d4e5f60718",
    }).optional(),
    load: load
        .meta({
            description:
                "What builds do to the file system. Where it is stated, a preview warns of a throughput mode that does not carry it or costs more than another.",
        })
        .optional(),
});
