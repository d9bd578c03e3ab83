import { numberIn } from "../../state/exported";
import { type Graph, type Resource, regionOf, textOf } from "../../state/graph";

/** A customer managed key as the page shows it, with its rotation, deletion window and protection. */
export interface Key {
    /** Its alias, else the name that the program gave it. */
    readonly label: string;
    readonly id: string;
    readonly region: string;
    /** What it is for, as its description says. */
    readonly purpose: string;
    /** Days between rotations; undefined where it does not rotate. */
    readonly rotationDays: number | undefined;
    /** Its deletion window, in days: how long a scheduled deletion can be cancelled. */
    readonly deletionWindowDays: number | undefined;
    readonly isEnabled: boolean;
    readonly isProtected: boolean;
}

/** The keys of a graph, by every name that other resources call them. */
export class Keys {
    readonly all: readonly Key[];
    readonly #labels = new Map<string, string>();

    constructor(graph: Graph) {
        const resources = [...graph.all("aws:kms/key:Key"), ...graph.all("aws:kms/replicaKey:ReplicaKey")];
        this.all = resources.map((key) => {
            const alias = graph.find("aws:kms/alias:Alias", "targetKeyArn", key.props.arn);
            const label = (textOf(alias, "name") ?? key.name).replace(/^alias\//, "");
            for (const called of [key.id, textOf(key, "arn"), textOf(alias, "arn"), textOf(alias, "name")])
                if (called !== undefined) this.#labels.set(called, label);
            return keyOf(key, label);
        });
    }

    /** How a report calls the key that a resource names; a key of another stack keeps its ARN. */
    label(named: unknown): string | undefined {
        if (typeof named !== "string" || named === "") return undefined;
        return this.#labels.get(named) ?? named;
    }
}

function keyOf(key: Resource, label: string): Key {
    const { props } = key;
    return {
        label,
        id: key.id,
        region: regionOf(key),
        purpose: textOf(key, "description") ?? "",
        rotationDays:
            props.enableKeyRotation === true ? (numberIn(props, "rotationPeriodInDays") ?? 365) : undefined,
        deletionWindowDays: numberIn(props, "deletionWindowInDays"),
        isEnabled: props.isEnabled !== false,
        isProtected: key.protect,
    };
}
