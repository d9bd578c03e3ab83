import { items, see, text, UNKNOWN } from "./values";

/** Whether a URN is that of a resource of aws-native. */
export function isNative(urn: string): boolean {
    return urn.includes("aws-native:");
}

/** Where a property of CloudFormation's lies, and how it is read where it is not taken as it is. */
export interface Reader {
    /** Its name on the top level. @default the name that the rules know */
    readonly from?: string;
    readonly path?: readonly (string | number)[];
    readonly make?: (value: unknown) => unknown;
}

/** A type of the provider aws-native, which names everything as CloudFormation does, as the type that the rules judge. */
export interface Native {
    readonly type: string;
    readonly props: Readonly<Record<string, Reader>>;
    /** Resources that stand inside it, where aws has one of their own. */
    readonly inside?: readonly Inside[];
    /** The property that names what holds it, of something that stands inside another. */
    readonly about?: string;
}

interface Inside extends Native {
    /** The property that holds it. */
    readonly by: string;
}

/** Properties that the rules know by the same name. */
export const same = (...names: string[]): Record<string, Reader> =>
    Object.fromEntries(names.map((name) => [name, {}]));

/** A property of another name, or further inside one. */
export const from = (name: string, ...path: (string | number)[]): Reader => ({ from: name, path });

/** Tags, which are a list there. */
export const tags = (name: string): Reader => ({
    from: name,
    make: (list) =>
        Object.fromEntries(
            items(list).flatMap((tag) => {
                const key = text(see(tag, "key"));
                return key === undefined ? [] : [[key, see(tag, "value")]];
            }),
        ),
});

/** Reads each item of a list. */
export const each =
    (make: (item: unknown) => unknown) =>
    (list: unknown): unknown =>
        items(list).map((item) => (item === UNKNOWN ? item : make(item)));

/** Reads what a type of CloudFormation holds, by the names that the rules know. */
export function read(given: unknown, readers: Readonly<Record<string, Reader>>): Record<string, unknown> {
    const found = Object.entries(readers).map(([name, { from = name, path = [], make }]) => {
        const value = see(given, from, ...path);
        const open = value === undefined || value === UNKNOWN;
        return [name, open || !make ? value : make(value)] as const;
    });
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}
