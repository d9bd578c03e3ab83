import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CleanUp, cleanUpAtExit } from "../../cli/cleanUp";
import { ownerOf } from "../../rehearsal/agents";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace, type WorkspaceOptions } from "../../rehearsal/engine/workspace";
import { type FaultPlan, faultsVariable, struckUnder } from "../../rehearsal/providers/aws/faults";
import { Comparison } from "./comparison";
import { deleteUnknown, recoverFromKill } from "./recovery";

/** How often `pulumi up` is run again before a trial counts as one that does not converge. */
const mostRuns = 60;

/** Enough for every resource that waits for no other to be under way when the engine is killed. */
const parallel = 512;

/** What one kind of fault did to a stack. */
export interface Outcome {
    readonly name: string;
    /** URNs whose request went wrong. */
    readonly struck: readonly string[];
    /** Runs of `pulumi up` until one succeeded. */
    readonly runs: number;
    readonly converged: boolean;
    /** How often a killed engine's lock was taken away. */
    readonly locks: number;
    /** URNs of what AWS had and nobody knew of, so that it had to be deleted there. */
    readonly deleted: readonly string[];
    /** URNs of the state that AWS does not have. */
    readonly lost: readonly string[];
    /** URNs that AWS still has more than the state, after everything. */
    readonly duplicated: readonly string[];
    /** URNs of protected resources that are not the ones that they were. */
    readonly replaced: readonly string[];
    /** URNs that were struck, and that no message named. */
    readonly untold: readonly string[];
    /** URNs that another `pulumi up` would still change. */
    readonly unfinished: readonly string[];
    /** What the engine said, once each. */
    readonly said: readonly string[];
    /** URNs that were to be struck and were not. */
    readonly untouched: readonly string[];
    readonly seconds: number;
}

/** How a trial is gone about. */
export interface TrialOptions {
    /** URNs that have to be struck, each. @default any */
    readonly expected?: readonly string[];
    /** Told after each run, with the number of resources struck so far. */
    readonly onRun?: (runs: number, struck: number) => void;
}

/** A stack on the real engine whose provider fails on purpose. */
export class FaultyStack {
    private constructor(
        readonly workspace: Workspace,
        private readonly folder: string,
        private readonly cleanUp: CleanUp,
    ) {}

    static async create(options: WorkspaceOptions): Promise<FaultyStack> {
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-faults-"));
        const cleanUp = cleanUpAtExit(() => rmSync(folder, { recursive: true, force: true }));
        const workspace = await Workspace.create({
            ...options,
            skipCheckpoints: false,
            env: {
                ...options.env,
                [faultsVariable]: join(folder, "plan"),
            },
        });
        return new FaultyStack(workspace, folder, cleanUp);
    }

    /**
     * Runs `pulumi up` with faults as planned until it succeeds, does in between what
     * docs/update-interrupted.md says, and looks at what came of it.
     */
    async survive(
        name: string,
        plan: FaultPlan | undefined,
        { expected = [], onRun = () => undefined }: TrialOptions = {},
    ): Promise<Outcome> {
        const started = performance.now();
        const before = (await Comparison.of(this.workspace)).protectedIds;
        this.#plan(plan);
        const told = new Set<string>();
        const said = new Set<string>();
        const deleted: string[] = [];
        let [runs, locks, idle] = [0, 0, 0];
        let run: Run;
        do {
            const progress = this.#struck.length + deleted.length;
            run = await this.workspace.up({ continueOnError: true, parallel });
            runs++;
            onRun(runs, this.#struck.length);
            listen(run, told, said);
            if (run.succeeded) break;
            const isLocked = /pulumi cancel/.test(run.stderr + run.stdout);
            if (isLocked) {
                const recovery = await recoverFromKill(this.workspace);
                for (const urn of recovery.pending) told.add(urn);
                deleted.push(...recovery.deleted);
                locks++;
            } else if (run.errors.some((error) => /AWS (has|allows) /.test(error))) {
                deleted.push(...(await deleteUnknown(this.workspace)));
            }
            idle = isLocked || this.#struck.length + deleted.length > progress ? 0 : idle + 1;
        } while (runs < mostRuns && idle < 2);
        const struck = this.#struck;
        this.#plan(undefined);
        deleted.push(...(await deleteUnknown(this.workspace)));
        const again = await this.workspace.up({ parallel });
        const after = await Comparison.of(this.workspace);
        return {
            name,
            struck,
            runs,
            locks,
            converged: run.succeeded && again.succeeded,
            deleted,
            lost: after.lost,
            duplicated: after.unknown.map(({ urn }) => urn),
            replaced: [...before]
                .filter(([urn, id]) => after.protectedIds.get(urn) !== id)
                .map(([urn]) => urn),
            untold: struck.filter((urn) => !told.has(urn)),
            unfinished: [...again.changes.keys()],
            said: [...said],
            untouched: expected.filter((urn) => !struck.includes(urn)),
            seconds: (performance.now() - started) / 1000,
        };
    }

    /** The URNs of what the state knows of AWS. */
    async urns(): Promise<readonly string[]> {
        return (await Comparison.of(this.workspace)).known.map(({ urn }) => urn);
    }

    /** Takes the protection off an agent's resources, as `pulumi state unprotect` does before it is removed. */
    async unprotectAgent(agent: string): Promise<void> {
        const urns = (await this.workspace.protectedUrns()).filter((urn) => ownerOf(urn, [agent]) === agent);
        await this.workspace.unprotect(urns);
    }

    dispose(): void {
        this.workspace.dispose();
        this.cleanUp.run();
    }

    get #struck(): readonly string[] {
        return struckUnder(join(this.folder, "plan"));
    }

    #plan(plan: FaultPlan | undefined): void {
        const file = join(this.folder, "plan");
        rmSync(`${file}.strikes`, { recursive: true, force: true });
        if (plan === undefined) rmSync(file, { force: true });
        else writeFileSync(file, JSON.stringify(plan));
    }
}

/** Notes what a run says, and about which resources. */
function listen(run: Run, told: Set<string>, said: Set<string>): void {
    for (const { diagnosticEvent } of run.events)
        if (diagnosticEvent?.severity === "error" && diagnosticEvent.urn !== undefined)
            told.add(diagnosticEvent.urn);
    for (const word of [...run.errors, ...run.warnings, ...(run.succeeded ? [] : [lastLines(run.stderr)])])
        said.add(word);
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-4).join("\n");
