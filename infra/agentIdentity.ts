import { createHash } from "node:crypto";

/** What follows from an agent's name alone, so that no agent's existence changes another's. */
export interface AgentIdentity {
    /** POSIX user and group id on the file system and on the instance. */
    readonly uid: number;
    /** The access point's root directory. */
    readonly path: string;
}

/**
 * First id of 1879048192…2147483647, the range that systemd's UIDS-GIDS page lists as unused: above its container
 * range, below the ids that software with signed 32-bit integers mistakes for negative ones.
 */
const firstUid = 0x70000000;
const uidCount = 0x10000000;

/**
 * Derives an agent's identity. Ids are hashed, so two names can share one: `identityCollisions` finds that before
 * anything is created. The path is in lower case because IAM names, which follow the agent's, ignore case.
 */
export function agentIdentity(name: string): AgentIdentity {
    const hash = createHash("sha256").update(name.toLowerCase()).digest();
    return { uid: firstUid + (hash.readUInt32BE(0) % uidCount), path: `/agents/${name.toLowerCase()}` };
}

/** Pairs of agent names, first come first, that would share a uid or a path. */
export function identityCollisions(
    names: readonly string[],
): { first: string; second: string; shared: string }[] {
    const seen = new Map<string, string>();
    const collisions: { first: string; second: string; shared: string }[] = [];
    names.forEach((name) => {
        const { uid, path } = agentIdentity(name);
        const shared = [`path ${path}`, `uid ${uid}`].filter((key) => seen.has(key));
        const first = shared.map((key) => seen.get(key))[0];
        if (first !== undefined) collisions.push({ first, second: name, shared: shared.join(" and ") });
        seen.set(`path ${path}`, name);
        seen.set(`uid ${uid}`, name);
    });
    return collisions;
}

/**
 * The CPU architecture of an instance type, as AL2023's image parameters name it. AWS's naming convention puts a `g`
 * among the letters after the generation for Graviton (m7g, c7gn, x2gd, im4gn); a1 was the first of them.
 */
export function architecture(instanceType: string): "arm64" | "x86_64" {
    return /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}
