import type { Account } from "../account/account";
import type { Area } from "../account/area";
import type { Request } from "../account/evaluate";

/** A request to put to every principal, with its place in the table of expectations. */
export interface Question {
    /** The value of each dimension of the table. */
    readonly facets: Readonly<Record<string, string>>;
    /** The agent whose resource is asked for, where it is one agent's. */
    readonly owner?: string;
    /** The area that is asked for, where it is one. */
    readonly area?: Area;
    /** How an explanation calls the resource, where the facets do not tell. */
    readonly about: string;
    readonly request: Request;
}

/** What one table of expectations is about. */
export interface Subject {
    /** The table's heading. */
    readonly title: string;
    /** Every dimension of its requests with every value; the table may use no others. */
    readonly dimensions: Readonly<Record<string, readonly string[]>>;
    /** Whether nothing that it asks for is one environment's own, or other tables ask for it too. @default false */
    readonly isShared?: boolean;
    /** All requests that follow from what an account holds: every combination of the dimensions. */
    ask(account: Account): readonly Question[];
}

/** A dimension whose values are groups of actions. */
export function actionsOf(groups: Readonly<Record<string, readonly string[]>>): readonly {
    readonly value: string;
    readonly action: string;
}[] {
    return Object.entries(groups).flatMap(([value, actions]) => actions.map((action) => ({ value, action })));
}
