import { createHash } from "node:crypto";

/** What follows from an agent's name alone, so that no agent's existence changes another's. */
export interface AgentIdentity {
    /** POSIX user and group id on the file system and on the instance. */
    readonly uid: number;
    /** The access point's root directory. */
    readonly path: string;
}

/** What an agent's identity follows from. */
export interface Identified {
    /** The agent's name in Jenkins. */
    readonly name: string;
    /** From `firstUid` to `lastUid`. @default derived from the name */
    readonly uid?: number | undefined;
}

/**
 * The agents' uids are the upper half of 65536…524287, which systemd's page on uids lists as unused (https://systemd.io/UIDS-GIDS/,
 * "Summary"): below its containers, above everything that useradd and `DynamicUser=` give away. In the lower half are the
 * subordinate ids that useradd gives to AL2023's ec2-user and ssm-user, 65536 each from 100000 (login.defs(5)). And they
 * fit the seven octal digits of a tar header, up to 2097151, which archivers refuse to exceed.
 */
export const firstUid = 0x40000;
/** The last of the agents' uids. */
export const lastUid = 0x7ffff;

/**
 * Derives an agent's identity. Ids are hashed, so two names can share one: `identityCollisions` finds that before
 * anything is created. The path is in lower case because IAM names, which follow the agent's, ignore case.
 */
export function agentIdentity({ name, uid }: Identified): AgentIdentity {
    const hash = createHash("sha256").update(name.toLowerCase()).digest();
    return {
        uid: uid ?? firstUid + (hash.readUInt32BE(0) % (lastUid - firstUid + 1)),
        path: `/agents/${name.toLowerCase()}`,
    };
}

/** Two agents of a list that are one to the file system. */
export interface Collision {
    /** Place in the list of the later one. */
    readonly at: number;
    /** Place in the list of the earlier one. */
    readonly earlier: number;
    /** Where it is the uid that they share: one that no agent of the list has, and no other collision was given. */
    readonly freeUid: number | undefined;
}

/** The agents that share a path or a uid with one before them in the list. */
export function identityCollisions(agents: readonly Identified[]): Collision[] {
    const identities = agents.map(agentIdentity);
    const taken = new Set(identities.map(({ uid }) => uid));
    const takeFree = (from: number): number => {
        let uid = from;
        while (taken.has(uid)) uid = uid < lastUid ? uid + 1 : firstUid;
        taken.add(uid);
        return uid;
    };
    const places = { path: new Map<string, number>(), uid: new Map<number, number>() };
    return identities.flatMap(({ uid, path }, at): Collision[] => {
        const [samePath, sameUid] = [places.path.get(path), places.uid.get(uid)];
        places.path.set(path, samePath ?? at);
        places.uid.set(uid, sameUid ?? at);
        if (samePath !== undefined) return [{ at, earlier: samePath, freeUid: undefined }];
        return sameUid === undefined ? [] : [{ at, earlier: sameUid, freeUid: takeFree(uid) }];
    });
}

/**
 * The CPU architecture of an instance type, as AL2023's image parameters name it. AWS's naming convention puts a `g`
 * among the letters after the generation for Graviton (m7g, c7gn, x2gd, im4gn); a1 was the first of them. `-gb` is the
 * accelerator that has Nvidia's own Arm processor beside it (p6e-gb200).
 */
export function architecture(instanceType: string): "arm64" | "x86_64" {
    return /^(a1\.|[a-z]+\d+[a-z]*(g[a-z]*\.|-gb\d))/.test(instanceType) ? "arm64" : "x86_64";
}
