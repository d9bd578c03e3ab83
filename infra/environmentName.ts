import * as pulumi from "@pulumi/pulumi";

/** What an environment is called, and in which stack of which project. */
export interface EnvironmentPlace {
    /** The stack's own name where that has one environment only. */
    readonly name: string;
    readonly stack: string;
    readonly project: string;
}

/** An agent's name takes 47 of the 64 characters of its role's: `agent-`, 32 of its own, and the provider's seven digits. */
const ownName = /^[a-z][a-z0-9-]{0,15}$/;

/** A role's name has 64 characters, of which `-restore` takes 8. */
const longestPrefix = 56;

/**
 * What the names of key aliases, trails, topics, dashboards and conformance packs have in common: a pack's starts with a
 * letter and has no underscore, a trail's no two hyphens side by side and none at its end, and none of the others a dot.
 */
const prefixPattern = /^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/;

/** An environment in names and tags: the stack, with the environment's own name where it is not called after it. */
export const environmentName = (name: string, stack: string): string =>
    name === stack ? stack : `${stack}-${name}`;

/** Throws `RunError` where an environment of that name would get physical names that AWS does not take. */
export function checkName({ name, stack, project }: EnvironmentPlace): void {
    if (name !== stack && !ownName.test(name))
        throw new pulumi.RunError(
            `environment ${name}: its name comes before those of its parts and has to be 1 to 16 lower case letters, ` +
                "digits and hyphens, a letter first, so that AWS takes them. Give it a shorter one, such as web.",
        );
    const prefix = physicalPrefix({ name, stack, project });
    if (prefix.length <= longestPrefix && prefixPattern.test(prefix)) return;
    throw new pulumi.RunError(
        `environment ${name}: the names of its trail, keys and roles start with ${prefix}, of ${prefix.length} characters, ` +
            `and AWS takes there ${longestPrefix} at most: letters, digits and single hyphens, a letter first and no ` +
            "hyphen last. Nothing was created. Give the stack, or the project, another name.",
    );
}

/** What the names of keys, roles, trail and topic start with: `jenkins-efs-dev`. */
export const physicalPrefix = ({ name, stack, project }: EnvironmentPlace): string =>
    `${project}-${environmentName(name, stack)}`;
