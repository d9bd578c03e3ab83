import { writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { stringify } from "yaml";
import { byFullKey, projectName, readProject, readStack, stackFile } from "../../cli/project";
import { standInPackages } from "../providers/executables";

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
        main: `${resolve(program, main)}${main === "." ? sep : ""}`,
        plugins: { providers: standInPackages.map((name) => ({ name, path: plugins })) },
    };
    writeFileSync(join(project, "Pulumi.yaml"), stringify(scratch));
}

/** Copies a stack's configuration into the scratch folder, with some keys replaced; a project's own need no namespace. */
export function writeScratchConfig(
    program: string,
    stack: string,
    project: string,
    replaced: Readonly<Record<string, unknown>>,
): void {
    const { config = {} } = readStack(program, stack);
    const given = byFullKey(projectName(program), replaced);
    const encrypted = Object.keys(config).filter((key) => isEncrypted(config[key]) && !(key in given));
    if (encrypted.length > 0)
        throw new Error(
            `Pulumi.${stack}.yaml: ${encrypted.join(", ")} is encrypted for the real stack, and a rehearsal does not ` +
                "have that stack's key. Rehearse with a stack whose configuration holds no secret.",
        );
    writeFileSync(stackFile(project, stack), stringify({ config: { ...config, ...given } }));
}

const isEncrypted = (value: unknown): boolean =>
    typeof value === "object" && value !== null && "secure" in value;

/** Replaces one key of the scratch configuration and keeps what the engine added to the file. */
export function replaceConfigKey(project: string, stack: string, key: string, value: unknown): void {
    const before = readStack(project, stack);
    writeFileSync(
        stackFile(project, stack),
        stringify({
            ...before,
            config: { ...before.config, ...byFullKey(projectName(project), { [key]: value }) },
        }),
    );
}
