import {
    agentIdentity,
    areaIdentity,
    type Identified,
    type Identity,
    identityCollisions,
} from "../agentIdentity";
import { type Fault, faultAt } from "./faults";
import type { Config } from "./schema";

/** Whose identity it is: an agent or an area, and where the configuration has it. */
interface Owner {
    readonly list: "agents" | "shared";
    readonly at: number;
    readonly name: string;
    readonly identity: Identity;
    /** As it was written. */
    readonly uid: number | undefined;
}

function ownersOf(
    list: Owner["list"],
    some: readonly Identified[],
    identityOf: (one: Identified) => Identity,
): readonly Owner[] {
    return some.map((one, at) => ({ list, at, name: one.name, identity: identityOf(one), uid: one.uid }));
}

/** Two that would be one to the file system; where only their uids meet, with the number that parts them. */
function collisionFault(owner: Owner, other: Owner, freeUid: number | undefined): Fault {
    const { list, at, name, identity, uid } = owner;
    if (freeUid === undefined)
        return faultAt(
            [list, at, "name"],
            name,
            name === other.name
                ? "is listed twice"
                : `is ${other.name} in other letters' case, so both would have one directory and one role; rename one`,
        );
    const kind = { agents: "agent", shared: "area" }[other.list];
    const problem = `is ${identity.uid}, as that of ${kind} ${other.name}; ${freeUid} is free. Set it here, or in ${other.list}[${other.at}] where ${other.name} is the one that is not deployed yet: what is deployed keeps the uid that its files belong to`;
    return { ...faultAt([list, at, "uid"], uid, problem), example: freeUid };
}

/** The agents and areas that share a directory or a uid with one before them. */
export function identityFaults(agents: Config["agents"], areas: Config["shared"]): Fault[] {
    const owners = [...ownersOf("agents", agents, agentIdentity), ...ownersOf("shared", areas, areaIdentity)];
    return identityCollisions(owners.map(({ identity }) => identity)).flatMap(({ at, earlier, freeUid }) => {
        const [owner, other] = [owners[at], owners[earlier]];
        return owner && other ? [collisionFault(owner, other, freeUid)] : [];
    });
}
