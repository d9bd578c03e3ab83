import type { Session } from "./machine";
import type { Sink } from "./mount";

/** Programs that write files by other ways than a redirection. */
export const writers = new Set(["sed", "tee", "dd", "cp", "mv", "ln", "install"]);

/** What is written by other ways than a redirection. */
export function written(
    argv: readonly string[],
    name: string,
    input: string,
    shell: Session,
    sink: Sink,
): void {
    const args = argv.slice(1);
    if (name === "tee")
        for (const path of args.filter((arg) => !arg.startsWith("-")))
            shell.machine.write(path, input, args.includes("-a"));
    const target = args.find((arg) => arg.startsWith("of="));
    const source = args.find((arg) => arg.startsWith("if="));
    if (name === "dd" && source !== undefined && target !== undefined)
        copied([source.slice(3), target.slice(3)], shell);
    else if (name === "dd" && target !== undefined) shell.machine.write(target.slice(3), input, false);
    // sed adds the lines that its scripts hold.
    if (name === "sed")
        for (const script of args.slice(0, -1))
            sink.text(
                script.replace(/\\n/g, "\n").replace(/^\s*(?:\$|\d+)?\s*[aic]\\?\s*/, ""),
                args.at(-1) ?? "sed",
            );
    if (["cp", "mv", "ln", "install"].includes(name)) copied(args, shell);
}

/* The options of cp, mv, ln and install that take a value of their own. */
const valued = /^(-[mogSt]|--(mode|owner|group|suffix|target-directory))$/;

/** What is copied, moved or linked is there under its new path as well. */
function copied(args: readonly string[], { machine }: Session): void {
    const operands = args.filter((arg, index) => !arg.startsWith("-") && !valued.test(args[index - 1] ?? ""));
    const folder = args.findIndex((arg) => /^(-t|--target-directory)$/.test(arg));
    const target = folder >= 0 ? (args[folder + 1] ?? "") : (operands.pop() ?? "");
    for (const source of operands) {
        const name = source.split("/").at(-1) ?? "";
        const known = machine.read(source);
        const paths =
            folder >= 0 || operands.length > 1
                ? [`${target}/${name}`]
                : [target, `${target.replace(/\/$/, "")}/${name}`];
        for (const path of paths) {
            if (known !== undefined) machine.write(path, known, false);
            else
                machine.copies
                    .set(path, machine.programIn(source))
                    .set(path.split("/").at(-1) ?? "", machine.programIn(source));
        }
    }
}
