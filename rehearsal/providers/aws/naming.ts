import { createHash, randomBytes } from "node:crypto";
import type { ResourceType } from "./resourceType";
import type { Fault } from "./texts";
import { defaultsKey, type Properties } from "./values";

/** The official provider parts the logical name and its random digits by a hyphen. */
const randomDigits = 7;

/**
 * The name that the official provider gives a resource whose program gives none: the logical name, a hyphen and seven
 * random hexadecimal digits. The engine's seed makes them the same in a preview's plan and the update that follows.
 * A name that was given this way before is kept.
 */
export function autoName(
    type: ResourceType,
    logicalName: string,
    inputs: Properties,
    olds: Properties,
    seed: Uint8Array,
): { readonly name?: string; readonly fault?: Fault } {
    const rule = type.autoName;
    if (rule === undefined || inputs[rule.property] !== undefined || inputs.namePrefix !== undefined)
        return {};
    if (rule.property === "bucket" && inputs.bucketPrefix !== undefined) return {};
    const kept = olds[rule.property];
    if (typeof kept === "string" && wasFilledIn(olds, rule.property)) return { name: kept };
    const base = rule.lowerCase ? logicalName.toLowerCase() : logicalName;
    const digits = createHash("sha256").update(seed.length > 0 ? seed : randomBytes(32));
    const name = `${rule.prefix}${base}-${digits.digest("hex").slice(0, randomDigits)}`;
    if (name.length > rule.maxLength) {
        const reason =
            `the automatic name ${name} has ${name.length} characters and AWS takes ${rule.maxLength}; ` +
            `give a shorter resource name or set ${rule.property}`;
        return { fault: { property: rule.property, reason } };
    }
    return { name };
}

/** Whether the provider, and not the program, gave this input its value. */
export function wasFilledIn(inputs: Properties, property: string): boolean {
    const filledIn = inputs[defaultsKey];
    return Array.isArray(filledIn) && filledIn.includes(property);
}

/** The name that AWS sees for `namePrefix`: the prefix and a number that grows with time. */
export const prefixedName = (prefix: string, digits: string): string => `${prefix}20260101000000${digits}`;
