import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What is read of a Pulumi.yaml; every other key is the engine's affair. */
export interface ProjectFile {
    readonly name: string;
    /** Folder of the program, from the file's own. @default that folder */
    readonly main?: string;
    readonly [key: string]: unknown;
}

/** What is read of a Pulumi.STACK.yaml. */
export interface StackFile {
    /** Values by full key, such as `aws:region`. */
    readonly config?: Readonly<Record<string, unknown>>;
    readonly [key: string]: unknown;
}

const readYaml = (file: string): unknown => parse(readFileSync(file, "utf8"));

/** Reads the project file in a folder; throws where there is none. */
export const readProject = (folder: string): ProjectFile =>
    readYaml(join(folder, "Pulumi.yaml")) as ProjectFile;

/** The project's name, which is the first part of its configuration's keys. */
export const projectName = (folder: string): string => readProject(folder).name;

/** The stacks that a project's folder has configuration for. */
export function configuredStacks(folder: string): string[] {
    return readdirSync(folder).flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** Where a project keeps the configuration of a stack. */
export const stackFile = (folder: string, stack: string): string => join(folder, `Pulumi.${stack}.yaml`);

/** Reads a stack's configuration file, which is empty for a stack that has none. */
export function readStack(folder: string, stack: string): StackFile {
    // A stack's name may come from a state, and never leads out of the folder.
    return configuredStacks(folder).includes(stack) ? (readYaml(stackFile(folder, stack)) as StackFile) : {};
}

/** One key of a stack's configuration, as the file writes it; undefined where it is not there. */
export function readConfigKey(folder: string, stack: string, key: string): unknown {
    return readStack(folder, stack).config?.[key];
}
