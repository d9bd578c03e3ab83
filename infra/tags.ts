/** Tags that every taggable resource carries. */
export type Tags = Readonly<Record<"project" | "environment" | "owner" | "managed-by", string>>;

/** The provider's default tags in one environment, by which policies, cost reports and backups select what is its own. */
export function environmentTags(project: string, environment: string, owner: string): Tags {
    return { project, environment, owner, "managed-by": "pulumi" };
}
