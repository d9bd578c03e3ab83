import { environmentsIn } from "../state/environments";
import type { Graph } from "../state/graph";
import { Actions } from "./access/actions";
import { apartTitle, proveApart } from "./access/apart";
import { boundariesIn, boundariesTitle } from "./access/boundaries";
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
import { type Bystanders, principalsIn, rolesOf } from "./account/principals";
import type { Difference, Finding } from "./finding";
import { proveNetworkApart } from "./network/apart";
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
     * Everything that the graph allows, beside what is expected of it: in each of its environments, and from each into
     * each other. Each agent is asked for at each other's resources, which grows with the square of their number:
     * `mostAgents` of an environment are.
     * @param mostAgents @default all
     */
    async of(graph: Graph, mostAgents = Number.POSITIVE_INFINITY): Promise<readonly Finding[]> {
        const environments = environmentsIn(graph);
        const isAlone = environments.length === 1;
        const findings: Finding[] = [];
        const parties: Party[] = [];
        for (const { name, graph: own } of environments) {
            const found = await this.#within(own, mostAgents, (account) =>
                parties.push({ name, account, graph: own }),
            );
            findings.push(...(isAlone ? found : found.map((finding) => named(name, finding))));
        }
        for (const party of parties)
            for (const other of parties)
                if (party !== other) findings.push(await this.#apart(graph, party, other));
        return findings;
    }

    async #within(
        graph: Graph,
        mostAgents: number,
        read: (account: Account) => void,
    ): Promise<readonly Finding[]> {
        try {
            const account = readAccount(graph);
            read({ ...account, agents: account.agents.slice(0, mostAgents) });
            return await this.#findingsOf(graph, account, mostAgents);
        } catch (error) {
            return [{ title: "State", answers: [], faults: [unreadable(error)] }];
        }
    }

    async #findingsOf(graph: Graph, account: Account, mostAgents: number): Promise<readonly Finding[]> {
        const some = { ...account, agents: account.agents.slice(0, mostAgents) };
        const principals = principalsIn(some, this.bystanders);
        const findings: Finding[] = [];
        for (const subject of subjects)
            findings.push(
                await proveAccess(subject, this.#table(subject.title), some, principals, this.#evaluator),
            );
        return [
            ...findings,
            provePermissions(this.#table(permissionsTitle), account, await this.#actions),
            proveNetwork(this.#table(networkTitle), graph),
            proveFacts(placementTitle, this.#table(placementTitle), placementsIn(graph)),
            proveFacts(boundariesTitle, this.#table(boundariesTitle), boundariesIn(graph)),
            proveFacts(bucketsTitle, this.#table(bucketsTitle), bucketsIn(graph)),
            proveFacts(directoriesTitle, this.#table(directoriesTitle), directoriesIn(graph)),
            {
                title: "State",
                answers: [],
                faults: unknownIn(graph, account, principalsIn(account, this.bystanders)),
            },
        ];
    }

    /** What one environment can do to another. */
    async #apart(graph: Graph, from: Party, to: Party): Promise<Finding> {
        const principals = rolesOf(from.account);
        const access = await proveApart(to, { name: from.name, principals }, this.tables, this.#evaluator);
        const network = proveNetworkApart(this.#table(apartTitle), graph, from, to);
        return {
            environment: `${from.name} into ${to.name}`,
            title: apartTitle,
            answers: [...access.answers, ...network.answers],
            faults: [...access.faults, ...network.faults],
        };
    }

    #table(title: string): Table | undefined {
        return this.tables.find((table) => table.title === title);
    }
}

/** An environment among others. */
interface Party {
    readonly name: string;
    readonly account: Account;
    readonly graph: Graph;
}

/** A finding that says of which environment it is, where there are others. */
function named(environment: string, { title, answers, faults }: Finding): Finding {
    const where = <T extends Difference>(each: T): T => ({ ...each, where: `${environment}, ${each.where}` });
    return { environment, title, answers: answers.map(where), faults: faults.map(where) };
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
