import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, readOptions, runCommand, withHelp } from "../cli/commandLine";
import { generatedPages, stalePages } from "./pages";

const help = `Usage: npm run docs -- [options]

Writes the generated pages of docs/, and what Pulumi.yaml says of the configuration.

Options:
  --check  write nothing, and name the files that differ from what would be written
  --help   show this

Exit codes:
  ${exitCodes.passed}  they are written, or with --check as they would be
  ${exitCodes.failed}  with --check: one is not
  ${exitCodes.usage}  the command line was not understood
`;

const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });

async function main(values: ReturnType<typeof readFrom>): Promise<number> {
    if (values.check) {
        const stale = stalePages();
        for (const name of stale) console.error(`${name} is out of date: run npm run docs`);
        return stale.length === 0 ? exitCodes.passed : exitCodes.failed;
    }
    for (const [name, render] of Object.entries(generatedPages)) {
        writeFileSync(join(__dirname, "..", name), render());
        console.log(`wrote ${name}`);
    }
    return exitCodes.passed;
}

runCommand("docs", withHelp(help, readFrom, main));
