import { auditing } from "./auditing";
import { backups } from "./backups";
import { reads } from "./reads";
import { type Part, policyOf } from "./statement";
import { system } from "./system";

/** The policies of pipelines, by their file in docs/: who previews has the first, who deploys all four, as one would be too long for IAM. */
export const policyParts = {
    "previewer-policy.json": reads,
    "deployer-policy.json": system,
    "deployer-backup-policy.json": backups,
    "deployer-auditing-policy.json": auditing,
} as const satisfies Readonly<Record<string, readonly Part[]>>;

/** The text of each policy, by its file. */
export const policies: Readonly<Record<string, () => string>> = Object.fromEntries(
    Object.entries(policyParts).map(([name, parts]) => [name, () => policyOf(parts)]),
);
