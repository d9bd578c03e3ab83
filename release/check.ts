import { resolve } from "node:path";
import { exitCodes, readOptions, runCommand, withHelp } from "../cli/commandLine";
import { stalePages } from "../docs/pages";
import { missingFrom, versionOf } from "./missing";

const root = resolve(__dirname, "..");

const help = `Usage: npm run release:check -- [options]

Says what is missing before the version in package.json can be released, as docs/releasing.md tells: its versions agree,
the changelog has it with a day, npm would publish the pack, the code owners are yours, everything is committed and on origin/main, the tag is free, and the generated
pages are fresh. It changes nothing. Whether the tests pass says npm run check.

Options:
  --help  show this

Exit codes:
  ${exitCodes.passed}  nothing is missing; the next command is printed
  ${exitCodes.failed}  something is missing; each is named, with what would do
  ${exitCodes.usage}  the command line was not understood
`;

const readFrom = (args: readonly string[]) =>
    readOptions(args, { help: { type: "boolean", short: "h", default: false } });

async function main(): Promise<number> {
    const missing = missingFrom(root, new Date(), stalePages());
    for (const fault of missing) console.error(fault);
    if (missing.length > 0) return exitCodes.failed;
    const tag = `v${versionOf(root)}`;
    console.log(`Nothing is missing. Next: git tag --sign ${tag} --message ${tag} && git push origin ${tag}`);
    return exitCodes.passed;
}

runCommand("release:check", withHelp(help, readFrom, main));
