import { createRequire } from "node:module";

/** The function of @pulumi/policy that turns the properties of a message into plain values. */
type Read = (message: object, keepSecrets: boolean) => object;

/*
 * @pulumi/policy reads the properties of a resource anew for each rule that is asked about it, which is most of what a
 * pack costs. It offers no way to share them, so its reader is told to remember, for as long as the message lives.
 * Rules only read; remediation, which writes, asks to keep secrets and is left as it is.
 */
const reader = createRequire(__filename)("@pulumi/policy/deserialize") as { deserializeProperties?: Read };
const own = reader.deserializeProperties;
const byMessage = new WeakMap<object, object>();
const readings = new WeakSet<object>();

/**
 * Makes the policy host of this process read the properties of each resource once, however many rules look at it.
 * Does nothing where the host has no such reader: the pack then decides the same and takes longer.
 */
export function readOnce(): void {
    if (typeof own !== "function") return;
    reader.deserializeProperties = (message, keepSecrets) => {
        if (keepSecrets) return own(message, keepSecrets);
        const known = byMessage.get(message);
        if (known) return known;
        const reading = own(message, keepSecrets);
        byMessage.set(message, reading);
        readings.add(reading);
        return reading;
    };
}

/** Makes the host read anew for each rule again, as it does by itself. */
export function readEachTime(): void {
    if (own) reader.deserializeProperties = own;
}

/** The shared reading behind the properties that a rule sees; nothing where the host read for this rule alone. */
export function readingOf(props: object): object | undefined {
    const target: unknown = Reflect.get(props, "__getSpecialProxyTarget");
    return typeof target === "object" && target !== null && readings.has(target) ? target : undefined;
}
