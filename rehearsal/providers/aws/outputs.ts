import type { Instance, ResourceType } from "./resourceType";
import { containsUnknown, isProperties, type Properties, settled, unknownValue } from "./values";

/** The tags of a resource with the provider's default ones, of which its own win; undefined where these reach no such type. */
export function tagsAllOf(type: ResourceType, inputs: Properties, defaultTags: Properties): unknown {
    if (!type.hasTagsAll) return undefined;
    if (containsUnknown(inputs.tags)) return unknownValue;
    return { ...defaultTags, ...(isProperties(inputs.tags) ? settled(inputs.tags) : {}) };
}

/** What the provider answers with: `known` is what the inputs tell already at preview, `all` what AWS adds too. */
export function outputsOf(
    type: ResourceType,
    inputs: Properties,
    instance: Instance,
    computed: Properties,
    defaultTags: Properties,
): { readonly known: Properties; readonly all: Properties } {
    const tagsAll = tagsAllOf(type, inputs, defaultTags);
    const known = {
        ...(type.inputs.has("namePrefix") ? { namePrefix: "" } : {}),
        ...settled(inputs),
        ...(type.inputs.has("region") ? { region: instance.region } : {}),
        ...(tagsAll === undefined ? {} : { tagsAll }),
    };
    const given: Properties = { ...settled(instance.inputs), ...known };
    // What AWS adds inside of an input, such as the id of a replica in its destination.
    const inside = (added: (value: Properties) => Properties): Properties =>
        Object.fromEntries(
            Object.entries(computed).flatMap(([key, value]) => {
                const own = given[key];
                return isProperties(value) && isProperties(own) ? [[key, { ...added(value), ...own }]] : [];
            }),
        );
    // The official provider repeats the id among the outputs, where policies across resources find it.
    return {
        known: { ...known, ...inside((value) => unknownFor(value, {})) },
        all: { ...computed, ...given, ...inside((value) => value), id: instance.id },
    };
}

/** What AWS decides only when the resource is made: everything computed, and a name made from a prefix. */
export function unknownFor(computed: Properties, named: Properties): Properties {
    return Object.fromEntries(
        [...Object.keys(computed), ...Object.keys(named)].map((key) => [key, unknownValue]),
    );
}
