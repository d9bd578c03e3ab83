import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { items, see, text } from "./values";

/** A violation that somebody accepted, why, and until when. */
export interface Exemption {
    /** A pattern over URNs, with `*` for any run of characters. */
    readonly urn?: string;
    /** A pattern over resource names. */
    readonly name?: string;
    readonly reason: string;
    /** The last day on which it holds, as YYYY-MM-DD in UTC. */
    readonly expires: string;
}

/** How the exemption list of a rule is written; the host refuses anything else when the pack starts. */
export const exemptionsSchema: PolicyConfigJSONSchema = {
    type: "array",
    description: "Resources on which a violation is accepted, each with a reason and its last day",
    default: [],
    items: {
        type: "object",
        required: ["reason", "expires"],
        additionalProperties: false,
        minProperties: 3,
        properties: {
            urn: { type: "string", minLength: 1, description: "Pattern over URNs; * stands for anything" },
            name: {
                type: "string",
                minLength: 1,
                description: "Pattern over resource names; * stands for anything",
            },
            reason: { type: "string", minLength: 10, description: "Why the violation is accepted" },
            expires: {
                type: "string",
                pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                description: "Last day, YYYY-MM-DD in UTC",
            },
        },
    },
};

/** The exemptions in a rule's configuration; entries without a reason, a day or a pattern are not exemptions. */
export function exemptionsIn(configured: unknown): readonly Exemption[] {
    return items(see(configured, "exemptions")).flatMap((entry) => {
        const reason = text(see(entry, "reason"));
        const expires = text(see(entry, "expires"));
        const urn = text(see(entry, "urn"));
        const name = text(see(entry, "name"));
        if (!reason || !expires || (!urn && !name)) return [];
        return [{ reason, expires, ...(urn ? { urn } : {}), ...(name ? { name } : {}) }];
    });
}

/** Whether an exemption is about this resource: both its patterns must match if both are given. */
export function concerns(
    exemption: Exemption,
    resource: { readonly urn: string; readonly name: string },
): boolean {
    const urnFits = exemption.urn === undefined || glob(exemption.urn).test(resource.urn);
    const nameFits = exemption.name === undefined || glob(exemption.name).test(resource.name);
    return urnFits && nameFits && (exemption.urn !== undefined || exemption.name !== undefined);
}

/** Whether an exemption still holds; a day that does not exist never does. */
export function holds(exemption: Exemption, now: Date): boolean {
    const end = endOfDay(exemption.expires);
    return end !== undefined && now.getTime() <= end;
}

/** The last millisecond of a day in UTC; nothing for a day that does not exist, such as the 31st of February. */
export function endOfDay(day: string): number | undefined {
    const end = new Date(`${day}T23:59:59.999Z`);
    return Number.isNaN(end.getTime()) || end.toISOString().slice(0, 10) !== day ? undefined : end.getTime();
}

/** A pattern in which `*` stands for any run of characters and everything else for itself. */
export function glob(pattern: string): RegExp {
    const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${escaped.join(".*")}$`, "s");
}
