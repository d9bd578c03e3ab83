/** Tags that every taggable resource carries. */
export type Tags = Readonly<Record<"project" | "environment" | "owner" | "managed-by", string>>;

/** The tags of one environment. */
export function environmentTags(project: string, environment: string, owner: string): Tags {
    return { project, environment, owner, "managed-by": "pulumi" };
}
