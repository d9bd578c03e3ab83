/** The policies in docs/ that who deploys has all the time, by their file: who previews has the first alone. */
export const standingPolicies = [
    "previewer-policy.json",
    "deployer-policy.json",
    "deployer-roles-policy.json",
    "deployer-backup-policy.json",
    "deployer-auditing-policy.json",
] as const;

/**
 * The file of any policy that who deploys may have. Not all the time: the one for conformance packs, with which any role that
 * trusts Systems Manager is in reach, and the one for teardowns, which deletes backups and audit files.
 */
export type DeployerPolicy =
    | (typeof standingPolicies)[number]
    | "deployer-conformance-policy.json"
    | "teardown-policy.json";
