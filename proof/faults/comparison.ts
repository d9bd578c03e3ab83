import type { Workspace } from "../../rehearsal/engine/workspace";
import { type Export, type ExportedResource, resourcesOf } from "../../state/exported";

/** A resource of AWS, by the name that the program gave it and the id that AWS did. */
export interface Known {
    readonly urn: string;
    readonly id: string;
}

/** What the state says beside what AWS has, as a person compares them after an interruption. */
export class Comparison {
    private constructor(
        private readonly state: Export,
        private readonly workspace: Workspace,
    ) {}

    static async of(workspace: Workspace): Promise<Comparison> {
        return new Comparison(await workspace.exportState(), workspace);
    }

    /** What the state knows of AWS. */
    get known(): readonly Known[] {
        return this.#resources.map(({ urn, id = "" }) => ({ urn, id }));
    }

    /** The ids of what the engine refuses to delete, by URN. */
    get protectedIds(): ReadonlyMap<string, string | undefined> {
        return new Map(
            this.#resources.flatMap(({ urn, id, protect }) => (protect ? [[urn, id] as const] : [])),
        );
    }

    /** The URNs of what the engine was at when it was interrupted. */
    get pending(): readonly string[] {
        return (this.state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn);
    }

    /** What AWS has and the state does not know. */
    get unknown() {
        const known = keys(this.known);
        return this.workspace.account.all().filter((record) => !known.has(keyOf(record)));
    }

    /** What the state knows and AWS does not have. */
    get lost(): readonly string[] {
        const real = keys(this.workspace.account.all());
        return this.known.filter((resource) => !real.has(keyOf(resource))).map(({ urn }) => urn);
    }

    get #resources(): readonly ExportedResource[] {
        return resourcesOf(this.state).filter(
            ({ type, id }) => type.startsWith("aws:") && id !== undefined && id !== "",
        );
    }
}

const keyOf = ({ urn, id }: Known): string => `${urn} ${id}`;
const keys = (resources: readonly Known[]): ReadonlySet<string> => new Set(resources.map(keyOf));
