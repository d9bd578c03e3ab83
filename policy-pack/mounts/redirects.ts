import type { Redirection } from "unbash";
import { hole, mostValues } from "./holes";
import type { Session } from "./machine";
import { bodyOf, type Scope, valuesOf } from "./words";

/** Follows a command that reads from elsewhere or writes elsewhere, and says what of its output is left to print. */
export function redirected(
    shell: Session & Scope,
    redirects: readonly Redirection[],
    input: string,
    follow: (input: string) => readonly string[],
): readonly string[] {
    const { machine } = shell;
    let given: readonly string[] = [input];
    const into: { path: string; append: boolean }[] = [];
    for (const redirect of redirects) {
        if (redirect.type === "HereDoc") given = bodyOf(redirect.body.text, redirect.body.parts, shell);
        else if (redirect.type === "HereString")
            given = valuesOf(redirect.target, shell).map((text) => `${text}\n`);
        else {
            const [path = ""] = valuesOf(redirect.target, shell);
            const own = redirect.descriptor?.type === "FileDescriptor" ? redirect.descriptor.value : 1;
            if (redirect.operator === "<")
                given = machine.files.get(path) ?? [machine.read(path) ?? hole(`what is in ${path}`)];
            else if (/^(&?>|>\||&>>|>>)/.test(redirect.operator) && own === 1 && !/^&?\d+$/.test(path))
                into.push({ path, append: redirect.operator.includes(">>") });
            else if (redirect.operator === ">&" && path === "2")
                into.push({ path: "/dev/stderr", append: true });
        }
    }
    const outputs = given.flatMap((text) => follow(text));
    for (const { path, append } of into)
        for (const text of new Set(outputs)) machine.write(path, text, append);
    return into.length > 0 ? [""] : outputs.slice(0, mostValues);
}
