import { Session, type SessionOptions } from "../../../operations/aws/session";
import { consult } from "../../../operations/doctor/consult";
import type { Diagnosis } from "../../../operations/doctor/result";
import { environmentsIn } from "../../../state/environments";
import type { Export } from "../../../state/exported";
import { Graph } from "../../../state/graph";
import { checked } from "../../../state/read";
import { deployedState } from "../../deployed";
import { seed } from "./seed";

/** Old enough that every backup and restore test of its schedules was due since. */
const madeAt = "2025-01-01T00:00:00Z";

/** A stack that was deployed long ago, as its state has it. */
const agedState = ({ deployment }: Export): Export => ({
    deployment: {
        ...deployment,
        resources: (deployment.resources ?? []).map((resource) => ({ ...resource, created: madeAt })),
    },
});

/** Deploys prod in a local AWS, and gives its state with what it is called there. */
export const deployProd = async (): Promise<Export> =>
    seed(agedState(checked(await deployedState("prod"), "the rehearsal")));

/** Looks at every environment of a stack, as the command does, and says what was told meanwhile. */
export async function look(
    state: Export,
    options: Partial<SessionOptions> = {},
    intended: readonly string[] = [],
) {
    const graph = Graph.of(state);
    const lines: string[] = [];
    const session = new Session({ region: "us-east-1", say: (line) => lines.push(line), ...options });
    try {
        const { json, text, passed } = await consult(
            session,
            graph,
            environmentsIn(graph),
            "print the policy",
            intended,
        );
        return { diagnosis: json as Diagnosis, text, passed, lines, calls: session.calls };
    } finally {
        session.close();
    }
}

/** The faults of a diagnosis, each once. */
export const faultsIn = ({ findings }: Diagnosis): readonly string[] =>
    [...new Set(findings.map(({ check, fault }) => `${check}/${fault}`))].toSorted();

/** The state with another text for one of its own, wherever it has it. */
export const renamed = (state: Export, from: string, to: string): Export =>
    JSON.parse(JSON.stringify(state).replaceAll(from, to));
