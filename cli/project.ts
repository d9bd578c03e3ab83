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

/** A key of the configuration in full: one without a namespace is the project's own, as the engine takes it. */
const fullKey = (project: string, key: string): string => (key.includes(":") ? key : `${project}:${key}`);

/** Values by key, each key in full. */
export const byFullKey = (project: string, config: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(config).map(([key, value]) => [fullKey(project, key), value]));

/** Reads a stack's configuration file, each key in full; it is empty for a stack that has none. */
export function readStack(folder: string, stack: string): StackFile {
    // A stack's name may come from a state, and never leads out of the folder.
    if (!configuredStacks(folder).includes(stack)) return {};
    const { config, ...rest } = readYaml(stackFile(folder, stack)) as StackFile;
    return config == null ? rest : { ...rest, config: byFullKey(projectName(folder), config) };
}

/**
 * One key of a stack's configuration, as the engine would hand it to the program: where the stack's file does not have it,
 * the project's value or default. Undefined where there is none.
 * @param key in full, or without a namespace for one of the project's own
 */
export function readConfigKey(folder: string, stack: string, key: string): unknown {
    const { name, config = {} } = readProject(folder);
    const full = fullKey(name, key);
    const own = readStack(folder, stack).config?.[full];
    if (own !== undefined) return own;
    const { value, default: fallback } = Object(byFullKey(name, Object(config))[full]);
    return value ?? fallback;
}

/** What a project's buckets are called after: as S3 takes it, and as far as the kit's names go (`bucketPrefix` of infra/names.ts). */
const inBuckets = (project: string): string =>
    project
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]/g, "-")
        .slice(0, 28);

/**
 * A policy of docs/ for another project: with its name where names, paths and tags have that which it was written for.
 * @param writtenFor the project that it has now. @default the kit's own
 */
export function policyFor(project: string, policy: string, writtenFor = "jenkins-efs"): string {
    return policy
        .replaceAll(new RegExp(`(?<=:::)${inBuckets(writtenFor)}(?=-)`, "g"), inBuckets(project))
        .replaceAll(
            new RegExp(`(?<=:imagebuilder:\\*:\\*:[a-z-]+/)${writtenFor}(?=-)`, "g"),
            project.toLowerCase(),
        )
        .replaceAll(new RegExp(`(?<=[/"]|[^:]:)${writtenFor}(?=[-/"])`, "g"), project);
}
