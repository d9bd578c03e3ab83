import type { Policy } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { endOfDay, exemptionsIn } from "./kernel/exemptions";
import { items, keys, see, text } from "./kernel/values";
import { previewCoverage } from "./previewCoverage";
import { rules } from "./rules";

const levels = ["advisory", "mandatory", "remediate", "disabled"];

/** The longest an exemption may hold: whoever accepts a violation looks at it again within a year. */
const longestExemptionDays = 366;

const millisecondsPerDay = 86_400_000;

/**
 * What is wrong with a configuration of the pack, as sentences; empty when nothing is.
 *
 * The host accepts names of rules that do not exist in silence, so a rule misspelt there keeps its default level.
 */
export function configurationFaults(configuration: unknown, now: Date): readonly string[] {
    if (!isObject(configuration)) return ["The configuration is not a JSON object of rule names."];
    return keys(configuration).flatMap((name) => {
        const value = see(configuration, name);
        if (name === "all") return levelFaults(name, value, undefined);
        const policy = [...rules, previewCoverage].find((candidate) => candidate.name === name);
        if (!policy) return [`"${name}" is no rule of this pack.${nearest(name)}`];
        return isObject(value) ? entryFaults(policy, value, now) : levelFaults(name, value, policy);
    });
}

function levelFaults(name: string, level: unknown, policy: Policy | undefined): readonly string[] {
    if (typeof level !== "string" || !levels.includes(level)) {
        const given = JSON.stringify(level);
        return [
            `"${name}" has the level ${given}; allowed are ${levels.join(", ")}, for example "${name}": "advisory".`,
        ];
    }
    const remediates = policy !== undefined && "remediateResource" in policy;
    return level === "remediate" && !remediates ? [`"${name}" cannot remediate: use mandatory.`] : [];
}

function entryFaults(policy: Policy, entry: object, now: Date): readonly string[] {
    const schema = policy.configSchema?.properties ?? {};
    const faults = keys(entry).flatMap((setting) => {
        const value = see(entry, setting);
        if (setting === "enforcementLevel") return levelFaults(policy.name, value, policy);
        const wanted = Object.hasOwn(schema, setting) ? schema[setting] : undefined;
        if (wanted) return schemaFaults(value, wanted, `"${policy.name}": ${setting}`);
        return [`"${policy.name}" has no setting "${setting}"; it has ${Object.keys(schema).join(", ")}.`];
    });
    return [...faults, ...exemptionFaults(policy.name, entry, now)];
}

function exemptionFaults(name: string, entry: object, now: Date): readonly string[] {
    return exemptionsIn(entry).flatMap(({ expires }) => {
        const end = endOfDay(expires);
        if (end === undefined)
            return [`"${name}": an exemption expires on ${expires}, a day that does not exist.`];
        if (end < now.getTime())
            return [`"${name}": an exemption expired on ${expires}. Remove it or renew its reason.`];
        const days = (end - now.getTime()) / millisecondsPerDay;
        return days > longestExemptionDays
            ? [
                  `"${name}": an exemption expires on ${expires}, more than a year from now. Choose an earlier day.`,
              ]
            : [];
    });
}

/** Checks a value against the parts of JSON schema that the pack's settings use. */
function schemaFaults(value: unknown, schema: PolicyConfigJSONSchema, where: string): readonly string[] {
    const wrong = (wanted: string) => [`${where} is ${JSON.stringify(value)}; wanted is ${wanted}.`];
    switch (schema.type) {
        case "array": {
            if (!Array.isArray(value)) return wrong("a list");
            const { items: each } = schema;
            if (typeof each !== "object" || Array.isArray(each)) return [];
            return items(value).flatMap((item, index) => schemaFaults(item, each, `${where}[${index}]`));
        }
        case "boolean":
            return typeof value === "boolean" ? [] : wrong("true or false");
        case "integer": {
            const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
            const fits = Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
            return fits
                ? []
                : wrong(`a whole number from ${minimum}${Number.isFinite(maximum) ? ` to ${maximum}` : ""}`);
        }
        case "string": {
            const { minLength = 0, pattern = "" } = schema;
            const fits =
                typeof value === "string" && value.length >= minLength && new RegExp(pattern).test(value);
            return fits
                ? []
                : wrong(pattern ? `a text like ${pattern}` : `a text of at least ${minLength} characters`);
        }
        default:
            return objectFaults(value, schema, where);
    }
}

function objectFaults(value: unknown, schema: PolicyConfigJSONSchema, where: string): readonly string[] {
    if (!isObject(value)) return [`${where} is ${JSON.stringify(value)}; wanted is an object.`];
    const properties = schema.properties ?? {};
    const missing = (schema.required ?? []).filter((name) => see(value, name) === undefined);
    const few = keys(value).length < (schema.minProperties ?? 0) && missing.length === 0;
    return [
        ...missing.map((name) => `${where} has no ${name}.`),
        ...(few ? [`${where} says neither urn nor name.`] : []),
        ...keys(value).flatMap((name) => {
            const wanted = Object.hasOwn(properties, name) ? properties[name] : undefined;
            if (typeof wanted !== "object")
                return [`${where} has "${name}"; known are ${Object.keys(properties).join(", ")}.`];
            return schemaFaults(see(value, name), wanted, `${where}.${name}`);
        }),
    ];
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nearest(name: string): string {
    const [best] = rules
        .map((rule) => ({ name: rule.name, distance: distance(name, rule.name) }))
        .sort((a, b) => a.distance - b.distance);
    return best && best.distance <= name.length / 3 ? ` Did you mean "${best.name}"?` : "";
}

/** How many letters have to be added, taken or changed to turn one name into another. */
function distance(from: string, to: string): number {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (const [i, letter] of [...from].entries()) {
        const next = [i + 1];
        for (const [j, other] of [...to].entries())
            next.push(
                Math.min(
                    (next[j] ?? 0) + 1,
                    (row[j + 1] ?? 0) + 1,
                    (row[j] ?? 0) + (letter === other ? 0 : 1),
                ),
            );
        row = next;
    }
    return row.at(-1) ?? 0;
}

/** The faults of a configuration file's text. */
export function fileFaults(content: string, now: Date): readonly string[] {
    try {
        return configurationFaults(JSON.parse(content), now);
    } catch (error) {
        return [`It is not JSON: ${text(error instanceof Error ? error.message : error)}.`];
    }
}
