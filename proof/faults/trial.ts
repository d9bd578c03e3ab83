import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace, type WorkspaceOptions } from "../../rehearsal/engine/workspace";
import { type FaultPlan, faultsVariable } from "../../rehearsal/providers/aws/faults";

/** How often `pulumi up` is run again before a trial counts as one that does not converge. */
const mostAttempts = 100;

/** What one kind of fault did to a stack. */
export interface Outcome {
    readonly name: string;
    /** Requests that went wrong. */
    readonly faults: number;
    /** Runs of `pulumi up` until one succeeded. */
    readonly attempts: number;
    readonly converged: boolean;
    /** Resources that AWS has and the state does not know: made, and their answer lost. */
    readonly orphans: readonly string[];
    /** Resources of the state that AWS does not have. */
    readonly lost: readonly string[];
    /** Protected resources that are not the ones that they were. */
    readonly replaced: readonly string[];
    /** What the engine said, once each. */
    readonly said: readonly string[];
    readonly seconds: number;
}

/** A stack on the real engine whose provider fails on purpose. */
export class FaultyStack {
    private constructor(
        readonly workspace: Workspace,
        private readonly folder: string,
    ) {}

    static async create(options: WorkspaceOptions): Promise<FaultyStack> {
        const folder = mkdtempSync(path.join(os.tmpdir(), "jenkins-efs-faults-"));
        const workspace = await Workspace.create({
            ...options,
            skipCheckpoints: false,
            env: { ...options.env, [faultsVariable]: path.join(folder, "plan") },
        });
        return new FaultyStack(workspace, folder);
    }

    /** Runs `pulumi up` with faults as planned until it succeeds, and looks at what came of it. */
    async survive(name: string, plan: FaultPlan): Promise<Outcome> {
        const started = performance.now();
        const before = await this.protectedIds();
        this.plan(plan);
        const said = new Set<string>();
        let attempts = 0;
        let run: Run;
        do {
            attempts++;
            run = await this.up(said);
        } while (!run.succeeded && attempts < mostAttempts && !isStuck(run));
        const faults = this.strikes();
        this.plan(undefined);
        const after = await this.protectedIds();
        return {
            name,
            faults,
            attempts,
            converged: run.succeeded,
            ...(await this.compare()),
            replaced: [...before].filter(([urn, id]) => after.get(urn) !== id).map(([urn]) => nameIn(urn)),
            said: [...said],
            seconds: (performance.now() - started) / 1000,
        };
    }

    dispose(): void {
        this.workspace.dispose();
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** One run; a lock that a killed engine left is told, and then taken away as the message says. */
    private async up(said: Set<string>): Promise<Run> {
        const run = await this.workspace.up();
        const words = [...run.errors, ...run.warnings, ...(run.succeeded ? [] : [lastLines(run.stderr)])];
        for (const word of words) said.add(word);
        if (/pulumi cancel/.test(run.stderr + run.stdout)) await this.workspace.cancel();
        return run;
    }

    private plan(plan: FaultPlan | undefined): void {
        const file = path.join(this.folder, "plan");
        rmSync(`${file}.strikes`, { recursive: true, force: true });
        if (plan === undefined) rmSync(file, { force: true });
        else writeFileSync(file, JSON.stringify(plan));
    }

    private strikes(): number {
        const folder = path.join(this.folder, "plan.strikes");
        return existsSync(folder) ? readdirSync(folder).length : 0;
    }

    private async resources() {
        const state = await this.workspace.exportState();
        const resources: readonly { urn: string; id?: string; type: string; protect?: boolean }[] =
            state.deployment.resources ?? [];
        return resources.filter(({ type, id }) => type.startsWith("aws:") && id !== undefined);
    }

    private async protectedIds(): Promise<ReadonlyMap<string, string | undefined>> {
        const resources = await this.resources();
        return new Map(resources.filter(({ protect }) => protect).map(({ urn, id }) => [urn, id]));
    }

    private async compare(): Promise<Pick<Outcome, "orphans" | "lost">> {
        const known = new Set((await this.resources()).map(({ urn, id }) => `${urn} ${id}`));
        const real = new Set(this.workspace.resourcesInAccount().map(({ urn, id }) => `${urn} ${id}`));
        const missing = (from: ReadonlySet<string>, entries: ReadonlySet<string>) =>
            [...entries].filter((entry) => !from.has(entry)).map((entry) => nameIn(entry));
        return { orphans: missing(known, real), lost: missing(real, known) };
    }
}

/** Whether the engine will say the same for ever, because AWS has what it tries to make. */
function isStuck(run: Run): boolean {
    return (
        !run.succeeded && run.errors.length > 0 && !/on purpose|locked/.test(run.errors.join() + run.stderr)
    );
}

const nameIn = (urn: string): string => urn.split("::").slice(2).join(" ").replace(/^.*\$/, "");

const lastLines = (text: string): string => text.trim().split("\n").slice(-4).join("\n");
