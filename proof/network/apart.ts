import type { Graph } from "../../state/graph";
import { apartTitle } from "../access/apart";
import type { Table } from "../access/table";
import { type Finding, pageFault } from "../finding";
import { partiesIn } from "./parties";
import { networkTitle, Reach } from "./proveNetwork";
import { Routes } from "./routes";
import { rulesIn } from "./securityGroups";

/** What an environment has an address for. */
const ownKinds = ["agents", "agents without internet", "mount targets", "endpoints"];

/** An environment's name and what it sees of the stack. */
interface Place {
    readonly name: string;
    readonly graph: Graph;
}

/** Compares who of one environment opens any connection to whom of another with docs/access.md. */
export function proveNetworkApart(table: Table | undefined, graph: Graph, from: Place, to: Place): Finding {
    const row = table?.rows.find(({ asked }) => asked["asked in"]?.includes(networkTitle));
    if (row === undefined)
        return {
            title: apartTitle,
            answers: [],
            faults: [pageFault(apartTitle, `no row for ${networkTitle}`)],
        };
    const reach = new Reach(rulesIn(graph), new Routes(graph));
    const own = (place: Place) => partiesIn(place.graph).filter(({ kind }) => ownKinds.includes(kind));
    const answers = own(from).flatMap((a) =>
        own(to).map((b) => {
            const way = reach.between(a, b, () => true);
            const expected = row.answers.network ?? "";
            const found = way === undefined ? "no" : "yes";
            return {
                row,
                column: "network",
                where: `${networkTitle} of ${to.name}: ${b.kind} (${b.name})`,
                who: `${a.name} of ${from.name}`,
                expected,
                found,
                isExpected: found === expected,
                because: way ?? "no pair of rules and no route lets it through",
            };
        }),
    );
    return { title: apartTitle, answers, faults: [] };
}
