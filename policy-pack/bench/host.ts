import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import { type Sample, urnOf } from "./resources";

type Message = Record<string, (value: unknown) => unknown> & {
    getPropertydependenciesMap(): Map<string, unknown>;
    serializeBinary(): Uint8Array;
};
type Kind = { new (): Message; deserializeBinary(bytes: Uint8Array): unknown };
type Call = (
    call: { readonly request: unknown },
    done: (error: unknown, reply: { getDiagnosticsList(): unknown[] }) => void,
) => Promise<void>;
type MakeCall = (name: string, version: string, level: string, policies: Policies) => Call;

interface Protocol {
    readonly AnalyzeRequest: Kind;
    readonly AnalyzeStackRequest: Kind;
    readonly AnalyzerResource: new () => Message;
    readonly AnalyzerResourceOptions: new () => Message;
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

/** The messages about a stack, as they come over the wire. */
export interface Wire {
    readonly each: readonly Uint8Array[];
    readonly stack: Uint8Array;
}

/** Encodes what the engine would send for a stack. */
export function wireOf(samples: readonly Sample[]): Wire {
    const each = samples.map((sample) => fill(new protocol.AnalyzeRequest(), sample).serializeBinary());
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
    return { each, stack: stack.serializeBinary() };
}

/** Asks a pack about each resource and then about the stack, with messages that nobody has read before. */
export async function measure(policies: Policies, wire: Wire): Promise<Cost> {
    const each = wire.each.map((bytes) => protocol.AnalyzeRequest.deserializeBinary(bytes));
    const stack = protocol.AnalyzeStackRequest.deserializeBinary(wire.stack);
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
    globalThis.gc?.();
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
