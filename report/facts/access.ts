import { readJson, UsageError } from "../../cli/commandLine";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import type { Difference } from "../../proof/finding";
import { Proof } from "../../proof/proof";
import { type FoundTable, type JsonFinding, jsonFindings } from "../../proof/report";
import { isRecord } from "../../state/exported";
import type { Graph } from "../../state/graph";

/** One table of who can do what, as found in the state. */
export interface AccessTable extends FoundTable {
    /** The environment that it is about, or `web into mobile`; undefined where the stack has one only. */
    readonly environment?: string | undefined;
    readonly title: string;
    /** Answers behind it. */
    readonly answers: number;
}

/** Who can reach what. */
export interface Access {
    readonly tables: readonly AccessTable[];
    /** Everything that is not as docs/access.md expects it. */
    readonly differences: readonly Difference[];
    readonly answers: number;
}

/**
 * Proves a graph as `npm run prove` does.
 * @param deployerArn the role that deploys. @default the rehearsal's
 * @param mostAgents how many agents are asked for, each with each. @default all
 */
export async function proveAccessOf(
    graph: Graph,
    deployerArn?: string,
    mostAgents?: number,
): Promise<Access> {
    const findings = await new Proof(expectedTables(), bystandersOf(graph, deployerArn)).of(
        graph,
        mostAgents,
    );
    return accessOf(jsonFindings(findings));
}

/** The answers in a file that `npm run prove -- --json` wrote about the same state. */
export function readAnswers(file: string): Access {
    const written = `npm run prove -- --file FILE --answers ${file}`;
    const content = readJson(file, written);
    if (!isRecord(content) || !Array.isArray(content.findings))
        throw new UsageError(`${file} holds no findings. Write it with: ${written}`);
    return accessOf(content.findings as readonly JsonFinding[]);
}

function accessOf(findings: readonly JsonFinding[]): Access {
    const tables = findings
        .filter(({ answers }) => answers.length > 0)
        .map(({ environment, title, table, answers }) => ({
            environment,
            title,
            answers: answers.length,
            ...table,
        }));
    const differences = findings.flatMap(({ faults, answers }) => [
        ...faults,
        ...answers.filter(({ isExpected }) => !isExpected),
    ]);
    return {
        tables,
        differences: differences.map(({ where, who, expected, found, because }) => ({
            where,
            who,
            expected,
            found,
            because,
        })),
        answers: tables.reduce((sum, { answers }) => sum + answers, 0),
    };
}
