import * as path from "node:path";
import { parseArgs } from "node:util";
import { FaultyStack, type Outcome } from "./trial";

const root = path.resolve(__dirname, "..", "..");

const agent = (name: string) => ({ name, instanceType: "m7g.large" });
const agents = (...names: readonly string[]) => names.map(agent);

/** Kinds of resources at whose creation the engine is killed: one of each service. */
const killedAt = [
    "efs/accessPoint:AccessPoint::agent-third",
    "iam/role:Role::agent-third",
    "ec2/launchTemplate:LaunchTemplate::agent-third",
    "autoscaling/group:Group::agent-third",
];

const help = `Usage: npm run prove:faults

Rehearses the dev stack on the real engine while its provider fails on purpose: refused, throttled, answers lost, engine
killed. After each trial the next pulumi up has to converge with nothing lost. Ten minutes and more. Exit code: 0 every
trial was survived, 1 one was not.
`;

async function main(): Promise<number> {
    if (parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help) {
        process.stdout.write(help);
        return 0;
    }
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const stack = await FaultyStack.create({
        program: root,
        stack: "dev",
        config: { "jenkins-efs:agents": agents("first", "second"), "jenkins-efs:protect": true },
        report: say,
    });
    const outcomes: Outcome[] = [];
    const survive = async (...[name, plan]: Parameters<FaultyStack["survive"]>) => {
        const outcome = await stack.survive(name, plan);
        outcomes.push(outcome);
        process.stdout.write(describe(outcome));
    };
    const set = (key: string, value: unknown) => stack.workspace.setConfig(`jenkins-efs:${key}`, value);
    try {
        await survive("each create refused once", { operation: "create", how: "error" });
        set("owner", "another-team");
        await survive("each update throttled once", { operation: "update", how: "throttle" });
        set("owner", "third-team");
        await survive("each update's answer lost once", { operation: "update", how: "lost-response" });
        set("agents", agents("first"));
        await survive("each delete refused once", { operation: "delete", how: "error" });
        set("agents", agents("first", "second"));
        await survive("each create throttled once", { operation: "create", how: "throttle" });
        set("agents", agents("first"));
        await survive("each delete's answer lost once", { operation: "delete", how: "lost-response" });
        for (const match of killedAt) {
            set("agents", agents("first", "third"));
            await survive(`engine killed at ${match}`, { operation: "create", how: "kill", match });
            set("agents", agents("first"));
            await survive("and its agent removed", { operation: "create", how: "error", match: "nothing" });
        }
        set("owner", "fourth-team");
        await survive("engine killed at an update of the file system", {
            operation: "update",
            how: "kill",
            match: "FileSystem::storage",
        });
        set("agents", agents("first", "second"));
        await survive("each create's answer lost once", { operation: "create", how: "lost-response" });
    } finally {
        stack.dispose();
    }
    const faults = outcomes.reduce((sum, outcome) => sum + outcome.faults, 0);
    const orphans = outcomes.at(-1)?.orphans.length ?? 0;
    const survived = outcomes.filter(
        ({ converged, lost, replaced }) => converged && lost.length + replaced.length === 0,
    );
    process.stdout.write(
        `${faults} faults in ${outcomes.length} trials, ${survived.length} survived; ${orphans} resources were left behind.\n`,
    );
    return survived.length === outcomes.length ? 0 : 1;
}

function describe({
    name,
    faults,
    attempts,
    converged,
    orphans,
    lost,
    replaced,
    said,
    seconds,
}: Outcome): string {
    const list = (title: string, items: readonly string[]) =>
        items.length === 0
            ? []
            : [
                  `  ${title} (${items.length})`,
                  ...items.map((item) => `    ${item.replaceAll("\n", "\n    ")}`),
              ];
    return `${[
        `${converged ? "converged" : "STUCK    "}  ${name}: ${faults} faults, ${attempts} runs, ${seconds.toFixed(0)} s`,
        ...list("left behind", orphans),
        ...list("lost", lost),
        ...list("replaced although protected", replaced),
        ...list("said", said.slice(0, 6)),
    ].join("\n")}\n`;
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
    },
);
