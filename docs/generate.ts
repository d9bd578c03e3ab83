import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, readOptions, runCommand } from "../cli/commandLine";
import { controlsPage } from "../policy-pack/tools/controlsPage";
import { configurationPage } from "./configuration";
import { policies } from "./deployer/policies";
import { throughputPage } from "./throughput";

const help = `Usage: npm run docs -- [options]

Writes the generated pages of docs/.

Options:
  --check  write nothing, and name the pages that differ from what would be written
  --help   show this

Exit codes:
  ${exitCodes.passed}  they are written, or with --check as they would be
  ${exitCodes.failed}  with --check: one is not
  ${exitCodes.usage}  the command line was not understood
`;

const pages: Readonly<Record<string, () => string>> = {
    "configuration.md": configurationPage,
    "controls.md": controlsPage,
    "throughput.md": throughputPage,
    ...policies,
};

async function main(args: readonly string[]): Promise<number> {
    const values = readOptions(args, {
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });
    if (values.help) {
        process.stdout.write(help);
        return exitCodes.passed;
    }
    let outdated = 0;
    for (const [name, render] of Object.entries(pages)) {
        const path = join(__dirname, name);
        const wanted = render();
        if (!values.check) {
            writeFileSync(path, wanted);
            console.log(`wrote docs/${name}`);
        } else if (!existsSync(path) || readFileSync(path, "utf8") !== wanted) {
            console.error(`docs/${name} is out of date: run npm run docs`);
            outdated += 1;
        }
    }
    return outdated === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("docs", main);
