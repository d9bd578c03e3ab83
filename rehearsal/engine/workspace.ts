import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
    type Deployment,
    fullyQualifiedStackName,
    LocalWorkspace,
    PulumiCommand,
    Stack,
} from "@pulumi/pulumi/automation";
import { projectName, readConfigKey } from "../../cli/project";
import type { Cli, Report } from "../../engine/cli";
import { resolveCli } from "../../engine/resolveCli";
import { type ExportedResource, resourcesOf } from "../../state/exported";
import { Account } from "../providers/aws/account";
import { writeStandIns } from "../providers/executables";
import { environment, shellExports, type WorkspaceEnvironment } from "./environment";
import { replaceConfigKey, writeScratchConfig, writeScratchProject } from "./project";
import { type Run, type RunOptions, recordRun, type UpOptions } from "./run";
import { makeScratch, type Scratch, withTemporaryIn } from "./scratch";

/** What a scratch workspace is made of. */
export interface WorkspaceOptions extends WorkspaceEnvironment {
    /** A Pulumi project: the folder with Pulumi.yaml. It is only read; what the engine writes goes to a scratch folder. */
    readonly program: string;
    /** The stack, whose Pulumi.<stack>.yaml is copied where there is one. @default dev */
    readonly stack?: string;
    /** Folders of policy packs that every preview and update must satisfy. @default none */
    readonly policyPacks?: readonly string[];
    /** Configuration by key, such as `aws:region` or the project's own `agents`, in place of the file's. @default none */
    readonly config?: Readonly<Record<string, unknown>>;
    /** @default the first CLI that is found on PATH, downloaded or built */
    readonly cli?: Cli;
    /** Where progress goes while a CLI is downloaded or built. @default nowhere */
    readonly report?: Report;
}

const defaultTimeoutSeconds = 900;

let resolvedCli: Promise<Cli> | undefined;

/** One CLI for all workspaces of this process. */
function sharedCli(report: Report = () => undefined): Promise<Cli> {
    resolvedCli ??= resolveCli(report);
    return resolvedCli;
}

/**
 * A scratch place in which the real engine runs a program against the stand-ins for AWS: its own file backend, its own
 * PULUMI_HOME and its own copy of the stack's configuration, so that neither a login nor a real stack is touched.
 *
 *     const workspace = await Workspace.create({ program: ".", policyPacks: ["policy-pack"] });
 *     const run = await workspace.preview();   // a Run: exitCode, errors, policyEvents, changes, events, ...
 *     workspace.dispose();
 */
export class Workspace {
    private constructor(
        private readonly scratch: Scratch,
        readonly cli: Cli,
        private readonly stack: Stack,
        private readonly options: WorkspaceOptions,
    ) {}

    static async create(options: WorkspaceOptions): Promise<Workspace> {
        const cli = options.cli ?? (await sharedCli(options.report));
        const stackName = options.stack ?? "dev";
        const scratch = makeScratch();
        const { folder } = scratch;
        // The Automation API wants its CLI in a folder named bin.
        symlinkSync(cli.command, join(folder, "cli", "bin", "pulumi"));
        const project = join(folder, "project");
        writeScratchProject(options.program, project, writeStandIns(join(folder, "plugins")));
        writeScratchConfig(options.program, stackName, project, options.config ?? {});
        const fullName = fullyQualifiedStackName("organization", projectName(options.program), stackName);
        const envVars = environment(folder, cli, fullName, options);
        writeFileSync(
            join(folder, "env.sh"),
            shellExports({ ...envVars, PULUMI_HOME: join(folder, "home") }),
        );
        const workspace = await LocalWorkspace.create({
            workDir: project,
            pulumiCommand: await PulumiCommand.get({
                root: join(folder, "cli"),
                skipVersionCheck: true,
            }),
            pulumiHome: join(folder, "home"),
            envVars,
        });
        const stack = readsNothingBack(await Stack.create(fullName, workspace));
        return new Workspace(scratch, cli, stack, options);
    }

    /** The scratch folder, removed by `dispose` and whenever this process ends, unless it was told to `keep` it. */
    get folder(): string {
        return this.scratch.folder;
    }

    preview(options: RunOptions = {}): Promise<Run> {
        return recordRun(
            (hooks) =>
                this.stack.preview({ ...this.#arguments(options), ...this.#policies(options), ...hooks }),
            options.onEvent,
        );
    }

    up({ continueOnError = false, ...options }: UpOptions = {}): Promise<Run> {
        return recordRun(
            (hooks) =>
                this.stack.up({
                    ...this.#arguments(options),
                    ...this.#policies(options),
                    continueOnError,
                    ...hooks,
                }),
            options.onEvent,
        );
    }

    refresh(options: RunOptions = {}): Promise<Run> {
        return recordRun(
            (hooks) => this.stack.refresh({ ...this.#arguments(options), ...hooks }),
            options.onEvent,
        );
    }

    destroy(options: RunOptions = {}, excludeProtected = false): Promise<Run> {
        return recordRun(
            (hooks) => this.stack.destroy({ ...this.#arguments(options), excludeProtected, ...hooks }),
            options.onEvent,
        );
    }

    /** Leaves what is protected, and what that needs, as `pulumi destroy --exclude-protected` does. */
    destroyUnprotected(options: RunOptions = {}): Promise<Run> {
        return this.destroy(options, true);
    }

    /** What `pulumi destroy` shows before it asks; it fails where a resource is protected. */
    previewDestroy(options: RunOptions = {}): Promise<Run> {
        return recordRun(
            (hooks) => this.stack.previewDestroy({ ...this.#arguments(options), ...hooks }),
            options.onEvent,
        );
    }

    /** Takes away the lock that a killed engine left behind, as `pulumi cancel` does. */
    readonly cancel = (): Promise<void> => this.stack.cancel();

    /** Forgets interrupted creates and looks at everything else, as `pulumi refresh --clear-pending-creates` does. */
    clearPending(options: RunOptions = {}): Promise<Run> {
        return recordRun(
            (hooks) =>
                this.stack.refresh({ ...this.#arguments(options), clearPendingCreates: true, ...hooks }),
            options.onEvent,
        );
    }

    /** The state, as `pulumi stack export` gives it. */
    exportState(): Promise<Deployment> {
        return this.stack.exportStack();
    }

    /** Bytes of the state as the backend keeps it: one too large for `exportState`, from some 100 MB, has a size too. */
    get stateBytes(): number {
        const { program, stack = "dev" } = this.options;
        const stacks = join(this.folder, "state", ".pulumi", "stacks");
        return statSync(join(stacks, projectName(program), `${stack}.json`)).size;
    }

    /** The URNs that the engine refuses to delete. */
    async protectedUrns(): Promise<string[]> {
        const resources = resourcesOf(await this.exportState());
        return resources.filter(({ protect }) => protect === true).map(({ urn }) => urn);
    }

    /** Takes the protection off these resources, as `pulumi state unprotect` does. */
    unprotect(urns: readonly string[]): Promise<void> {
        return this.#changeState(urns, (resource) => [{ ...resource, protect: false }]);
    }

    /** Protects these resources, as `pulumi state protect` does. */
    protect(urns: readonly string[]): Promise<void> {
        return this.#changeState(urns, (resource) => [{ ...resource, protect: true }]);
    }

    /** Takes these resources out of the state and leaves them in the account, as `pulumi state delete` does. */
    forget(urns: readonly string[]): Promise<void> {
        return this.#changeState(urns, () => []);
    }

    async #changeState(
        urns: readonly string[],
        change: (resource: ExportedResource) => readonly ExportedResource[],
    ): Promise<void> {
        const state = await this.exportState();
        const resources = resourcesOf(state).flatMap((one) => (urns.includes(one.urn) ? change(one) : [one]));
        const changed = { ...state, deployment: { ...state.deployment, resources } };
        await withTemporaryIn(this.folder, () => this.stack.importStack(changed));
    }

    /** What the stand-in for AWS keeps. */
    get account(): Account {
        return new Account(join(this.folder, "account"));
    }

    /** One key of the scratch stack's configuration, such as `agents`, or its default. */
    config(key: string): unknown {
        return readConfigKey(join(this.folder, "project"), this.options.stack ?? "dev", key);
    }

    setConfig(key: string, value: unknown): void {
        replaceConfigKey(join(this.folder, "project"), this.options.stack ?? "dev", key, value);
    }

    /** Ends what still runs, and removes the scratch folder and with it everything that the rehearsal made. */
    dispose(): void {
        this.scratch.run();
    }

    /** Leaves the scratch folder where it is. */
    keep(): void {
        this.scratch.forget();
    }

    #arguments({ target, parallel, timeoutSeconds = defaultTimeoutSeconds }: RunOptions) {
        const signal = AbortSignal.timeout(timeoutSeconds * 1000);
        return {
            color: "never" as const,
            signal,
            ...(target && { target: [...target] }),
            ...(parallel && { parallel }),
        };
    }

    #policies({ policyPacks = this.options.policyPacks ?? [], policyPackConfigs = [] }: RunOptions) {
        return {
            policyPacks: policyPacks.map((folder) => resolve(folder)),
            policyPackConfigs: policyPackConfigs.map((file) => resolve(file)),
        };
    }
}

/** After each update the Automation API asks the CLI thrice for what a `Run` has from the events: a second of processor. */
function readsNothingBack(stack: Stack): Stack {
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
    return stack;
}
