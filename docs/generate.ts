import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { controlsPage } from "../policy-pack/tools/controlsPage";
import { configurationPage } from "./configuration";
import { policies } from "./deployer/policies";
import { throughputPage } from "./throughput";

const help = `Writes the generated pages of docs/.

  npm run docs              write them
  npm run docs -- --check   write nothing; exit 1 and name the pages that differ from what would be written
`;

const pages: Readonly<Record<string, () => string>> = {
    "configuration.md": configurationPage,
    "controls.md": controlsPage,
    "throughput.md": throughputPage,
    ...policies,
};

const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) {
    process.stdout.write(help);
} else {
    for (const [name, render] of Object.entries(pages)) {
        const path = join(__dirname, name);
        const wanted = render();
        if (!values.check) {
            writeFileSync(path, wanted);
            console.log(`wrote docs/${name}`);
        } else if (readFileSync(path, "utf8") !== wanted) {
            console.error(`docs/${name} is out of date: run npm run docs`);
            process.exitCode = 1;
        }
    }
}
