import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { standInPackages } from "../providers/executables";

interface ProjectFile {
    readonly name: string;
    readonly main?: string;
    readonly [key: string]: unknown;
}

interface StackFile {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly [key: string]: unknown;
}

const readYaml = (file: string): unknown => parse(readFileSync(file, "utf8"));

/** The stacks that a program has configuration for. */
export function configuredStacks(program: string): string[] {
    return readdirSync(program).flatMap((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** The project's name, which is the first part of its configuration's keys. */
export const projectName = (program: string): string => readProject(program).name;

const readProject = (program: string): ProjectFile =>
    readYaml(path.join(program, "Pulumi.yaml")) as ProjectFile;

/**
 * Writes a project into the scratch folder that runs the program where it is, with the stand-ins as its plugins. The
 * engine writes beside the project file, so the program's own folder stays as it was.
 */
export function writeScratchProject(program: string, project: string, plugins: string): void {
    const {
        main = ".",
        backend: _backend,
        stackConfigDir: _dir,
        template: _template,
        ...kept
    } = readProject(program);
    const scratch = {
        ...kept,
        main: `${path.resolve(program, main)}${main === "." ? path.sep : ""}`,
        plugins: { providers: standInPackages.map((name) => ({ name, path: plugins })) },
    };
    writeFileSync(path.join(project, "Pulumi.yaml"), stringify(scratch));
}

/** Copies a stack's configuration into the scratch folder, with some keys replaced. */
export function writeScratchConfig(
    program: string,
    stack: string,
    project: string,
    replaced: Readonly<Record<string, unknown>>,
): void {
    const original = path.join(program, `Pulumi.${stack}.yaml`);
    const { config = {} } = existsSync(original) ? (readYaml(original) as StackFile) : {};
    const encrypted = Object.keys(config).filter((key) => isEncrypted(config[key]) && !(key in replaced));
    if (encrypted.length > 0) {
        throw new Error(
            `Pulumi.${stack}.yaml: ${encrypted.join(", ")} is encrypted for the real stack, and a rehearsal does not ` +
                "have that stack's key. Rehearse with a stack whose configuration holds no secret.",
        );
    }
    writeFileSync(
        path.join(project, `Pulumi.${stack}.yaml`),
        stringify({ config: { ...config, ...replaced } }),
    );
}

const isEncrypted = (value: unknown): boolean =>
    typeof value === "object" && value !== null && "secure" in value;

/** Reads one key of the scratch configuration. */
export function readConfigKey(project: string, stack: string, key: string): unknown {
    return (readYaml(path.join(project, `Pulumi.${stack}.yaml`)) as StackFile).config?.[key];
}

/** Replaces one key of the scratch configuration and keeps what the engine added to the file. */
export function replaceConfigKey(project: string, stack: string, key: string, value: unknown): void {
    const file = path.join(project, `Pulumi.${stack}.yaml`);
    const before = readYaml(file) as StackFile;
    writeFileSync(file, stringify({ ...before, config: { ...before.config, [key]: value } }));
}
