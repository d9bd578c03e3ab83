import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type Documented, documentedConfig } from "./configuration";

const file = join(__dirname, "..", "Pulumi.yaml");

/** The engine knows `integer` and no `number`; a list of allowed values has the type of its default. */
function typeOf({ type, default: value }: Documented): string {
    const stated = type ?? typeof value;
    return stated === "number" ? "integer" : stated;
}

/**
 * Pulumi.yaml with what the schema says of each key: all of `config`, and what `pulumi new` asks for. The rest stays as
 * it is written there.
 * @param written Pulumi.yaml as it is. @default that of this repository
 */
export function projectFile(written = readFileSync(file, "utf8")): string {
    const { properties = {} } = documentedConfig();
    const document = parseDocument(written);
    const config = Object.fromEntries(
        Object.entries(properties).map(([key, about]) => [
            key,
            {
                type: typeOf(about),
                ...(about.items && { items: { type: typeOf(about.items) } }),
                ...("default" in about && { default: about.default }),
                description: about.description,
            },
        ]),
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
