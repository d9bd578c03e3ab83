import type { Environment } from "../../state/environments";
import type { Graph } from "../../state/graph";
import { explained } from "../aws/errors";
import { callerIn, placeOf } from "../aws/place";
import type { Session } from "../aws/session";
import type { Outcome } from "../operation";
import { examine } from "./examine";
import { describeDiagnosis } from "./print";
import { isSound } from "./result";

/**
 * Looks at some environments of a stack, with credentials of its account.
 * @param policy the command that prints what a caller has to be allowed
 * @param intended ARNs of the roles and users that may mount or use keys by intention
 * @throws Error in words that say what would do, where AWS does not tell who asks, or the account is another
 */
export async function consult(
    session: Session,
    graph: Graph,
    environments: readonly Environment[],
    policy: string,
    intended: readonly string[] = [],
): Promise<Outcome> {
    try {
        for (const { graph: own } of environments) await callerIn(session, placeOf(own));
        const diagnosis = await examine(session, graph, environments, policy, intended);
        return { json: diagnosis, text: describeDiagnosis(diagnosis), passed: isSound(diagnosis) };
    } catch (error) {
        throw explained(error, policy);
    }
}
