import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { exitCodes, readOptions, runCommand, withHelp } from "../../cli/commandLine";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Graph, textOf } from "../../state/graph";
import { type Canary, type Sighting, sightingsIn, sightingsUnder } from "./search";

const root = resolve(__dirname, "..", "..");

const canary = (standsFor: string): Canary => ({
    standsFor,
    value: `canary${randomBytes(16).toString("hex")}`,
});

/** What a hunt looked through and found. */
interface Hunt {
    readonly sightings: readonly Sighting[];
    readonly canaries: number;
    readonly files: number;
    readonly characters: number;
}

/** Secrets that the engine, its plugins and the program have in their environment. */
const environment = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "JENKINS_API_TOKEN",
    "JENKINS_SECRET",
    "PULUMI_CONFIG_PASSPHRASE",
];

/** Places where a person may put a secret by mistake: each is refused, and the refusal is read. */
const mistakes: Readonly<Record<string, (secret: string) => Readonly<Record<string, unknown>>>> = {
    "the password in controllerUrl": (secret) => ({
        controllerUrl: `https://admin:${secret}@jenkins.example.com/`,
    }),
    "the token in controllerUrl": (secret) => ({
        controllerUrl: `https://jenkins.example.com/?token=${secret}`,
    }),
    "a secret of an agent": (secret) => ({
        agents: [{ name: "linux-1", instanceType: "m7g.large", secret }],
    }),
    "a key of its own": (secret) => ({ jenkinsToken: secret }),
};

/** Deploys, changes and destroys a stack with canaries for secrets, and makes every mistake; then looks everywhere. */
async function hunt(say: (line: string) => void): Promise<Hunt> {
    const inEnvironment = environment.map(canary);
    const workspace = await Workspace.create({
        program: root,
        stack: "dev",
        skipCheckpoints: false,
        report: say,
        env: Object.fromEntries(inEnvironment.map(({ standsFor, value }) => [standsFor, value])),
    });
    const sightings: Sighting[] = [];
    let characters = 0;
    const look = (place: string, text: string, canaries: readonly Canary[]) => {
        characters += text.length;
        sightings.push(...sightingsIn(place, text, canaries));
    };
    try {
        for (const command of ["preview", "up", "refresh"] as const)
            look(`what ${command} printed`, wordsOf(await workspace[command]()), inEnvironment);
        const state = await workspace.exportState();
        look("the state", JSON.stringify(state), inEnvironment);
        for (const template of Graph.of(state).all("aws:ec2/launchTemplate:LaunchTemplate"))
            look(`user data of ${template.name}`, textOf(template, "userData") ?? "", inEnvironment);
        // The rehearsal notes its own environment there, for a person who asks to keep the folder.
        const isSearched = (file: string) => file !== "env.sh" && !file.startsWith("home/plugins");
        const { files, sightings: inFiles } = sightingsUnder(workspace.folder, isSearched, inEnvironment);
        sightings.push(...inFiles);
        for (const [standsFor, make] of Object.entries(mistakes)) {
            const mistake = canary(standsFor);
            for (const [key, value] of Object.entries(make(mistake.value))) workspace.setConfig(key, value);
            const run = await workspace.preview();
            if (run.succeeded) throw new Error(`${standsFor} was not refused`);
            look("the refusal", wordsOf(run), [mistake, ...inEnvironment]);
            workspace.setConfig("controllerUrl", "https://jenkins.example.com/");
            workspace.setConfig("agents", [{ name: "linux-1", instanceType: "m7g.large" }]);
            workspace.setConfig("jenkinsToken", undefined);
        }
        look("what destroy printed", wordsOf(await workspace.destroy()), inEnvironment);
        return { sightings, canaries: environment.length + Object.keys(mistakes).length, files, characters };
    } finally {
        workspace.dispose();
    }
}

/** Everything that a command says to people and programs, but for the engine's own copy of the configuration file. */
const wordsOf = ({ stdout, stderr, events }: Run): string => {
    const said = events.filter(({ preludeEvent }) => preludeEvent === undefined);
    return [stdout, stderr, JSON.stringify(said)].join("\n");
};

const help = `Usage: npm run prove:canaries

Rehearses the dev stack with canary secrets in the environment and in every place of the configuration where one may be
put by mistake, and looks for them in all that is left and said. About two minutes. What an agent's own scripts write and
call is searched by npm run boot, in the journal and in the arguments of every process.

Exit codes:
  ${exitCodes.passed}  no canary was found
  ${exitCodes.failed}  one was, or it could not be looked for, which a message says
  ${exitCodes.usage}  the command line was not understood
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built for the rehearsal
`;

const readFrom = (args: readonly string[]) => readOptions(args, { help: { type: "boolean", short: "h" } });

async function main(): Promise<number> {
    const { sightings, canaries, files, characters } = await hunt((line) =>
        process.stderr.write(`${line}\n`),
    );
    for (const { standsFor, place } of sightings) process.stdout.write(`FOUND ${standsFor} in ${place}\n`);
    process.stdout.write(
        `${canaries} canaries looked for in ${files} files and ${characters} characters of output: ${sightings.length} found.\n`,
    );
    return sightings.length === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("prove:canaries", withHelp(help, readFrom, main));
