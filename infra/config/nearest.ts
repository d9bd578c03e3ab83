import { distance } from "fastest-levenshtein";

/** The name of a list that is nearest to another name. */
export const nearestOf = (names: readonly string[], name: string): string | undefined =>
    names.toSorted((a, b) => distance(name, a) - distance(name, b))[0];
