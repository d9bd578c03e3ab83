import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { controlsPage } from "../policy-pack/tools/controlsPage";
import { configurationPage } from "./configuration";
import { policies } from "./deployer/policies";
import { throughputPage } from "./throughput";

/** The pages of docs/ that are generated, by file name, each with what it is to hold. */
export const generatedPages: Readonly<Record<string, () => string>> = {
    "configuration.md": configurationPage,
    "controls.md": controlsPage,
    "throughput.md": throughputPage,
    ...policies,
};

/** File names of the generated pages that are missing or differ from what would be written now. */
export const stalePages = (): string[] =>
    Object.entries(generatedPages).flatMap(([name, render]) => {
        const file = join(__dirname, name);
        return existsSync(file) && readFileSync(file, "utf8") === render() ? [] : [name];
    });
