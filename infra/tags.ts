/** Tags that every taggable resource carries. */
export type Tags = Readonly<Record<"project" | "environment" | "owner" | "managed-by", string>>;

/** The tags of one environment. */
export function environmentTags(project: string, environment: string, owner: string): Tags {
    return { project, environment, owner, "managed-by": "pulumi" };
}

/** An environment in names and tags: the stack, with the environment's own name where it is not called after it. */
export const environmentName = (name: string, stack: string): string =>
    name === stack ? stack : `${stack}-${name}`;
