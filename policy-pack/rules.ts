import { type Area, area } from "./kernel/area";
import type { Rule } from "./kernel/rule";

/** The folders of rules, in the order of the pages. */
export const areas: readonly Area[] = [
    area("Amazon EFS", "efs"),
    area("AWS KMS", "kms"),
    area("Network", "network"),
    area("Compute", "compute"),
    area("IAM", "iam"),
    area("AWS Backup", "backup"),
    area("Audit", "audit"),
];

/**
 * Every rule of the pack. Organisations with a pack of their own import this list: a process serves one pack only.
 */
export const rules: Rule[] = areas.flatMap((area) => area.rules);
