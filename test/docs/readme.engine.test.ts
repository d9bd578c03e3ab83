import assert from "node:assert/strict";
import { resolveCli } from "../../engine/resolveCli";
import { fileOfScript, runCommandFile } from "../commands";
import { run } from "../tools";
import { faultOfAws } from "./awsCommands";
import { commandsOf, read, root, spansOf } from "./pages";

const { scripts, dependencies, devDependencies } = JSON.parse(read("package.json"));

/** The pages whose commands a reader types as they stand. */
const pages = ["README.md", "CONTRIBUTING.md", "docs/upgrading.md", "docs/releasing.md"];

/** Every command of a page: those of its blocks, and the code spans that begin with a program's name. */
const commands: readonly string[] = [
    ...new Set(
        pages
            .flatMap((path) => [...commandsOf(read(path)), ...spansOf(read(path))])
            .flatMap((line) => line.split(" && "))
            .filter((line) => /^(aws|npm|npx|pulumi) \S/.test(line)),
    ),
];

/** The options in a command, without what follows them. */
const optionsOf = (command: string): readonly string[] =>
    [...command.matchAll(/ (--[a-z][a-z-]*)/g)].map(([, option = ""]) => option);

/** What a command says of itself. */
const helpOf = new Map<string, string>();
function help(command: string, args: readonly string[]): string {
    const key = [command, ...args].join(" ");
    const known = helpOf.get(key);
    if (known !== undefined) return known;
    const { status, output } = run(command, [...args, "--help"], { cwd: root });
    assert.equal(status, 0, `${key} --help: ${output}`);
    helpOf.set(key, output);
    return output;
}

/** What a command of this package says of itself. */
async function ownHelp(file: string): Promise<string> {
    const shown = helpOf.get(file) ?? (await runCommandFile(file, "--help")).stdout;
    helpOf.set(file, shown);
    return shown;
}

const takes = (shown: string, options: readonly string[], command: string): void => {
    for (const option of options)
        assert.match(shown, new RegExp(`${option}(?![\\w-])`), `${command}: it has no ${option}`);
};

/** Holds a command against what would run it, by the pattern that it fits. Throws where it would not run. */
const checks: readonly (readonly [pattern: RegExp, check: (command: string) => Promise<void>])[] = [
    [
        // As installed, the lock file has to be the package's.
        /^npm ci$/,
        async () => {
            const { packages } = JSON.parse(read("package-lock.json"));
            assert.deepEqual(
                [packages[""].dependencies, packages[""].devDependencies],
                [dependencies, devDependencies],
            );
        },
    ],
    [
        /^npm (audit|deprecate|pack|pkg|publish|version)\b/,
        async (command) => takes(help("npm", command.split(" ").slice(1, 2)), optionsOf(command), command),
    ],
    [/^npm test$/, async () => assert.ok("test" in scripts)],
    [
        /^npm run (?:--silent )?[\w:-]+(?: -- .+)?$/,
        async (command) => {
            const [, name = "", rest = ""] = /^npm run (?:--silent )?([\w:-]+)(.*)$/.exec(command) ?? [];
            assert.ok(name in scripts, `${command}: there is no script ${name}`);
            const file = fileOfScript(scripts[name]);
            // What follows `--` is the script's own; of programs that are not ours the documentation passes nothing.
            const given = optionsOf(rest).filter((option) => option !== "--help");
            assert.ok(given.length === 0 || file !== undefined, command);
            if (file !== undefined) takes(await ownHelp(file), given, command);
        },
    ],
    [
        /^npx mocha \S+/,
        async (command) => {
            const [, program = "", path = ""] = /^npx (\w+) (\S+)/.exec(command) ?? [];
            const { status, output } = run("sh", ["-c", `ls -d ${path.replaceAll("'", "")}`], { cwd: root });
            const pattern = path.replaceAll("'", "").replace("/**", "");
            const found = status === 0 || run("sh", ["-c", `ls -d ${pattern}`], { cwd: root }).status === 0;
            assert.ok(found && program in { ...dependencies, ...devDependencies }, `${command}: ${output}`);
        },
    ],
    [
        /^pulumi [a-z]/,
        async (command) => {
            const cli = (await resolveCli(() => undefined)).command;
            const words = command.split(" ").slice(1);
            const commands = words.slice(0, 2).filter((word) => /^[a-z]+$/.test(word));
            const group = commands[0] ?? "";
            const isGroup = ["stack", "state", "config", "policy"].includes(group);
            const shown = help(cli, isGroup ? commands : [group]);
            // A group shows its own help for a command that it does not have.
            if (isGroup && commands.length > 1)
                assert.match(shown, new RegExp(`pulumi ${commands.join(" ")}`), command);
            takes(shown, optionsOf(command), command);
        },
    ],
    [
        /^aws [a-z]/,
        async (command) => {
            assert.equal(await faultOfAws(command), undefined, command);
        },
    ],
];

describe("the commands that README, CONTRIBUTING and the upgrade notes tell to run", () => {
    it("would each run as they stand: script, file, subcommand and options are there", async () => {
        assert.ok(commands.length > 30, `${commands.length} commands were found`);
        for (const command of commands) {
            const [, check] = checks.find(([pattern]) => pattern.test(command)) ?? [];
            assert.ok(check, `no test knows how to run: ${command}`);
            await check(command);
        }
    });

    it("are all of this package's own, each with what it does", () => {
        const table = read("README.md").split("## Commands")[1] ?? "";
        for (const [name, line] of Object.entries<string>(scripts))
            if (fileOfScript(line) !== undefined && !name.startsWith("pre"))
                assert.match(table, new RegExp(`^\\| \`npm run ${name}\` \\| \\w`, "m"), name);
    });

    it("check the types before the engine, which does not look at them, sees the program", () => {
        for (const path of ["README.md", "docs/upgrading.md"])
            for (const line of [...commandsOf(read(path)), ...spansOf(read(path))])
                if (/pulumi up --policy-pack/.test(line)) assert.match(line, /^npm run types && /, line);
    });
});
