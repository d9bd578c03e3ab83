import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parameterFaults } from "./bakeFaults";
import { describeFaults, type Fault, faultAt, schemaFaults } from "./faults";
import { withFixes } from "./fixes";
import { nameFaults } from "./nameFaults";
import { unknownRegion } from "./regionFaults";
import { crossFaults } from "./rules";
import { type Config, configSchema } from "./schema";

export type { AgentConfig, Config } from "./schema";

/** The engine hands every value over as text; only keys that are text themselves stay as they are. */
function parseValue(key: string, text: string): unknown {
    const textKeys = ["owner", "controllerUrl"];
    if (textKeys.includes(key)) return text;
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/**
 * Validates raw configuration, `{key: text}` without the project's prefix, for a stack in `region`.
 * Returns every fault that can be told without asking AWS, or the configuration with its defaults.
 */
export function validateConfig(
    raw: Record<string, string>,
    region: string,
): { config: Config } | { faults: Fault[] } {
    const values = Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, parseValue(key, text)]));
    const result = judge(values, region);
    if ("config" in result) return result;
    const stillFaulty = (changed: Record<string, unknown>): readonly string[] => {
        const again = judge(changed, region);
        return "faults" in again ? again.faults.map(({ key }) => key) : [];
    };
    return { faults: withFixes(result.faults, values, stillFaulty) };
}

function judge(values: Record<string, unknown>, region: string): { config: Config } | { faults: Fault[] } {
    const parsed = configSchema.safeParse(values);
    const sections = Object.entries(configSchema.shape).map(([key, schema]) => [
        key,
        schema.safeParse(values[key]).data,
    ]);
    const faults = [
        ...(parsed.error ? schemaFaults(parsed.error, values) : []),
        ...crossFaults(Object.fromEntries(sections), region, Object(values.network)),
    ];
    return parsed.data && faults.length === 0 ? { config: parsed.data } : { faults };
}

/** Throws all faults as one message; the engine prints it without a stack trace. */
export function refuse(faults: readonly Fault[]): never {
    throw new pulumi.RunError(describeFaults(pulumi.getProject(), pulumi.getStack(), faults));
}

/**
 * Reads the stack's configuration. Throws `RunError` naming every fault, also of the project's, the stack's and the
 * environments' names, before any resource is registered.
 * @param environmentsOf the names of the stack's environments, which may follow from its agents. By default one, called
 * after its stack
 */
export function readConfig(
    environmentsOf: (agents: Config["agents"]) => readonly string[] = () => [pulumi.getStack()],
): Config {
    const prefix = `${pulumi.getProject()}:`;
    const all = pulumi.runtime.allConfig();
    const raw = Object.fromEntries(
        Object.entries(all)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, text]) => [key.slice(prefix.length), text]),
    );
    // Without it the provider takes the region of the profile, which it has checked itself.
    const { region } = aws.config;
    const isChecked = region === undefined || all["aws:skipRegionValidation"] === "true";
    const faults = isChecked ? [] : unknownRegion(region);
    const result = validateConfig(raw, region ?? "");
    // Well-formed by themselves, whatever else is not.
    const agents = configSchema.shape.agents.safeParse(raw.agents && parseValue("agents", raw.agents)).data;
    const names = nameFaults(pulumi.getProject(), pulumi.getStack(), environmentsOf(agents ?? []));
    const parameters = parameterFaults(pulumi.getProject(), raw.bake === "true");
    if ("config" in result && faults.length + names.length + parameters.length === 0) return result.config;
    return refuse([...names, ...faults, ...parameters, ...("faults" in result ? result.faults : [])]);
}

export { type Fault, faultAt };
