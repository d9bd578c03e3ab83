import { createHash } from "node:crypto";

/** What follows from an agent's or an area's name alone, so that none's existence changes another's. */
export interface Identity {
    /** POSIX user and group id on the file system, and of an agent on its instance, too. */
    readonly uid: number;
    /** The access point's root directory. */
    readonly path: string;
}

/** What an identity follows from. */
export interface Identified {
    /** The agent's name in Jenkins, or the area's. */
    readonly name: string;
    /** From `firstUid` to `lastUid`. @default derived from the name */
    readonly uid?: number | undefined;
}

/**
 * The uids are the upper half of 65536…524287, which systemd's page on uids lists as unused (https://systemd.io/UIDS-GIDS/,
 * "Summary"): below its containers, above everything that useradd and `DynamicUser=` give away. In the lower half are the
 * subordinate ids that useradd gives to AL2023's ec2-user and ssm-user, 65536 each from 100000 (login.defs(5)). And they
 * fit the seven octal digits of a tar header, up to 2097151, which archivers refuse to exceed.
 */
export const firstUid = 0x40000;
/** Inclusive: a name may come to it. */
export const lastUid = 0x7ffff;

const derivedUid = (name: string): number =>
    firstUid + (createHash("sha256").update(name).digest().readUInt32BE(0) % (lastUid - firstUid + 1));

/**
 * Derives an agent's identity. Ids are hashed, so two names can share one: `identityCollisions` finds that before
 * anything is created. The path is in lower case because IAM names, which follow the agent's, ignore case.
 */
export const agentIdentity = ({ name, uid }: Identified): Identity => ({
    uid: uid ?? derivedUid(name.toLowerCase()),
    path: `/agents/${name.toLowerCase()}`,
});

/** Derives the identity of a shared area, as which all its writers and readers act: no agent's own, of the same range. */
export const areaIdentity = ({ name, uid }: Identified): Identity => ({
    uid: uid ?? derivedUid(`shared/${name}`),
    path: `/shared/${name}`,
});

/** Two of a list that are one to the file system. */
export interface Collision {
    /** Place in the list of the later one. */
    readonly at: number;
    /** Place in the list of the earlier one. */
    readonly earlier: number;
    /** Where it is the uid that they share: one that nobody of the list has, and no other collision was given. */
    readonly freeUid: number | undefined;
}

/** Those that share a path or a uid with one before them in the list. */
export function identityCollisions(identities: readonly Identity[]): Collision[] {
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
