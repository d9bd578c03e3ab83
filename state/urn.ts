/** A URN taken apart; each part that a text has not is empty. */
export interface Urn {
    readonly stack: string;
    readonly project: string;
    /** The types of the components around the resource, from the outermost, and last its own. */
    readonly types: readonly string[];
    readonly type: string;
    /** The name that the program gave it. */
    readonly name: string;
}

/**
 * Takes a URN apart: `urn:pulumi:STACK::PROJECT::TYPE$TYPE::NAME`, of which only the name may hold `::` itself. What a
 * text that is no URN leaves out is empty.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function parseUrn(urn: string): Urn {
    const [head = "", project = "", qualified = "", ...name] = urn.split("::");
    const types = qualified.split("$");
    return {
        stack: head.replace(/^urn:pulumi:/, ""),
        project,
        types,
        type: types.at(-1) ?? "",
        name: name.join("::"),
    };
}

/** The name that the program gave a resource. */
export const nameIn = (urn: string): string => parseUrn(urn).name;

/** The type and the name: what tells resources apart for a reader. */
export function shortUrn(urn: string): string {
    const { type, name } = parseUrn(urn);
    return `${type} ${name}`;
}
