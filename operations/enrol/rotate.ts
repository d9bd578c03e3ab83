import { commandOf } from "../options";
import type { EnrolOptions } from "./options";

/** What can be done about a secret that was seen. */
export interface Rotation {
    /** The agent's name, which its secret follows from. */
    readonly seen: string;
    /** A name that no node, agent or area has yet. */
    readonly newName: string;
    /** Each enough by itself: what it leads to, and its steps. */
    readonly ways: readonly { readonly title: string; readonly steps: readonly string[] }[];
}

/** The file of the key that every agent's secret is made with (HMACConfidentialKey of JnlpSlaveAgentProtocol, DefaultConfidentialStore). */
const keyFile = "$JENKINS_HOME/secrets/jenkins.slaves.JnlpSlaveAgentProtocol.secret";

/**
 * What Jenkins allows about an agent's secret that was seen: another name, or another key for all.
 * @param taken names of nodes, and of agents and areas that are deployed, whose nodes may not be there yet
 */
export function aboutSecret(
    agent: string,
    taken: readonly string[],
    { stack = "NAME", environment }: Pick<EnrolOptions, "stack" | "environment">,
): Rotation {
    const newName = nextName(agent, taken);
    const enrol = commandOf("enrol", { stack, environment });
    return {
        seen: agent,
        newName,
        ways: [
            {
                title: `another name for this agent, ${newName}. A new directory and uid follow from it; the files of ${agent} stay in their directory`,
                steps: [
                    `In agents of Pulumi.${stack.split("/").at(-1)}.yaml write name: ${newName} in place of ${agent}, then pulumi up as usual.`,
                    `${enrol} --agent ${newName}`,
                    `Delete the node ${agent} in Jenkins (its page, Delete Agent): from then on the secret opens nothing.`,
                ],
            },
            {
                title: "another key for all agents of the controller, of whatever stack. Names and directories stay",
                steps: [
                    `On the controller: rm ${keyFile}`,
                    "Restart Jenkins, which makes a new key. From then on no old secret opens anything, and no agent connects.",
                    `${enrol}, and the same for every other environment and stack: each agent takes its new secret by itself.`,
                ],
            },
        ],
    };
}

/** The name, counted on until it is free; agents' names have 32 characters at most. */
function nextName(agent: string, taken: readonly string[]): string {
    const stem = agent.replace(/-v\d+$/, "");
    const lower = taken.map((name) => name.toLowerCase());
    for (let count = 2; ; count += 1) {
        const end = `-v${count}`;
        const name = `${stem.slice(0, 32 - end.length)}${end}`;
        if (!lower.includes(name.toLowerCase()) && name !== agent) return name;
    }
}

/** The same for a reader. */
export const describeRotation = ({ seen, ways }: Rotation): string =>
    [
        `The secret of ${seen} is still good: Jenkins makes it from the node's name and a key of the controller, and has no other for that name. Until one of these is done, who has it can take the agent's place whenever it is not connected:`,
        ...ways.flatMap(({ title, steps }, at) => [
            `${at + 1}. ${title}:`,
            ...steps.map((step) => `   - ${step}`),
        ]),
        "",
    ].join("\n");
