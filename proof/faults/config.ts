import { readConfigKey } from "../../cli/project";

const agent = (name: string) => ({ name, instanceType: "m7g.large" });

/** The fewest agents, and one more. */
export const one = [agent("first")];
export const two = [...one, agent("second")];

/**
 * What a stack of the project in `folder` is tried with, in place of its own file's: everything is protected, and what is
 * protected keeps its recovery points.
 */
export const triedConfig = (folder: string, stack: string) => ({
    agents: two,
    protect: true,
    backup: { ...Object(readConfigKey(folder, stack, "backup")), destroyDeletesRecoveryPoints: false },
});
