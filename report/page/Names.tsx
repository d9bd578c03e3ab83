/** Names that are listed at once; more are folded away. */
export const fewNames = 4;

interface NamesProps {
    readonly names: readonly string[];
    /** What they are names of, where they are folded. @default resources */
    readonly what?: string;
}

/** Names of resources as a list, folded where there are many. */
export function Names({ names, what = "resources" }: NamesProps) {
    if (names.length === 0) return <span class="quiet">none</span>;
    if (names.length <= fewNames) return <List names={names} />;
    return (
        <details>
            <summary>
                {names.length.toLocaleString("en")} {what}
            </summary>
            <List names={names} />
        </details>
    );
}

function List({ names }: NamesProps) {
    return names.map((name, at) => (
        <span key={name}>
            {at > 0 && ", "}
            <code>{name}</code>
        </span>
    ));
}

/** Things in groups that say the same, each group with what it says, in the order of their first. */
export function grouped<T>(
    things: readonly T[],
    saying: (thing: T) => string,
): readonly (readonly [T, ...T[]])[] {
    const groups = new Map<string, [T, ...T[]]>();
    for (const thing of things) {
        const group = groups.get(saying(thing));
        if (group === undefined) groups.set(saying(thing), [thing]);
        else group.push(thing);
    }
    return [...groups.values()];
}
