import { existsSync, readFileSync } from "node:fs";
import { fileFaults } from "../configuration";

const usage =
    "Usage: checkConfig FILE…\n\nSays what is wrong with configuration files of the policy pack.\n\nExit codes:\n  0  nothing\n  1  something; each fault is printed\n  2  no file is named, or one cannot be read";

/** `checkConfig FILE…`: says what is wrong with configuration files of the pack, and fails if anything is. */
function main(files: readonly string[]): number {
    if (files.includes("--help")) {
        console.log(usage);
        return 0;
    }
    if (files.length === 0 || files.some((file) => file.startsWith("-"))) {
        console.error(usage);
        return 2;
    }
    const missing = files.filter((file) => !existsSync(file));
    if (missing.length > 0) {
        for (const file of missing) console.error(`${file}: there is no such file.`);
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
