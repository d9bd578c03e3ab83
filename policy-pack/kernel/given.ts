import type { Resource } from "./rule";
import type { Node } from "./stack";
import { items, present, see, UNKNOWN } from "./values";

/** Which resources were given a property by the program. */
export interface Given {
    /** Looks at the inputs of a resource. */
    note(resource: Resource): void;
    /** Whether the program left the property out; false where nobody looked at the inputs. */
    leftOut(node: Node): boolean;
}

/**
 * Remembers whether programs give a property. Rules across resources see outputs, and among those stands what AWS filled
 * in by itself. The host asks about each resource, by its inputs, before it asks about the stack, in one process.
 */
export function given(property: string): Given {
    const byUrn = new Map<string, boolean>();
    return {
        note({ urn, props }) {
            const value = see(props, property);
            byUrn.set(urn, value === UNKNOWN || items(value).some(present));
        },
        leftOut: ({ urn }) => byUrn.get(urn) === false,
    };
}
