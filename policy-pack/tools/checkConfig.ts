import { readFileSync } from "node:fs";
import { fileFaults } from "../configuration";

/** `checkConfig FILE…`: says what is wrong with configuration files of the pack, and fails if anything is. */
function main(files: readonly string[]): number {
    if (files.length === 0) {
        console.error("usage: checkConfig FILE…");
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
