import type { Account } from "../account/account";
import type { Evaluator } from "../account/evaluate";
import type { Principal } from "../account/principal";
import { type Answer, type Difference, type Finding, pageFault } from "../finding";
import { everyoneElse, facetsOf, fits, rowFor, unasked } from "./proveAccess";
import { subjects } from "./subjects";
import type { Table } from "./table";

/** The heading of the expectations about two environments of one stack in docs/access.md. */
export const apartTitle = "Other environments";

/** The cell of whoever must get no further than a role without permissions. */
const asPlainRole = "as a plain role";

/**
 * Puts every question about one environment to the agents and the service roles of another: each answer has to be the one
 * that docs/access.md has for a role of the account that has nothing to do with the environment.
 */
export async function proveApart(
    { name: of, account }: { readonly name: string; readonly account: Account },
    { name: other, principals }: { readonly name: string; readonly principals: readonly Principal[] },
    tables: readonly Table[],
    evaluator: Evaluator,
): Promise<Finding> {
    const apart = tables.find(({ title }) => title === apartTitle);
    if (apart === undefined)
        return { title: apartTitle, answers: [], faults: [pageFault(apartTitle, "has no table")] };
    const answers: Answer[] = [];
    const faults: Difference[] = [];
    for (const { title, ask } of subjects.filter(({ isShared }) => isShared !== true)) {
        const table = tables.find((each) => each.title === title);
        const row = apart.rows.find(({ asked }) => asked["asked in"]?.includes(title));
        if (table === undefined || row === undefined) {
            faults.push(pageFault(apartTitle, `no row for ${title}`));
            continue;
        }
        for (const question of ask(account)) {
            const asked = rowFor(table, question);
            const plain = asked?.answers["plain role"] ?? asked?.answers[everyoneElse] ?? unasked;
            // A question that no row covers is a fault of its own table already.
            if (plain === unasked) continue;
            for (const principal of principals) {
                const column = principal.kind === "agents" ? "agents" : "service roles";
                const expected = row.answers[column] ?? "";
                const decision = await evaluator.decide(principal, question.request);
                // Who is denied more than a plain role, as who bakes images is, gets no further either.
                const isNoFurther = decision.outcome === "never" || fits(plain, decision);
                const found = isNoFurther ? asPlainRole : decision.outcome;
                answers.push({
                    row,
                    column,
                    where: `${title} of ${of}: ${facetsOf(question)} (${question.about})`,
                    who: `${principal.name} of ${other}`,
                    expected,
                    found,
                    isExpected: found === expected,
                    because: decision.because,
                });
            }
        }
    }
    return { title: apartTitle, answers, faults };
}
