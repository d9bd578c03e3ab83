import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readStack } from "../../cli/project";
import { answer, computed, found, idOf } from "./account";
import { agent } from "./configCases";
import type { Existing } from "./existing";

import ownProgram = require("../../infra/index");

/** A resource that the program registered, as the engine would see it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Whether the program asked the engine to refuse its deletion. */
    readonly protect: boolean;
    /** Whether a replacement deletes the old one first, though the provider would not. */
    readonly deleteBeforeReplace: boolean;
    /** Inputs whose change replaces it, though the provider would update it. */
    readonly replaceOnChanges: readonly string[];
    readonly dependsOn: readonly string[];
    /** URN of the resource whose deletion takes this one along; empty where there is none. */
    readonly deletedWith: string;
    /** Whether the engine leaves it in AWS when the program no longer names it. */
    readonly retainOnDelete: boolean;
    /** How long its deletion may take, as `75m`; empty for the provider's own time. */
    readonly deleteTimeout: string;
}

/** What the program finds in the account, which program it is, and of which project. */
interface Account extends Existing {
    /** @default the kit's own program */
    readonly program?: () => Promise<object>;
    /** What the project is called, in place of `jenkins-efs` in the configuration's keys too. */
    readonly project?: string;
}

/** What the program registered and returned. */
export interface Run {
    readonly resources: readonly Registered[];
    /** What it read of the account as a resource, in the same words. */
    readonly reads: readonly Pick<Registered, "type" | "name">[];
    readonly outputs: Record<string, unknown>;
    /** Exactly one resource of this type and name. */
    get(type: string, name: string): Registered;
    all(type: string): readonly Registered[];
}

/** The configuration of a committed stack file, as the engine hands it to the program. */
export function stackConfig(stack: "dev" | "prod"): Record<string, unknown> {
    return { ...readStack(join(__dirname, "..", ".."), stack).config };
}

type Request = {
    getType(): string;
    getName(): string;
    getProtect(): boolean;
    getDeletebeforereplace(): boolean;
    getReplaceonchangesList(): string[];
    getDependenciesList(): string[];
    getDeletedwith(): string;
    getRetainondelete(): boolean;
    getCustomtimeouts(): { getDelete(): string } | undefined;
};

type Options = Pick<
    Registered,
    | "protect"
    | "deleteBeforeReplace"
    | "replaceOnChanges"
    | "dependsOn"
    | "deletedWith"
    | "retainOnDelete"
    | "deleteTimeout"
>;

const noOptions: Options = {
    protect: false,
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    dependsOn: [],
    deletedWith: "",
    retainOnDelete: false,
    deleteTimeout: "",
};

/** Mocks are not told a resource's options; the requests to the mocked engine are. */
function recordOptions(options: Map<string, Options>): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
        registerResource(...args: unknown[]): unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (...args) => {
        const request = args[0] as Request;
        options.set(`${request.getType()} ${request.getName()}`, {
            protect: request.getProtect(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            replaceOnChanges: request.getReplaceonchangesList(),
            dependsOn: request.getDependenciesList(),
            deletedWith: request.getDeletedwith(),
            retainOnDelete: request.getRetainondelete(),
            deleteTimeout: request.getCustomtimeouts()?.getDelete() ?? "",
        });
        return register(...args);
    };
}

const known = new Map<string, Run>();

/**
 * Runs the real program against a mocked engine, with every value known. In an account in which nothing is said to be
 * special: what it registered before in this process, where it was given the same.
 * @param resources has what it registered, though it throws
 */
export async function run(
    stack: string,
    config: Record<string, unknown>,
    account?: Account,
    resources?: Registered[],
): Promise<Run> {
    if (account !== undefined) return runAnew(stack, config, account, resources);
    const given = JSON.stringify([stack, config]);
    const done = known.get(given) ?? (await runAnew(stack, config, {}));
    known.set(given, done);
    return done;
}

async function runAnew(
    stack: string,
    config: Record<string, unknown>,
    { program = ownProgram, project = "jenkins-efs", ...existing }: Account,
    resources: Registered[] = [],
): Promise<Run> {
    const options = new Map<string, Options>();
    const reads: Pick<Registered, "type" | "name">[] = [];
    /** Of each provider that the program asks by, by what its URN ends with. */
    const regions = new Map<string, string>();
    const mocks: pulumi.runtime.Mocks = {
        newResource: ({ type, name, inputs, id: read }) => {
            const asked = options.get(`${type} ${name}`);
            // The SDK's own are registered while the program asks: nothing of them is made in AWS.
            if (type === "pulumi:providers:aws") regions.set(`${type}::${name}::`, String(inputs.region));
            if (!type.startsWith("pulumi:") && !read)
                resources.push({ type, name, inputs, ...(asked ?? noOptions) });
            if (read) reads.push({ type, name });
            return read
                ? { id: read, state: found(type, read, existing) }
                : { id: idOf(type, name), state: computed(type, name, inputs, existing.region) };
        },
        call: ({ token, inputs, provider }) => {
            const [, region] = [...regions].find(([urn]) => provider?.includes(urn)) ?? [];
            return answer(token, inputs, region === undefined ? existing : { ...existing, region });
        },
    };
    await pulumi.runtime.setMocks(mocks, project, stack, false);
    recordOptions(options);
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    pulumi.runtime.setAllConfig(
        Object.fromEntries(
            Object.entries(config).map(([key, value]) => [
                key.replace(/^jenkins-efs:/, `${project}:`),
                text(value),
            ]),
        ),
    );
    const outputs = await pulumi.runtime.runInPulumiStack(program);
    const values = await new Promise<Record<string, unknown>>((resolve) => {
        pulumi.output(outputs ?? {}).apply((known) => resolve(known as Record<string, unknown>));
    });
    await pulumi.runtime.disconnect();
    const own = resources.filter(({ type }) => type.startsWith("aws:") || type.startsWith("awsx:"));
    return {
        resources: own,
        reads,
        outputs: values,
        all: (type) => own.filter((resource) => resource.type === type),
        get: (type, name) => {
            const found = own.filter((resource) => resource.type === type && resource.name === name);
            const [only] = found;
            if (only === undefined || found.length > 1)
                throw new Error(
                    `${found.length} resources ${type} named ${name}; have ${own.map((r) => r.name).join(", ")}`,
                );
            return only;
        },
    };
}

/** ARN of the file system in every run. */
export const fileSystemArn =
    "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0";

/** A stack's configuration with one agent, and defaults for all else. */
export const minimal: Readonly<Record<string, unknown>> = {
    "aws:region": "us-east-1",
    "jenkins-efs:owner": "ci-team",
    "jenkins-efs:controllerUrl": "https://jenkins.example.com/",
    "jenkins-efs:agents": [agent],
};

/** How many resources there are of each type, as `efs.FileSystem`. */
export const counts = (resources: readonly Registered[]) =>
    resources.reduce<Record<string, number>>((sum, { type }) => {
        const token = type.replace(/^aws:(\w+)\/\w+:/, "$1.");
        sum[token] = (sum[token] ?? 0) + 1;
        return sum;
    }, {});

/** The resources of the `Auditing` part, and all others. */
export const partsOf = ({ resources }: Run) => ({
    auditing: resources.filter(({ name }) => name.startsWith("auditing")),
    system: resources.filter(({ name }) => !name.startsWith("auditing")),
});
