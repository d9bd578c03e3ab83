import type { Change } from "../mutant";

/** A change of one property that weakens a resource of a type. */
export interface Weakening {
    readonly operator: string;
    readonly change: Change;
}

/** Weakenings by type: each is applied to each resource of it. */
export type Weakenings = Readonly<Record<string, readonly Weakening[]>>;
