import type { Environment } from "../../state/environments";
import type { Graph } from "../../state/graph";
import type { Statement } from "../operation";
import { questionsOf } from "./examine";

/** From so many resources of a kind on a policy names what their names begin with, as IAM takes 6,144 characters. */
const mostNamed = 8;

/** Everything that a look at these environments asks, and nothing else: it only reads. */
export function doctorPolicy(graph: Graph, environments: readonly Environment[]): readonly Statement[] {
    const resources = new Map<string, Set<string>>();
    for (const { question } of questionsOf(graph, environments))
        for (const grant of question.grants)
            for (const action of grant.actions) {
                const known = resources.get(action) ?? new Set<string>();
                for (const resource of grant.resources) known.add(resource);
                resources.set(action, known);
            }
    // Actions on the same resources stand together.
    const groups = new Map<string, { readonly actions: string[]; readonly on: readonly string[] }>();
    for (const [action, found] of resources) {
        // What one check asks of everything, another need not ask of one thing.
        const on = found.has("*") ? ["*"] : inFew([...found]);
        const group = groups.get(on.join()) ?? { actions: [], on };
        group.actions.push(action);
        groups.set(on.join(), group);
    }
    return [...groups.values()].map(({ actions, on }, index) => ({
        Sid: on[0] === "*" ? "Account" : `Stack${index + 1}`,
        Effect: "Allow",
        Action: actions.toSorted(),
        Resource: on[0] === "*" ? "*" : on,
    }));
}

/** ARNs, and in place of many of a kind one pattern that begins as all of them do. */
function inFew(arns: readonly string[]): readonly string[] {
    const kinds = new Map<string, string[]>();
    for (const arn of arns.toSorted()) {
        const [kind = arn] = /^(?:[^:]*:){5}\w+/.exec(arn) ?? [];
        kinds.set(kind, [...(kinds.get(kind) ?? []), arn]);
    }
    return [...kinds.values()].flatMap((some) => (some.length > mostNamed ? [`${startOf(some)}*`] : some));
}

/** What all texts begin with. */
function startOf([first = "", ...others]: readonly string[]): string {
    let length = first.length;
    for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
    return first.slice(0, length);
}
