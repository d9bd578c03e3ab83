import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { checkFolderOf, checkStack, exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { resolveCli } from "../engine/resolveCli";
import type { Workspace } from "../rehearsal/engine/workspace";
import { Rehearsal } from "../rehearsal/rehearsal";
import { asJson, reportFailed, reportPassed } from "../rehearsal/report";
import { StepFailed } from "../rehearsal/steps";
import { reportOfProof } from "../report/proven";
import { help, type Options, parseOptions } from "./options";
import { Proving, provenFiles } from "./proving";

const root = resolve(__dirname, "..");

/** What stays behind after --keep, and how to use it. */
const keptFolder = (workspace: Workspace): string =>
    `The scratch folder is ${workspace.folder}. To run pulumi in it:\n` +
    `  . ${workspace.folder}/env.sh && cd ${workspace.folder}/project && pulumi stack`;

async function main(options: Options): Promise<number> {
    checkStack(root, options.stack);
    checkFolderOf("--export", options.exportFile);
    const out = options.json ? process.stderr : process.stdout;
    out.write("Rehearsing on the real Pulumi engine, with stand-ins for AWS. No account is touched.\n");
    const cli = await resolveCli((line) => out.write(`       ${line}\n`));
    out.write(`Pulumi ${cli.version}, ${cli.origin}\n`);
    const policyPack = join(root, "policy-pack");
    const shipped = join(policyPack, "config", `${options.stack}.json`);
    const policyPackConfig = existsSync(shipped) ? shipped : undefined;
    const config = relative(root, shipped);
    out.write(
        policyPackConfig === undefined
            ? `Policy pack with its own levels: there is no ${config}\n`
            : `Policy pack with ${config}, as its own stacks are deployed\n`,
    );
    const { workspace, rehearsal } = await Rehearsal.prepare(
        root,
        policyPack,
        cli,
        { ...options, policyPackConfig, startCheck: Proving.start },
        out,
    );
    try {
        const result = await rehearsal.run();
        out.write(reportPassed(options.stack, cli, result));
        const page = await reportOfProof(provenFiles(workspace.folder));
        out.write(`What an auditor would get: ${page}\n`);
        if (options.json) process.stdout.write(asJson(options.stack, cli, result, page));
        if (options.keep) out.write(`${keptFolder(workspace)}\n`);
        return exitCodes.passed;
    } catch (error) {
        if (error instanceof StepFailed) {
            process.stderr.write(reportFailed(error, options.keep ? keptFolder(workspace) : undefined));
            if (options.json) process.stdout.write(asJson(options.stack, cli, rehearsal.result));
            return exitCodes.failed;
        }
        throw error;
    } finally {
        if (options.keep) workspace.keep();
        else workspace.dispose();
    }
}

runCommand("rehearse", withHelp(help, parseOptions, main));
