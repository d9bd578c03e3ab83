import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import { type Sample, urnOf } from "./resources";

type Message = Record<string, (value: unknown) => unknown> & {
    getPropertydependenciesMap(): Map<string, unknown>;
};
type Call = (
    call: { readonly request: unknown },
    done: (error: unknown, reply: { getDiagnosticsList(): unknown[] }) => void,
) => Promise<void>;
type MakeCall = (name: string, version: string, level: string, policies: Policies) => Call;

interface Protocol {
    readonly AnalyzeRequest: new () => Message;
    readonly AnalyzeStackRequest: new () => Message;
    readonly AnalyzerResource: new () => Message;
    readonly AnalyzerResourceOptions: new () => Message;
    readonly PropertyDependencies?: unknown;
    readonly AnalyzerPropertyDependencies: new () => Message;
}

/*
 * The functions with which @pulumi/policy answers the engine, called as the engine calls them, without the network in
 * between. They are internal and have no types.
 */
const load = createRequire(__filename);
const protocol = load("@pulumi/pulumi/proto/analyzer_pb") as Protocol;
const { Struct } = load("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { fromJavaScript(value: unknown): unknown };
};
const server = load("@pulumi/policy/server") as {
    makeAnalyzeRpcFun: MakeCall;
    makeAnalyzeStackRpcFun: MakeCall;
};

/** What a pack needed for a stack, in milliseconds of processor time: other processes do not count. */
export interface Cost {
    readonly resources: number;
    readonly stack: number;
    readonly violations: number;
}

function fill<M extends Message>(message: M, sample: Sample): M {
    message.setType?.(sample.type);
    message.setUrn?.(urnOf(sample));
    message.setName?.(sample.name);
    message.setProperties?.(Struct.fromJavaScript(sample.props));
    message.setOptions?.(new protocol.AnalyzerResourceOptions());
    return message;
}

/** The messages that the engine sends for a stack; made once, so that making them is not measured. */
export function requestsFor(samples: readonly Sample[]): {
    readonly each: readonly unknown[];
    readonly stack: unknown;
} {
    const each = samples.map((sample) => fill(new protocol.AnalyzeRequest(), sample));
    const resources = samples.map((sample) => {
        const resource = fill(new protocol.AnalyzerResource(), sample);
        for (const [property, urns] of Object.entries(sample.feeds)) {
            const feeds = new protocol.AnalyzerPropertyDependencies();
            feeds.setUrnsList?.(urns);
            resource.getPropertydependenciesMap().set(property, feeds);
        }
        return resource;
    });
    const stack = new protocol.AnalyzeStackRequest();
    stack.setResourcesList?.(resources);
    return { each, stack };
}

/** Asks a pack about each resource and then about the stack. */
export async function measure(
    policies: Policies,
    { each, stack }: ReturnType<typeof requestsFor>,
): Promise<Cost> {
    let violations = 0;
    const ask = (make: MakeCall, request: unknown) =>
        new Promise<void>((resolve, reject) => {
            const answer = make("bench", "0.0.0", "mandatory", policies);
            void answer({ request }, (error, reply) => {
                if (error) return reject(error);
                violations += reply.getDiagnosticsList().length;
                resolve();
            });
        });
    const start = process.cpuUsage();
    for (const request of each) await ask(server.makeAnalyzeRpcFun, request);
    const middle = process.cpuUsage();
    await ask(server.makeAnalyzeStackRpcFun, stack);
    const end = process.cpuUsage();
    return { resources: between(start, middle), stack: between(middle, end), violations };
}

function between(from: NodeJS.CpuUsage, to: NodeJS.CpuUsage): number {
    return (to.user + to.system - from.user - from.system) / 1_000;
}
