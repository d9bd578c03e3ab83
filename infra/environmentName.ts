/** Type token of an environment, of one that stands by too. */
export const environmentType = "jenkins-efs:environment:Environment";

/** What an environment is called, and in which stack of which project. */
export interface EnvironmentPlace {
    /** The stack's own name where that has one environment only. */
    readonly name: string;
    readonly stack: string;
    readonly project: string;
}

/** An environment in names and tags: the stack, with the environment's own name where it is not called after it. */
export const environmentName = (name: string, stack: string): string =>
    name === stack ? stack : `${stack}-${name}`;

/** What the names of keys, roles, trail and topic start with: `jenkins-efs-dev`. */
export const physicalPrefix = ({ name, stack, project }: EnvironmentPlace): string =>
    `${project}-${environmentName(name, stack)}`;

/** Logical name of a part of an environment: its role, after the environment's name where the stack has several. */
export const partName = ({ name, stack }: Pick<EnvironmentPlace, "name" | "stack">, role: string): string =>
    name === stack ? role : `${name}-${role}`;

/** What the standby of an environment is called, beside that in the same stack. */
export const standbyName = ({ name, stack }: Pick<EnvironmentPlace, "name" | "stack">): string => {
    if (name !== stack) return `${name}-standby`;
    return stack === "standby" ? "standby-region" : "standby";
};
