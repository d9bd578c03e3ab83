import { UnknownValueError } from "@pulumi/policy";

/**
 * Stands for a value that is not known before the update.
 *
 * The host hands rules a proxy that throws on reading such a value, and a rule that lets it through turns
 * advisory and stops. So rules read through this module only, where the unknown is a value like any other.
 */
export const UNKNOWN: unique symbol = Symbol("not known before the update");

/** True, false, or not to be told before the update. */
export type Maybe = boolean | typeof UNKNOWN;

/** Reads a property path: `undefined` where it is absent or null, `UNKNOWN` where it or a part is not known. */
export function see(from: unknown, ...path: readonly (string | number)[]): unknown {
    let value = from;
    for (const key of path) {
        if (value === UNKNOWN) return UNKNOWN;
        if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
        value = readOwn(value, key);
    }
    return value ?? undefined;
}

function readOwn(from: object, key: string | number): unknown {
    // Nobody is shown where an unknown value was read, and taking that stack is two thirds of what a preview's rules cost.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
        return (from as Record<string | number, unknown>)[key];
    } catch (error) {
        if (error instanceof UnknownValueError) return UNKNOWN;
        throw error;
    } finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
}

/** Reads a value as a list: absent is empty, one value is a list of one, and elements may be `UNKNOWN`. */
export function items(value: unknown): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return [value];
    return Array.from({ length: value.length }, (_, index) => see(value, index));
}

/** The names of an object's properties; none for anything else. */
export function keys(value: unknown): readonly string[] {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** Whether a property is there, known or not. */
export function present(value: unknown): boolean {
    return value !== undefined && value !== null && value !== "";
}

/** The value as text; `undefined` unless it is a string, number or boolean. */
export function text(value: unknown): string | undefined {
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : undefined;
}

/** The value as a number; providers keep some numbers as strings. */
export function number(value: unknown): number | undefined {
    if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** The value as a claim; launch templates keep booleans as the strings "true" and "false". */
export function flag(value: unknown): Maybe | undefined {
    if (value === UNKNOWN) return UNKNOWN;
    if (value === true || (typeof value === "string" && value.toLowerCase() === "true")) return true;
    if (value === false || (typeof value === "string" && value.toLowerCase() === "false")) return false;
    return undefined;
}

/** A copy without the host's proxy, in which unknown parts are `UNKNOWN`. Depth is bounded: documents are shallow. */
export function plain(value: unknown, depth = 0): unknown {
    if (typeof value !== "object" || value === null || depth > 24) return value;
    if (Array.isArray(value)) return items(value).map((item) => plain(item, depth + 1));
    return Object.fromEntries(keys(value).map((key) => [key, plain(see(value, key), depth + 1)]));
}

/** Whether a plain copy holds an unknown part. */
export function holdsUnknown(value: unknown): boolean {
    if (value === UNKNOWN) return true;
    if (Array.isArray(value)) return value.some(holdsUnknown);
    return keys(value).some((key) => holdsUnknown(see(value, key)));
}

/** True when any is true, unknown when that cannot be told yet. */
export function anyOf(claims: readonly Maybe[]): Maybe {
    if (claims.includes(true)) return true;
    return claims.includes(UNKNOWN) ? UNKNOWN : false;
}

/** True when all are true, unknown when that cannot be told yet. */
export function allOf(claims: readonly Maybe[]): Maybe {
    if (claims.includes(false)) return false;
    return claims.includes(UNKNOWN) ? UNKNOWN : true;
}

/** Shows a value in a message. Never shows more than a short scalar: inputs may hold secrets in plain text. */
export function show(value: unknown): string {
    if (value === UNKNOWN) return "not known yet";
    if (value === undefined || value === null) return "absent";
    const scalar = text(value);
    if (scalar !== undefined) return scalar.length <= 80 ? JSON.stringify(value) : "a long text";
    return Array.isArray(value) ? `a list of ${value.length}` : "an object";
}
