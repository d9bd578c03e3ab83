import { flag, items, keys, see, text } from "../kernel/values";
import { type Handing, line } from "./handing";

/** The commands of containers that may mount, anywhere in a value of ECS's, Batch's or Kubernetes' form, or CloudFormation's. */
export function privileged(value: unknown, property: string, into: Handing, depth = 0): void {
    if (depth > 24 || typeof value !== "object" || value === null) return;
    if (mayMount(value)) {
        const words = [...either(value, "entryPoint"), ...either(value, "command"), ...either(value, "args")];
        const where = `${property}, container ${text(see(value, "name") ?? see(value, "Name")) ?? "without a name"}`;
        const variables = [...either(value, "environment"), ...either(value, "env")].flatMap((variable) => {
            const name = text(see(variable, "name") ?? see(variable, "Name"));
            return name === undefined
                ? []
                : [[name, see(variable, "value") ?? see(variable, "Value")] as const];
        });
        into.environment(`${where}, environment`, Object.fromEntries(variables));
        into.script(where, words.length > 0 ? line(words) : undefined);
        into.script(`${where}, postStart`, hook(value));
    }
    const inner = Array.isArray(value) ? items(value) : keys(value).map((key) => see(value, key));
    for (const each of inner) privileged(each, property, into, depth + 1);
}

/** Without all privileges or CAP_SYS_ADMIN the kernel lets nothing mount. https://man7.org/linux/man-pages/man2/mount.2.html */
function mayMount(container: object): boolean {
    const added = [
        see(container, "linuxParameters", "capabilities", "add"),
        see(container, "LinuxParameters", "Capabilities", "Add"),
        see(container, "securityContext", "capabilities", "add"),
    ].flatMap(items);
    const claims = [
        see(container, "privileged"),
        see(container, "Privileged"),
        see(container, "securityContext", "privileged"),
    ];
    return (
        claims.some((claim) => flag(claim) === true) ||
        added.some((name) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/.test(text(name) ?? ""))
    );
}

function either(container: object, name: string): readonly unknown[] {
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    return items(see(container, name) ?? see(container, capital));
}

function hook(container: object): string | undefined {
    const words = items(see(container, "lifecycle", "postStart", "exec", "command"));
    return words.length > 0 ? line(words) : undefined;
}
