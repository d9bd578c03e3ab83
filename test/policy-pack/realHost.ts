import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import { nameTypes } from "../../policy-pack/kernel/asAws";
import { previewCoverage } from "../../policy-pack/previewCoverage";
import { rules } from "../../policy-pack/rules";
import { type Declared, hosted } from "./plan";

/** What the host tells the engine of one violation. */
export interface Diagnostic {
    readonly policyname: string;
    readonly message: string;
    readonly enforcementlevel: number;
    readonly urn: string;
}

/** What the host answers to a question about resources. */
export interface Answer {
    readonly diagnosticsList: readonly Diagnostic[];
    readonly notApplicableList: readonly { readonly policyName: string; readonly reason: string }[];
}

interface Reply {
    toObject(): Answer;
    getRemediationsList(): { getProperties(): { toJavaScript(): Record<string, unknown> } }[];
}

type Message = Record<string, (value: unknown) => unknown>;
type Call = (
    call: { readonly request: unknown },
    done: (error: unknown, reply: Reply) => void,
) => Promise<void>;
type MakeCall = (name: string, version: string, level: string, policies: Policies) => Call;

interface Protocol {
    readonly EnforcementLevel: Readonly<Record<"ADVISORY" | "MANDATORY", number>>;
    readonly AnalyzeRequest: new () => Message;
    readonly AnalyzeStackRequest: new () => Message;
    readonly AnalyzerResource: new () => Message;
    readonly AnalyzerResourceOptions: new () => Message;
}

/*
 * The functions with which @pulumi/policy answers the engine. They have no types, because they are internal; the pack
 * relies on how they behave, so an upgrade that changes it has to fail here.
 */
const load = createRequire(__filename);
const protocol = load("@pulumi/pulumi/proto/analyzer_pb") as Protocol;
const { Struct } = load("google-protobuf/google/protobuf/struct_pb") as {
    Struct: { fromJavaScript(value: unknown): unknown };
};
const server = load("@pulumi/policy/server") as Readonly<
    Record<"makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun" | "makeRemediateRpcFun", MakeCall>
>;

/** The levels as the engine numbers them. */
export const level = protocol.EnforcementLevel;

nameTypes();

const policies: Policies = [...rules, previewCoverage];

function ask(make: MakeCall, request: unknown, list: Policies = policies): Promise<Reply> {
    return new Promise((resolve, reject) => {
        const answer = make("jenkins-efs", "0.0.0", "mandatory", list);
        void answer({ request }, (error, reply) => (error ? reject(error) : resolve(reply)));
    });
}

function fill(message: Message, declared: Declared, props: Readonly<Record<string, unknown>>): Message {
    message.setType?.(declared.type);
    message.setUrn?.(hosted(declared, "update", false).urn);
    message.setName?.(declared.name);
    message.setProperties?.(Struct.fromJavaScript(props));
    const options = new protocol.AnalyzerResourceOptions();
    options.setProtect?.(declared.protect ?? false);
    message.setOptions?.(options);
    return message;
}

/** Asks the host about one resource, as before it is created. */
export async function analyze(declared: Declared, props: Readonly<Record<string, unknown>>): Promise<Answer> {
    return (
        await ask(server.makeAnalyzeRpcFun, fill(new protocol.AnalyzeRequest(), declared, props))
    ).toObject();
}

/** Asks the host about a stack, as at the end of preview or update. */
export async function analyzeStack(
    resources: readonly (readonly [Declared, Readonly<Record<string, unknown>>])[],
): Promise<Answer> {
    const request = new protocol.AnalyzeStackRequest();
    request.setResourcesList?.(
        resources.map(([declared, props]) => fill(new protocol.AnalyzerResource(), declared, props)),
    );
    return (await ask(server.makeAnalyzeStackRpcFun, request)).toObject();
}

/** Has the host remediate one resource: with one rule at that level, or with the pack as it is shipped. */
export async function remediate(
    name: string | undefined,
    declared: Declared,
    props: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | undefined> {
    const chosen = rules
        .filter((rule) => rule.name === name)
        .map((rule): Policies[number] => ({ ...rule, enforcementLevel: "remediate" }));
    const request = fill(new protocol.AnalyzeRequest(), declared, props);
    const reply = await ask(server.makeRemediateRpcFun, request, name === undefined ? policies : chosen);
    return reply.getRemediationsList()[0]?.getProperties().toJavaScript();
}
