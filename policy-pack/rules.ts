import { audit } from "./audit";
import { backup } from "./backup";
import { compute } from "./compute";
import { efs } from "./efs";
import { iam } from "./iam";
import type { Area } from "./kernel/area";
import type { Rule } from "./kernel/rule";
import { kms } from "./kms";
import { network } from "./network";

/** The folders of rules, in the order of the pages. */
export const areas: readonly Area[] = [efs, kms, network, compute, iam, backup, audit];

/**
 * Every rule of the pack. Organisations with a pack of their own import this list: a process serves one pack only.
 */
export const rules: Rule[] = areas.flatMap((area) => area.rules);
