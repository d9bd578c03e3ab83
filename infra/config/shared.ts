import { z } from "zod";
import { leaf, uid } from "./leaf";

/** Areas of a stack: an agent's policy names each that it has, and takes so many. */
export const mostAreas = 20;

const agentNames = z.array(z.string());

const area = z.strictObject({
    name: leaf(z.string().regex(/^(?!.*-writer$)[a-z][a-z0-9-]{0,31}$/), {
        description:
            "The area's name. Its directory and its identity follow from it; agents mount it at /mnt/efs/shared/NAME.",
        allowed:
            "1 to 32 small letters, digits and hyphens, starting with a letter and not ending in -writer, which is said of writers in labels",
        example: "maven-cache",
    }),
    writers: leaf(agentNames.min(1), {
        description: "The agents whose builds read and change what is in the area.",
        allowed: "a list of at least one agent's name",
        example: ["linux-1"],
    }),
    readers: leaf(z.union([z.literal("all"), agentNames]), {
        description:
            "The agents whose builds read it and cannot change it: EFS itself refuses their writes. all is every agent that is no writer, also one that comes later.",
        allowed: "all, or a list of agents' names, which may be empty",
        example: "all",
    }),
    required: leaf(z.boolean(), {
        description:
            "Whether an agent takes no builds while the area is not mounted. Else it takes them, and an alarm tells that the area is missing.",
        allowed: "true or false",
        example: true,
    }).default(false),
    uid: uid(
        "POSIX user and group id of all that is in the area. Absent: derived from the name. Another one later replaces the access point, and the files stay with the old one.",
    ),
});

/** The section `shared`: directories that several agents have, each with named writers and readers. */
export const shared = leaf(z.array(area).max(mostAreas), {
    description: "What agents share: areas of the file system with named writers and readers.",
    allowed: `a list of at most ${mostAreas} areas`,
    example: [{ name: "maven-cache", writers: ["linux-1"], readers: "all" }],
}).default([]);

type Area = z.output<typeof area>;

/** How an agent has an area. */
export type Access = "read" | "write";

/** What an agent may do in an area; undefined where it has none of it. */
export function accessOf(
    { writers, readers }: Pick<Area, "writers" | "readers">,
    agent: string,
): Access | undefined {
    if (writers.includes(agent)) return "write";
    return readers === "all" || readers.includes(agent) ? "read" : undefined;
}
