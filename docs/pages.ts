import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { controlsPage } from "../policy-pack/tools/controlsPage";
import { configurationPage } from "./configuration";
import { policies } from "./deployer/policies";
import { projectFile } from "./projectFile";
import { scalePage } from "./scale";
import { throughputPage } from "./throughput";

/** The files that are generated, by their path in the repository, each with what it is to hold. */
export const generatedPages: Readonly<Record<string, () => string>> = {
    "Pulumi.yaml": () => projectFile(),
    "docs/configuration.md": configurationPage,
    "docs/controls.md": controlsPage,
    "docs/scale.md": scalePage,
    "docs/throughput.md": throughputPage,
    ...Object.fromEntries(Object.entries(policies).map(([name, render]) => [`docs/${name}`, render])),
};

/** Paths of the generated files that are missing or differ from what would be written now. */
export const stalePages = (): string[] =>
    Object.entries(generatedPages).flatMap(([name, render]) => {
        const file = join(__dirname, "..", name);
        return existsSync(file) && readFileSync(file, "utf8") === render() ? [] : [name];
    });
