import { distance } from "fastest-levenshtein";

/** How many letters differ, but for their case. */
const apart = (name: string, other: string): number => distance(name.toLowerCase(), other.toLowerCase());

/** Whether a name can have been meant as another: at most two letters differ, but for their case. */
export const isMisspelling = (name: string, other: string): boolean => apart(name, other) <= 2;

/** The name of a list that is nearest to another name: one that it is the beginning of, else the one with the fewest letters to change. */
export const nearestOf = (names: readonly string[], name: string): string | undefined => {
    const far = (other: string): number =>
        other.toLowerCase().startsWith(name.toLowerCase()) ? 0 : apart(name, other);
    return names.toSorted((a, b) => far(a) - far(b))[0];
};
