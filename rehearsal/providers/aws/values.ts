import { isDeepStrictEqual } from "node:util";

/** Inputs or outputs of a resource, as the engine's protocol carries them. */
export type Properties = Record<string, unknown>;

/** How the engine's protocol writes a value that is known only after an update. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key by which the official provider remembers which inputs it filled in itself. */
export const defaultsKey = "__defaults";

/** Whether a value, or anything in it, is known only after an update. */
export function containsUnknown(value: unknown): boolean {
    if (value === unknownValue) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}

/** The inputs that differ; one that is not known yet counts as different, as it does in a Terraform plan. */
export function changedKeys(before: Properties, after: Properties): string[] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((key) => key !== defaultsKey)
        .filter((key) => !isDeepStrictEqual(before[key], after[key]))
        .sort();
}

/** Without the properties that are not set and the provider's own notes. */
export function settled(properties: Properties): Properties {
    return Object.fromEntries(
        Object.entries(properties).filter(
            ([key, value]) => key !== defaultsKey && value !== null && value !== undefined,
        ),
    );
}

/** Whether a value is an object with keys. */
export const isProperties = (value: unknown): value is Properties =>
    typeof value === "object" && value !== null && !Array.isArray(value);
