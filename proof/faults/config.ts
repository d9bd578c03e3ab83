import { readConfigKey } from "../../cli/project";

const agent = (name: string) => ({ name, instanceType: "m7g.large" });

/** The fewest agents that a stack may have. */
export const one = [agent("first")];
/** One agent more, which the trials of deletions take away again. */
export const two = [...one, agent("second")];

/**
 * What a stack of the project in `folder` is tried with, in place of its own file's: everything is protected, and what is
 * protected keeps its recovery points.
 */
export const triedConfig = (folder: string, stack: string) => ({
    agents: two,
    shared: [{ name: "shared-by-both", writers: ["first"], readers: "all" }],
    protect: true,
    backup: { ...Object(readConfigKey(folder, stack, "backup")), destroyDeletesRecoveryPoints: false },
});
