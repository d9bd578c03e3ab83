import { text } from "../resourceType";
import { isProperties, type Properties } from "../values";
import type { InvokeContext } from "./handler";

/** The values of one filter, such as `vpc-id`, where the call has it. */
export function filterValues(args: Properties, name: string): string[] {
    const filters = Array.isArray(args.filters) ? (args.filters as Properties[]) : [];
    return filters
        .filter((filter) => filter.name === name)
        .flatMap((filter) => (Array.isArray(filter.values) ? filter.values.map(String) : []));
}

/** What a program made in a region of one type. */
export function made(account: InvokeContext["account"], token: string, region: string): Properties[] {
    return account
        .all()
        .filter((record) => record.token === token && record.region === region)
        .map(({ id, outputs }) => ({ ...outputs, id }));
}

/** Whether a resource has all tags that a call asks for, by its argument `tags` or by filters such as `tag:Name`. */
export function hasTags({ tags }: Properties, args: Properties): boolean {
    const own = isProperties(tags) ? tags : {};
    const asked = isProperties(args.tags) ? args.tags : {};
    const filters = Array.isArray(args.filters) ? (args.filters as Properties[]) : [];
    return (
        Object.entries(asked).every(([key, value]) => own[key] === value) &&
        filters
            .map((filter) => text(filter.name))
            .filter((name) => name.startsWith("tag:"))
            .every((name) => filterValues(args, name).includes(text(own[name.slice(4)])))
    );
}
