import { type Graph, textOf } from "../../state/graph";
import { isAccountsBoundary } from "../account/role";
import type { Thing } from "./facts";

/** The heading of the expectations about roles' boundaries in docs/access.md. */
export const boundariesTitle = "Boundaries";

/** What holds each role down, whatever is attached to it later. */
export function boundariesIn(graph: Graph): readonly Thing[] {
    return graph.all("aws:iam/role:Role").map((role): Thing => {
        const arn = textOf(role, "permissionsBoundary") ?? "";
        return {
            kind: "every",
            name: role.name,
            facts: {
                "is under the account's boundary": {
                    isTrue: isAccountsBoundary(graph, arn),
                    because: `permissionsBoundary ${arn === "" ? "is absent" : arn}`,
                },
            },
        };
    });
}
