import { NoCliError } from "../cli/commandLine";
import { resolveCli } from "./resolveCli";

// Tests have time limits of their own; a build of the engine, which takes minutes once, must not be held against them.
resolveCli((line) => console.log(line)).then(
    ({ version, origin }) => console.log(`Pulumi ${version}, ${origin}`),
    (error: unknown) => {
        console.error(error instanceof NoCliError ? error.message : error);
        process.exitCode = 1;
    },
);
