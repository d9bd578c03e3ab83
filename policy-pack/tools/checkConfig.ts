import { readFileSync } from "node:fs";
import { fileFaults } from "../configuration";

const usage =
    "Usage: checkConfig FILE…\n\nSays what is wrong with configuration files of the policy pack. Exit code: 0 nothing, 1 something, 2 no file named.";

/** `checkConfig FILE…`: says what is wrong with configuration files of the pack, and fails if anything is. */
function main(files: readonly string[]): number {
    if (files.includes("--help")) {
        console.log(usage);
        return 0;
    }
    if (files.length === 0) {
        console.error(usage);
        return 2;
    }
    const faults = files.flatMap((file) =>
        fileFaults(readFileSync(file, "utf8"), new Date()).map((fault) => `${file}: ${fault}`),
    );
    for (const fault of faults) console.error(fault);
    if (faults.length === 0) console.log(`${files.length} file(s) fit the pack.`);
    return faults.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
