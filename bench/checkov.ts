import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cleanUpAtExit } from "../cli/cleanUp";
import { countFrom, exitCodes, readOptions, runCommand, UsageError, withHelp } from "../cli/commandLine";
import type { Run } from "../rehearsal/engine/run";
import { Workspace } from "../rehearsal/engine/workspace";
import { type ExportedResource, resourcesOf } from "../state/exported";
import { report } from "./measure";
import { terraformPlan } from "./terraformPlan";

const help = `Usage: npm run bench:checkov -- [options]

Times a preview of dev on the rehearsal's engine, without and with the policy pack, and beside it checkov on the same
resources, written as a plan of Terraform's: what checks a plan, without the time that terraform takes to make one. Needs
checkov on PATH (pip install checkov).

Options:
  --runs N  how often each is run (default: 5)
  --help    show this

Exit codes:
  0  measured
  1  the engine or checkov failed
  2  the options were not understood, or checkov is not on PATH
`;

const root = resolve(__dirname, "..");

/** One run of checkov on a plan: its seconds, and how many checks it made of how many resources. */
function checkov(plan: string): {
    readonly seconds: number;
    readonly checks: number;
    readonly resources: number;
} {
    const start = performance.now();
    const options = ["--framework", "terraform_plan", "--output", "json", "--compact", "--soft-fail"];
    const { status, stdout, stderr } = spawnSync("checkov", ["--file", plan, ...options], {
        encoding: "utf8",
        // Else it asks a service for its own guidelines.
        env: { ...process.env, BC_SKIP_MAPPING: "true" },
        maxBuffer: 64e6,
    });
    const seconds = (performance.now() - start) / 1_000;
    if (status !== 0) throw new Error(`checkov ended with ${status}:\n${stderr}`);
    const said = JSON.parse(stdout) as { summary?: Record<string, number> };
    const { passed = 0, failed = 0, resource_count: resources = 0 } = said.summary ?? {};
    if (resources === 0) throw new Error(`checkov saw no resource in ${plan}:\n${stderr}`);
    return { seconds, checks: passed + failed, resources };
}

/** The run, or its errors: one that failed early would count as a fast one. */
function succeeded(run: Run): Run {
    if (!run.succeeded) throw new Error(run.errors.join("\n") || run.stderr);
    return run;
}

/** What dev consists of once it is deployed. */
async function deployedResources(): Promise<readonly ExportedResource[]> {
    const workspace = await Workspace.create({ program: root, report });
    try {
        succeeded(await workspace.up());
        return resourcesOf(await workspace.exportState());
    } finally {
        workspace.dispose();
    }
}

const spread = (seconds: readonly number[]): string => {
    const sorted = seconds.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return `median ${median.toFixed(1)} s, ${sorted[0]?.toFixed(1)} to ${sorted.at(-1)?.toFixed(1)} s`;
};

const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        runs: { type: "string", default: "5" },
        help: { type: "boolean", default: false },
    });

async function main(options: ReturnType<typeof readFrom>): Promise<number> {
    const runs = countFrom("--runs", options.runs, 100);
    if (spawnSync("checkov", ["--version"]).error)
        throw new UsageError("checkov is not on PATH. Install it: pip install checkov");
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-checkov-"));
    const cleanUp = cleanUpAtExit(() => rmSync(folder, { recursive: true }));
    const bare = await Workspace.create({ program: root, report });
    const held = await Workspace.create({ program: root, policyPacks: [join(root, "policy-pack")], report });
    try {
        const plan = join(folder, "plan.json");
        writeFileSync(plan, JSON.stringify(terraformPlan(await deployedResources())));
        const seconds: Record<"bare" | "held" | "checkov", number[]> = { bare: [], held: [], checkov: [] };
        for (let run = 1; run <= runs; run += 1) {
            seconds.bare.push(succeeded(await bare.preview()).seconds);
            seconds.held.push(succeeded(await held.preview()).seconds);
            const checked = checkov(plan);
            seconds.checkov.push(checked.seconds);
            if (run === 1)
                console.log(`checkov made ${checked.checks} checks of ${checked.resources} resources`);
        }
        console.log(`preview without the policy pack: ${spread(seconds.bare)}`);
        console.log(`preview with the policy pack:    ${spread(seconds.held)}`);
        console.log(`checkov alone:                   ${spread(seconds.checkov)}`);
        return exitCodes.passed;
    } finally {
        bare.dispose();
        held.dispose();
        cleanUp.run();
    }
}

runCommand("bench:checkov", withHelp(help, readFrom, main));
