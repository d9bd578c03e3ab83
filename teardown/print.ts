import type { Teardown } from "./steps";

/** A teardown for a reader: what holds the stack, the steps with their commands, and what remains. */
export function describeTeardown({ stack, held, steps, lost, remains }: Teardown): string {
    return [
        held.length === 0
            ? `Nothing holds stack ${stack}: it goes in one go, with what its vaults and buckets hold.`
            : `Stack ${stack} does not go in one go. What holds it:`,
        ...held.map((what) => `  - ${what}`),
        ...steps.flatMap(({ title, when, commands }, index) => [
            "",
            `${index + 1}. ${title} (${when}):`,
            "",
            ...commands.map((command) => `    ${command.replaceAll("\n", "\n    ")}`),
        ]),
        ...(lost.length === 0 ? [] : ["", "What the first step deletes for good:"]),
        ...lost.map((what) => `  - ${what}`),
        ...(remains.length === 0 ? [] : ["", "What AWS keeps after that:"]),
        ...remains.map((what) => `  - ${what}`),
        "",
    ].join("\n");
}
