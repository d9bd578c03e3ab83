import type { EngineEvent, OpType, PolicyEvent } from "@pulumi/pulumi/automation";

/** What one command of the engine did. */
export class Run {
    constructor(
        readonly exitCode: number,
        readonly stdout: string,
        readonly stderr: string,
        readonly events: readonly EngineEvent[],
        readonly seconds: number,
    ) {}

    get succeeded(): boolean {
        return this.exitCode === 0;
    }

    /** The engine's own words on what went wrong, without progress and repetition. */
    get errors(): string[] {
        const messages = this.events.flatMap(({ diagnosticEvent: d }) =>
            d?.severity === "error" ? [plain(`${d.prefix ?? ""}${d.message}`)] : [],
        );
        return [...new Set(messages)];
    }

    /**
     * The errors that something went wrong by. The engine also reports what follows from one: that it failed, and that
     * a component's plugin, whose connection it closes while the plugin waits for it, is closed or crashed.
     */
    get causes(): string[] {
        return this.errors.filter((error) => !consequence.test(error));
    }

    /** Warnings of the engine, the program and the policies' host. */
    get warnings(): string[] {
        const messages = this.events.flatMap(({ diagnosticEvent: d }) =>
            d?.severity === "warning" ? [plain(`${d.prefix ?? ""}${d.message}`)] : [],
        );
        return [...new Set(messages)];
    }

    /** What the policies had to say, mandatory and advisory. */
    get policyEvents(): PolicyEvent[] {
        return this.events
            .flatMap(({ policyEvent }) => policyEvent ?? [])
            .map((p) => ({ ...p, message: plain(p.message) }));
    }

    /** How many resources the engine created, updated, left the same and so on, as it counts them itself. */
    get resourceChanges(): Partial<Record<OpType, number>> {
        return this.events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
    }

    /** The policies that were evaluated, by name, with the number of times. */
    get evaluatedPolicies(): Map<string, number> {
        const evaluated = new Map<string, number>();
        for (const event of this.events) {
            for (const name of evaluatedIn(event)) evaluated.set(name, (evaluated.get(name) ?? 0) + 1);
        }
        return evaluated;
    }

    /** What the engine did, or would do, to each resource, by URN. */
    get operations(): Map<string, OpType[]> {
        const operations = new Map<string, OpType[]>();
        for (const { resourcePreEvent } of this.events) {
            if (resourcePreEvent !== undefined) {
                const { urn, op } = resourcePreEvent.metadata;
                operations.set(urn, [...(operations.get(urn) ?? []), op]);
            }
        }
        return operations;
    }

    /** The operations that change something. */
    get changes(): Map<string, OpType[]> {
        return new Map(
            [...this.operations].filter(([, ops]) => ops.some((op) => op !== "same" && op !== "read")),
        );
    }
}

const consequence =
    /^(?:error: )?(?:preview|update|destroy|refresh) failed$|the client connection is closing|exited prematurely/;

/** The engine marks colours as `<{%reset%}>`. */
const plain = (text: string): string => text.replaceAll(/<\{%[^%]*%\}>/g, "").trim();

/** The names of the policies in the summaries that the engine sends after each resource and after the stack. */
function evaluatedIn(event: EngineEvent): string[] {
    // The Automation API's types do not list these events yet.
    const { policyAnalyzeSummaryEvent: resource, policyAnalyzeStackSummaryEvent: stack } =
        event as PolicySummaries;
    return [resource, stack].flatMap((summary) => [...(summary?.passed ?? []), ...(summary?.failed ?? [])]);
}

interface PolicySummary {
    readonly passed?: readonly string[];
    readonly failed?: readonly string[];
}

interface PolicySummaries {
    readonly policyAnalyzeSummaryEvent?: PolicySummary;
    readonly policyAnalyzeStackSummaryEvent?: PolicySummary;
}

/** How one run of the engine differs from a plain one. */
export interface RunOptions {
    readonly onEvent?: (event: EngineEvent) => void;
    /** URNs of the only resources to act on. @default all */
    readonly target?: readonly string[];
    /** When to interrupt the engine. @default 900 seconds */
    readonly timeoutSeconds?: number;
    /** Folders of policy packs, read by previews and updates. @default the workspace's */
    readonly policyPacks?: readonly string[];
    /** A configuration file for each policy pack, in their order; read by previews and updates. @default none */
    readonly policyPackConfigs?: readonly string[];
    /** How many resources the engine works on at the same time. @default four per processor, as the engine has it */
    readonly parallel?: number;
}

/** How an update differs from a plain one. */
export interface UpOptions extends RunOptions {
    /** Whether a resource that fails stops only those that need it. @default false */
    readonly continueOnError?: boolean;
}

interface Hooks {
    readonly onEvent: (event: EngineEvent) => void;
    readonly onOutput: (text: string) => void;
    readonly onError: (text: string) => void;
}

/** Runs one command of the Automation API and keeps everything it says, whether it succeeds or fails. */
export async function recordRun(
    command: (hooks: Hooks) => Promise<unknown>,
    onEvent: (event: EngineEvent) => void = () => undefined,
): Promise<Run> {
    const events: EngineEvent[] = [];
    let stdout = "";
    let stderr = "";
    let exitCode = 0;
    const started = performance.now();
    try {
        await command({
            onEvent: (event) => {
                events.push(event);
                onEvent(event);
            },
            onOutput: (text) => {
                stdout += text;
            },
            onError: (text) => {
                stderr += text;
            },
        });
    } catch (error) {
        exitCode = exitCodeOf(error);
        stderr += stderr === "" && error instanceof Error ? error.message : "";
    }
    return new Run(exitCode, stdout, stderr, events, (performance.now() - started) / 1000);
}

/** The Automation API keeps the exit code of a failed command to itself, two levels down. */
function exitCodeOf(error: unknown): number {
    const field = (value: unknown, key: string): unknown =>
        typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    const exitCode = field(field(field(error, "commandResult"), "err"), "exitCode");
    if (typeof exitCode === "number") return exitCode;
    if (error instanceof Error && error.name.endsWith("Error") && field(error, "commandResult") !== undefined)
        return 255;
    throw error;
}
