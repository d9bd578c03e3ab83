import { items, keys, see, text } from "../kernel/values";
import { entries, type Handing, line, written } from "./handing";
import { blank } from "./holes";

/** What an action of a step does, as lines for a shell; other things it hands over itself. */
type Action = (inputs: unknown, into: Handing) => readonly string[];

const fetching: Action = (inputs) =>
    items(inputs).map((each) =>
        line(["curl", "-o", see(each, "destination") ?? ".", see(each, "source") ?? "an address"]),
    );

const writing: Action = (inputs, into) => {
    for (const each of items(inputs)) into.file(written(see(each, "path")), see(each, "content"));
    return [];
};

const moving =
    (program: string, from: string, to: string): Action =>
    (inputs) =>
        items(inputs).map((each) => line([...program.split(" "), see(each, from), see(each, to)]));

/**
 * What steps of documents do with scripts and files: of Systems Manager and of Image Builder, whose names do not meet.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html,
 * https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
const actions: Readonly<Record<string, Action>> = {
    "aws:runShellScript": (inputs) => items(see(inputs, "runCommand")).map(written),
    "aws:runCommand": sentBy,
    "aws:executeAwsApi": sentBy,
    "aws:downloadContent": (inputs) => [
        line(["curl", "-o", see(inputs, "destinationPath") ?? ".", addressIn(see(inputs, "sourceInfo"))]),
    ],
    "aws:runDocument": (inputs, into) => {
        const path = written(see(inputs, "documentPath"));
        if (!/^AWS-/.test(path)) into.unread(`the document ${path}, which it runs`);
        return [];
    },
    ExecuteBash: (inputs) => items(see(inputs, "commands")).map(written),
    ExecuteBinary: (inputs) => [line([see(inputs, "path"), ...items(see(inputs, "arguments"))])],
    ExecuteDocument: (inputs, into) => {
        into.unread(`the document ${written(see(inputs, "document"))}, which it runs`);
        return [];
    },
    S3Download: fetching,
    WebDownload: fetching,
    CreateFile: writing,
    AppendFile: writing,
    CopyFile: moving("cp", "source", "destination"),
    MoveFile: moving("mv", "source", "destination"),
    CreateSymlink: moving("ln -s", "target", "path"),
};

/** Reads a document of Systems Manager or of Image Builder, with the values that its parameters have of themselves. */
export function document(given: unknown, property: string, into: Handing): void {
    const content = into.parsed(given);
    const values = valuesIn(content);
    for (const step of [...stepsOf(content), ...pluginsOf(content)]) {
        const action = text(see(step, "action")) ?? "";
        if (!Object.hasOwn(actions, action)) continue;
        const inputs = filled(see(step, "inputs"), values);
        const name = text(see(step, "name")) ?? action;
        into.script(`${property}, step ${name}`, actions[action]?.(inputs, into));
    }
    // Sessions run them for whoever connects. https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
    into.script(`${property}, inputs.shellProfile.linux`, see(content, "inputs", "shellProfile", "linux"));
    into.script(`${property}, properties.linux.commands`, see(content, "properties", "linux", "commands"));
}

function stepsOf(content: unknown): readonly unknown[] {
    const phases = items(see(content, "phases")).flatMap((phase) => items(see(phase, "steps")));
    return [...items(see(content, "mainSteps")), ...phases];
}

/** The plugins of schema 1.2, which stand under their names. */
function pluginsOf(content: unknown): readonly unknown[] {
    return entries(see(content, "runtimeConfig")).flatMap(([action, plugin]) =>
        items(see(plugin, "properties")).map((inputs) => ({ action, inputs })),
    );
}

/** What parameters are without being given, and constants. */
function valuesIn(content: unknown): ReadonlyMap<string, string> {
    const listed = [...items(see(content, "parameters")), ...items(see(content, "constants"))];
    return new Map(
        listed.flatMap((group) =>
            entries(group).flatMap(([name, given]) => {
                const values = items(see(given, "default") ?? see(given, "value")).map((each) => text(each));
                return values.length === 0 ? [] : [[name, values.join("\n")] as const];
            }),
        ),
    );
}

function filled(value: unknown, values: ReadonlyMap<string, string>): unknown {
    if (typeof value === "string")
        return value.replace(
            /\{\{\s*([^{}]+?)\s*\}\}/g,
            (whole, name: string) => values.get(name) ?? blank(whole),
        );
    if (Array.isArray(value)) return items(value).map((each) => filled(each, values));
    if (keys(value).length === 0) return value;
    return Object.fromEntries(entries(value).map(([key, each]) => [key, filled(each, values)]));
}

/** Where a document of AWS's fetches what it runs. */
function addressIn(info: unknown): string {
    const address = /"(?:path|url|repository)"\s*:\s*"([^"]+)"/.exec(
        text(info) ?? JSON.stringify(info ?? {}),
    )?.[1];
    return address ?? "an address";
}

/** What a document runs that is handed commands, or that something else is named to. */
export function commandsOf(named: unknown, parameters: unknown, into: Handing): readonly string[] {
    const name = (text(named) ?? "").split(/[/:]/).at(-1) ?? "";
    if (
        /^AWS-(?:RunRemoteScript|RunDocument|ApplyAnsible\w*|RunAnsible\w*|ApplyChef\w*|RunSaltState)$/.test(
            name,
        )
    ) {
        const [source] = items(see(parameters, "sourceInfo") ?? see(parameters, "playbookurl"));
        into.unread(`what ${name} fetches from ${addressIn(source)} and runs`);
        return [];
    }
    return /PowerShell/.test(name) ? [] : items(see(parameters, "commands")).map(written);
}

/** What a call of Systems Manager's SendCommand runs, by its parameters. */
function sentBy(call: unknown, into: Handing): readonly string[] {
    return commandsOf(see(call, "DocumentName"), see(call, "Parameters"), into);
}

/** The calls of SendCommand anywhere in what a schedule or a state machine is told to do. */
export function sentIn(value: unknown, property: string, into: Handing, depth = 0): void {
    if (depth > 24 || typeof value !== "object" || value === null) return;
    if (see(value, "DocumentName") !== undefined) into.script(property, sentBy(value, into));
    const inner = Array.isArray(value) ? items(value) : keys(value).map((key) => see(value, key));
    for (const each of inner) sentIn(each, property, into, depth + 1);
}
