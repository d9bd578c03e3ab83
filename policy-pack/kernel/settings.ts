import type { PolicyConfigSchema } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { items, keys, see, text } from "./values";

/** One configurable value of a rule: its schema for the host, its default, and how to read it. */
export interface Setting<T> {
    readonly schema: PolicyConfigJSONSchema;
    readonly fallback: T;
    read(value: unknown): T | undefined;
}

/** The configurable values of a rule. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** What a rule reads from its settings. */
export type Values<S extends Settings> = {
    readonly [Key in keyof S]: S[Key] extends Setting<infer T> ? T : never;
};

/** A list, which may be empty; each text in it matches `pattern`, or is not empty where there is none. */
export function texts(
    description: string,
    fallback: readonly string[] = [],
    pattern?: string,
): Setting<readonly string[]> {
    return {
        schema: {
            type: "array",
            description,
            default: [...fallback],
            items: pattern ? { type: "string", pattern } : { type: "string", minLength: 1 },
        },
        fallback,
        read(value) {
            const list = items(value).map(text);
            return Array.isArray(value) && list.every((item) => item !== undefined) ? list : undefined;
        },
    };
}

/** A whole number with a lower bound. */
export function wholeNumber(
    description: string,
    fallback: number,
    minimum: number,
    maximum?: number,
): Setting<number> {
    return {
        schema: {
            type: "integer",
            description,
            default: fallback,
            minimum,
            ...(maximum === undefined ? {} : { maximum }),
        },
        fallback,
        read: (value) =>
            Number.isInteger(value) &&
            Number(value) >= minimum &&
            Number(value) <= (maximum ?? Number.POSITIVE_INFINITY)
                ? Number(value)
                : undefined,
    };
}

/** True or false, and no word for either. */
export function choice(description: string, fallback: boolean): Setting<boolean> {
    return {
        schema: { type: "boolean", description, default: fallback },
        fallback,
        read: (value) => (typeof value === "boolean" ? value : undefined),
    };
}

/** The values in force: what is configured, else the defaults. Throws a plain sentence on a value of the wrong shape. */
export function valuesOf<S extends Settings>(settings: S, configured: unknown): Values<S> {
    const foreign = keys(configured).find((name) => name !== "exemptions" && !Object.hasOwn(settings, name));
    if (foreign !== undefined) throw new UnknownSetting(foreign, Object.keys(settings));
    const values: Record<string, unknown> = {};
    for (const [name, setting] of Object.entries(settings)) {
        const given = see(configured, name);
        const value = given === undefined ? setting.fallback : setting.read(given);
        if (value === undefined) throw new WrongValue(name, setting.schema);
        values[name] = value;
    }
    return values as Values<S>;
}

/** The schema the host checks a rule's configuration against: its settings and the exemptions that every rule takes. */
export function schemaOf(settings: Settings, exemptions: PolicyConfigJSONSchema): PolicyConfigSchema {
    return {
        properties: {
            ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.schema])),
            exemptions,
        },
    };
}

/** A configuration that the rule cannot use. */
export class SettingFault extends Error {}

class UnknownSetting extends SettingFault {
    constructor(name: string, known: readonly string[]) {
        super(
            `its configuration has "${name}", which is not one of its settings (${[...known, "exemptions"].join(", ")})`,
        );
    }
}

class WrongValue extends SettingFault {
    constructor(name: string, schema: PolicyConfigJSONSchema) {
        super(
            `its configuration "${name}" does not fit: ${String(schema.description)} (wanted: ${String(schema.type)}, for example ${JSON.stringify(schema.default)})`,
        );
    }
}
