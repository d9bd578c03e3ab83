import { resolve } from "node:path";
import { exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { Graph } from "../state/graph";
import { stateOf } from "../state/read";
import { compose, findingsIn, type Report } from "./compose";
import { readAnswers } from "./facts/access";
import { readDiagnosis } from "./facts/diagnosis";
import { help, type Options, parseOptions } from "./options";
import { readPackConfig, writePage } from "./write";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<number> {
    const { packConfigFile, answersFile, diagnosisFile, deployerArn, mostAgents } = options;
    const packConfig = packConfigFile && { file: packConfigFile, content: readPackConfig(packConfigFile) };
    const access = answersFile === undefined ? undefined : readAnswers(answersFile);
    const state = await stateOf(options, root, say);
    const diagnosis =
        diagnosisFile === undefined ? undefined : readDiagnosis(diagnosisFile, Graph.of(state).stack);
    if (access === undefined) say("Proving who can reach what; this takes up to a minute.");
    const report = await compose(state, {
        packConfig: packConfig || undefined,
        access,
        diagnosis,
        deployerArn,
        mostAgents,
    });
    if (options.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    if (!options.json || options.out !== undefined) {
        const file = writePage(report, options.out);
        if (!options.json) process.stdout.write(`${file}\n`);
    }
    say(verdictOf(report));
    const { controls, access: differences, isUnsound } = findingsIn(report);
    return controls.length + differences.length === 0 && !isUnsound ? exitCodes.passed : exitCodes.failed;
}

/** What the page says first. */
function verdictOf(report: Report): string {
    const { controls, access } = findingsIn(report);
    const violated = `${controls.length} mandatory ${controls.length === 1 ? "control" : "controls"} violated`;
    const other = `${access.length} ${access.length === 1 ? "access" : "accesses"} not as expected`;
    return `${report.project}/${report.stack}: ${violated}, ${other}.`;
}

runCommand("report", withHelp(help, parseOptions, main));
