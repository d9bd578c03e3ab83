/** Tags that every taggable resource carries. */
export type Tags = Readonly<Record<"project" | "environment" | "owner" | "managed-by", string>>;

/** Tags by which an environment's resources are found again in the account. */
export type EnvironmentTags = Pick<Tags, "project" | "environment" | "managed-by">;

/** The provider's default tags in one environment, by which policies, cost reports and backups select what is its own. */
export function environmentTags(project: string, environment: string, owner: string): Tags {
    return { project, environment, owner, "managed-by": "pulumi" };
}

/** Tag of all that `npm run restore` makes for a while, and of nothing else; its value is the run's number. */
export const restoreRunTag = "restore-run";
