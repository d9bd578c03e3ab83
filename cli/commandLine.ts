// First of all, as every command loads this first: from here on it notices that npm is gone.
import "./cleanUp";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { configuredStacks } from "./project";

/** The command line was not understood, or names what is not there; the message says what would do. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

/** No Pulumi CLI could be found, downloaded or built; the message names the ways out. */
export class NoCliError extends Error {
    override readonly name = "NoCliError";
}

/**
 * How every command of this package ends: `noCli` only where the Pulumi CLI is needed. CONTRIBUTING.md lists them.
 */
export const exitCodes = { passed: 0, failed: 1, usage: 2, noCli: 3 } as const;

/** Reads the options of a command line, or throws a `UsageError`. */
export function readOptions<const T extends NonNullable<ParseArgsConfig["options"]>>(
    args: readonly string[],
    options: T,
) {
    try {
        return parseArgs({ args: [...args], options }).values;
    } catch (error) {
        throw new UsageError(messageOf(error));
    }
}

/** Reads a count from 1 to `most`, or throws a `UsageError`. */
export function countFrom(option: string, text: string, most: number): number {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > most)
        throw new UsageError(
            `${option} ${text}: give a whole number from 1 to ${most}, for example ${option} 20.`,
        );
    return count;
}

/** What every command takes at most for `--agents`. */
export const mostAgents = 5000;

/** Reads `--agents N`, undefined where it is not given, or throws a `UsageError`. */
export const agentsFrom = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : countFrom("--agents", text, mostAgents);

/** Holds that a program has configuration for a stack, or throws a `UsageError` with the stacks that it has. */
export function checkStack(program: string, stack: string): void {
    const stacks = configuredStacks(program);
    if (!stacks.includes(stack))
        throw new UsageError(
            `--stack ${stack}: there is no Pulumi.${stack}.yaml, only one for ${stacks.join(" and ")}.`,
        );
}

/** Holds that a file can be written later, when minutes of work are in it, or throws a `UsageError`. */
export function checkFolderOf(option: string, file: string | undefined): void {
    if (file === undefined) return;
    const folder = dirname(resolve(file));
    if (!existsSync(folder))
        throw new UsageError(
            `${option} ${file}: there is no folder ${folder}. Make it with: mkdir -p ${folder}`,
        );
}

/**
 * Reads a JSON file that the command line names, or throws a `UsageError`.
 * @param written the command that writes such a file
 */
export function readJson(file: string, written: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new UsageError(
            `${file} cannot be read as JSON: ${messageOf(error)}\nWrite it with: ${written}`,
        );
    }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A command that prints its help where that is asked for, and otherwise runs with the options that it reads. */
export const withHelp =
    <O extends { readonly help?: boolean | undefined }>(
        help: string,
        readFrom: (args: readonly string[]) => O,
        run: (options: O) => Promise<number>,
    ) =>
    async (args: readonly string[]): Promise<number> => {
        const options = readFrom(args);
        if (options.help !== true) return run(options);
        process.stdout.write(help);
        return exitCodes.passed;
    };

/** Runs a command of this package to its exit code. What it throws is told as a message, without a stack. */
export function runCommand(script: string, main: (args: readonly string[]) => Promise<number>): void {
    main(process.argv.slice(2)).then(
        (code) => {
            process.exitCode = code;
        },
        (error: unknown) => {
            process.stderr.write(`${messageOf(error)}\n`);
            if (error instanceof UsageError)
                process.stderr.write(`npm run ${script} -- --help shows what there is.\n`);
            process.exitCode =
                error instanceof UsageError
                    ? exitCodes.usage
                    : error instanceof NoCliError
                      ? exitCodes.noCli
                      : exitCodes.failed;
        },
    );
}
