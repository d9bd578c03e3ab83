import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { documentedConfig } from "./configuration";

const file = join(__dirname, "..", "Pulumi.yaml");

/**
 * Pulumi.yaml with what the schema says of each key: in `config` those with a default, and what `pulumi new` asks for. The
 * rest stays as it is written there. Types and keys without a default are not declared: the engine would refuse what does
 * not fit by itself, one key at a time, before the program can tell everything.
 * @param written Pulumi.yaml as it is. @default that of this repository
 */
export function projectFile(written = readFileSync(file, "utf8")): string {
    const { properties = {} } = documentedConfig();
    const document = parseDocument(written);
    const config = Object.fromEntries(
        Object.entries(properties).flatMap(([key, about]) =>
            "default" in about ? [[key, { default: about.default, description: about.description }]] : [],
        ),
    );
    const { config: before = {} } = document.toJS() as { config?: Record<string, unknown> };
    // Keys of another namespace, as `pulumi new` leaves one for the stack's tags.
    const others = Object.entries(before).filter(([key]) => key.includes(":"));
    document.set("config", document.createNode({ ...config, ...Object.fromEntries(others) }));
    const asked = Object.entries(properties)
        .filter(([, about]) => !("default" in about))
        // What stands in a prompt's parentheses ends without a full stop.
        .map(([key, { description = "" }]) => [key, { description: description.replace(/\.$/, "") }]);
    const region = document.getIn(["template", "config", "aws:region"]);
    // A project that was made from the template is none.
    if (region !== undefined)
        document.setIn(
            ["template", "config"],
            document.createNode({ "aws:region": region, ...Object.fromEntries(asked) }),
        );
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
