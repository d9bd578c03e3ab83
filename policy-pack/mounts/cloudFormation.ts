import { items, see, text } from "../kernel/values";
import { privileged } from "./containers";
import { entries, type Handing, line } from "./handing";
import { blank } from "./holes";
import { document } from "./steps";

/** What the resources of a template hand to machines: user data, what cfn-init does, documents, containers. */
export function template(given: unknown, into: Handing): void {
    const content = into.parsed(given);
    const defaults = new Map(
        entries(see(content, "Parameters")).flatMap(([name, parameter]) => {
            const value = text(see(parameter, "Default"));
            return value === undefined ? [] : [[name, value] as const];
        }),
    );
    for (const [name, resource] of entries(see(content, "Resources"))) {
        const properties = see(resource, "Properties");
        for (const [config, each] of entries(see(resource, "Metadata", "AWS::CloudFormation::Init")))
            initialized(`${name}, ${config}`, each, defaults, into);
        for (const data of [see(properties, "UserData"), see(properties, "LaunchTemplateData", "UserData")]) {
            const encoded = typeof data === "string" && !/[\s#]/.test(data.trim());
            const read = resolved(data, defaults);
            if (read !== undefined) into.userData(read, `${name}.UserData`, encoded ? "base64" : "plain");
        }
        const type = text(see(resource, "Type")) ?? "";
        if (type === "AWS::SSM::Document") document(see(properties, "Content"), `${name}.Content`, into);
        if (type === "AWS::ImageBuilder::Component") document(see(properties, "Data"), `${name}.Data`, into);
        if (type === "AWS::ECS::TaskDefinition" || type === "AWS::Batch::JobDefinition")
            privileged(properties, name, into);
    }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html */
function initialized(
    where: string,
    config: unknown,
    defaults: ReadonlyMap<string, string>,
    into: Handing,
): void {
    for (const [folder, source] of entries(see(config, "sources")))
        into.script(`${where}, sources`, line(["curl", "-o", folder, resolved(source, defaults)]));
    for (const [path, file] of entries(see(config, "files"))) {
        const source = resolved(see(file, "source"), defaults);
        const content = resolved(see(file, "content"), defaults);
        if (source !== undefined) into.script(`${where}, files`, line(["curl", "-o", path, source]));
        else if (content !== undefined) into.file(path, content);
    }
    for (const [name, given] of entries(see(config, "commands"))) {
        const command = see(given, "command");
        const words = Array.isArray(command)
            ? line(items(command).map((word) => resolved(word, defaults)))
            : resolved(command, defaults);
        into.script(`${where}, command ${name}`, words);
    }
}

/** The text that functions of a template make, with a hole for what only CloudFormation knows. */
function resolved(value: unknown, defaults: ReadonlyMap<string, string>): string | undefined {
    if (value === undefined) return undefined;
    const scalar = text(value);
    if (scalar !== undefined) return substituted(scalar, defaults);
    const named = (name: string) => see(value, name);
    // The short forms leave a list behind: !Join [by, list], !Sub [text, values].
    const [first, second] = Array.isArray(value) ? items(value) : [undefined, undefined];
    const join = named("Fn::Join") ?? (Array.isArray(second) ? value : undefined);
    if (join !== undefined) {
        const [by, list] = items(join);
        return items(list)
            .map((each) => resolved(each, defaults) ?? "")
            .join(text(by) ?? "");
    }
    const sub = named("Fn::Sub") ?? first;
    if (sub !== undefined) return resolved(items(sub)[0], defaults);
    const inner = named("Fn::Base64");
    if (inner !== undefined) return resolved(inner, defaults);
    const reference = text(named("Ref"));
    return reference === undefined
        ? blank("what a function of CloudFormation gives")
        : (defaults.get(reference) ?? blank(reference));
}

/** `${Name}` is CloudFormation's where it names a parameter, and `${!Name}` the shell's. */
function substituted(written: string, defaults: ReadonlyMap<string, string>): string {
    return written
        .replace(/\$\{([\w:.]+)\}/g, (whole, name: string) => defaults.get(name) ?? whole)
        .replace(/\$\{!/g, "${");
}
