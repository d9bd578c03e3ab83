import { join } from "node:path";
import type { DeployerPolicy } from "../../cli/deployerPolicies";
import { policyFor, projectName } from "../../cli/project";
import { auditing } from "./auditing";
import { backups } from "./backups";
import { boundary } from "./boundary";
import { conformance } from "./conformance";
import { images } from "./images";
import { reads } from "./reads";
import { roleParts } from "./roles";
import { type Part, policyOf } from "./statement";
import { system } from "./system";
import { teardown } from "./teardown";

/** The policies of pipelines, by their file in docs/: who previews has the first, who deploys those of the deployer too, as one would be too long for IAM. */
export const policyParts = {
    "previewer-policy.json": reads,
    "deployer-policy.json": [...system, ...images],
    "deployer-roles-policy.json": roleParts,
    "deployer-backup-policy.json": backups,
    "deployer-auditing-policy.json": auditing,
    "deployer-conformance-policy.json": conformance,
    "teardown-policy.json": teardown,
} as const satisfies Readonly<Record<DeployerPolicy, readonly Part[]>>;

/** The text of each policy, by its file, for the project of this checkout. */
export const policies: Readonly<Record<string, () => string>> = Object.fromEntries(
    Object.entries({ ...policyParts, "boundary-policy.json": boundary }).map(([name, parts]) => [
        name,
        () => policyFor(projectName(join(__dirname, "..", "..")), policyOf(parts)),
    ]),
);
