import type { Graph } from "../state/graph";
import { Actions } from "./access/actions";
import { bucketsIn, bucketsTitle } from "./access/buckets";
import { directoriesIn, directoriesTitle } from "./access/directories";
import { proveFacts } from "./access/facts";
import { permissionsTitle, provePermissions } from "./access/permissions";
import { proveAccess } from "./access/proveAccess";
import { subjects } from "./access/subjects";
import type { Table } from "./access/table";
import { type Account, readAccount } from "./account/account";
import { Evaluator } from "./account/evaluate";
import { unknownIn } from "./account/known";
import { type Bystanders, principalsIn } from "./account/principals";
import type { Difference, Finding } from "./finding";
import { networkTitle, placementsIn, placementTitle, proveNetwork } from "./network/proveNetwork";

/** Compares deployed graphs with one set of expectations; what was evaluated for one graph is kept for the next. */
export class Proof {
    readonly #evaluator = new Evaluator();
    readonly #actions = Actions.load();

    constructor(
        private readonly tables: readonly Table[],
        private readonly bystanders: Bystanders,
    ) {}

    /** How many different requests the evaluator has decided. */
    get evaluated(): number {
        return this.#evaluator.evaluated;
    }

    /**
     * Everything that the graph allows, beside what is expected of it. Each agent is asked for at each other's
     * resources, which grows with the square of their number: `mostAgents` of them are.
     * @param mostAgents @default all
     */
    async of(graph: Graph, mostAgents = Number.POSITIVE_INFINITY): Promise<readonly Finding[]> {
        try {
            return await this.findingsOf(graph, readAccount(graph), mostAgents);
        } catch (error) {
            return [{ title: "State", answers: [], faults: [unreadable(error)] }];
        }
    }

    private async findingsOf(
        graph: Graph,
        account: Account,
        mostAgents: number,
    ): Promise<readonly Finding[]> {
        const some = { ...account, agents: account.agents.slice(0, mostAgents) };
        const principals = principalsIn(some, this.bystanders);
        const findings: Finding[] = [];
        for (const subject of subjects)
            findings.push(
                await proveAccess(subject, this.table(subject.title), some, principals, this.#evaluator),
            );
        return [
            ...findings,
            provePermissions(this.table(permissionsTitle), account, await this.#actions),
            proveNetwork(this.table(networkTitle), graph),
            proveFacts(placementTitle, this.table(placementTitle), placementsIn(graph)),
            proveFacts(bucketsTitle, this.table(bucketsTitle), bucketsIn(graph)),
            proveFacts(directoriesTitle, this.table(directoriesTitle), directoriesIn(graph)),
            {
                title: "State",
                answers: [],
                faults: unknownIn(graph, account, principalsIn(account, this.bystanders)),
            },
        ];
    }

    private table(title: string): Table | undefined {
        return this.tables.find((table) => table.title === title);
    }
}

function unreadable(error: unknown): Difference {
    return {
        where: "the state",
        who: "–",
        expected: "the parts that the kit is made of",
        found: error instanceof Error ? error.message : String(error),
        because: "",
    };
}
