import { regionIn } from "../../../../operations/doctor/check";
import { type Export, isRecord } from "../../../../state/exported";
import { Graph, type Resource } from "../../../../state/graph";

/** What stands before the stack's own region where a resource has none. */
const home = "us-east-1";

const clients = new Map<string, unknown>();

/** A client of one of the SDK's services, for where a resource is; the same one each time. */
export function clientOf<C>(
    Service: new (options: { readonly region: string; readonly maxAttempts: number }) => C,
    resource?: Resource,
): C {
    const region = (resource && regionIn(resource)) || home;
    const key = `${Service.name} ${region}`;
    const client = (clients.get(key) as C | undefined) ?? new Service({ region, maxAttempts: 1 });
    clients.set(key, client);
    return client;
}

/** The account that moto has. */
export const motoAccount = "123456789012";

/** A stack on its way into moto: what is put there, and what its names became. */
export class Seeding {
    readonly graph: Graph;
    readonly #names = new Map<string, string>();

    constructor(private readonly state: Export) {
        const [account = ""] = /(?<=:)\d{12}(?=:)/.exec(JSON.stringify(state)) ?? [];
        this.rename(account, motoAccount);
        this.graph = Graph.of(state);
    }

    /** Notes what moto calls something that the state calls otherwise. */
    rename(ours: string | undefined, motos: string | undefined): void {
        if (ours && motos && ours !== motos) this.#names.set(ours, motos);
    }

    /** A text of the state as moto would have it, as far as it is put there yet. */
    in(text: unknown): string {
        return [...this.#names]
            .toSorted(([a], [b]) => b.length - a.length)
            .reduce((all, [ours, motos]) => all.replaceAll(ours, motos), String(text ?? ""));
    }

    /** A text property of a resource as moto would have it. */
    text(resource: Resource, property: string): string {
        return this.in(resource.props[property]);
    }

    /** The state as it would be, had the stack been deployed into moto. */
    get seeded(): Export {
        const rewritten = (value: unknown): unknown => {
            if (typeof value === "string") return this.in(value);
            if (Array.isArray(value)) return value.map(rewritten);
            if (!isRecord(value)) return value;
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewritten(item)]));
        };
        return rewritten(this.state) as Export;
    }
}
