import type { ExportedResource } from "../state/exported";
import { nameIn } from "../state/urn";

/** Parts of Terraform's names that are not the service's. */
const renamed: Readonly<Record<string, string>> = { ec2: "", cfg: "config_" };

const snake = (camel: string): string =>
    camel.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** The provider's types are Terraform's under other names: `aws:efs/fileSystem:FileSystem` is `aws_efs_file_system`. */
function terraformType(token: string): string {
    const [, module = "", name = ""] = token.split(":");
    const [service = ""] = module.split("/");
    return `aws_${renamed[service] ?? `${service}_`}${snake(name)}`;
}

function terraformValue(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(terraformValue);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([key]) => !key.startsWith("__"))
            .map(([key, inner]) => [snake(key), terraformValue(inner)]),
    );
}

/** The AWS resources of a state as `terraform show -json` shows a plan that makes them, with every reference resolved. */
export function terraformPlan(resources: readonly ExportedResource[]) {
    const planned = resources
        .filter(({ custom, type }) => custom === true && type.startsWith("aws:"))
        .map(({ urn, type: token, inputs }) => {
            const type = terraformType(token);
            const name = nameIn(urn).replaceAll(/[^\w-]/g, "_");
            return {
                address: `${type}.${name}`,
                mode: "managed",
                type,
                name,
                values: terraformValue(inputs),
            };
        });
    return {
        format_version: "1.2",
        terraform_version: "1.11.4",
        planned_values: { root_module: { resources: planned } },
        resource_changes: planned.map(({ values, ...resource }) => ({
            ...resource,
            change: { actions: ["create"], before: null, after: values, after_unknown: {} },
        })),
        configuration: { root_module: {} },
    };
}
