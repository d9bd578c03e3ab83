import { componentTypes } from "../../state/components";
import { ownFileSystemsIn, ownMountTargetsIn } from "../../state/environments";
import { isRecord, numberIn } from "../../state/exported";
import { calledOf, type Graph, type Resource, recordsOf, regionOf, textOf, textsOf } from "../../state/graph";

/** A directory of the file system, and as whom its clients act in it. */
export interface Directory {
    readonly path: string;
    readonly uid: number;
    readonly gid: number;
}

/** An agent: its directory, and the role and the managed policy that let it mount. */
export interface AgentPlace extends Directory {
    readonly name: string;
    readonly roleArn: string;
    readonly policyArn: string;
    readonly groupName: string;
}

/** A shared area, with the agents that may change it. */
export interface AreaPlace extends Directory {
    readonly name: string;
    readonly writers: readonly string[];
}

/** A backup vault. */
export interface VaultPlace {
    readonly name: string;
    readonly arn: string;
    readonly region: string;
}

/** All that a restore has to know of an environment, from its state. */
export interface Places {
    readonly region: string;
    readonly fileSystem: {
        readonly id: string;
        readonly arn: string;
        readonly performanceMode: string;
    };
    /** The data key, for all that is restored: of an adopted file system's own key nothing lets AWS Backup's role use it. */
    readonly keyArn: string;
    /** Those by which policies tell what is the environment's. */
    readonly tags: Readonly<Record<"project" | "environment", string>>;
    readonly vaultName: string;
    readonly vaultArn: string;
    /** Vaults of other regions, which get a copy of every recovery point. */
    readonly copyVaults: readonly VaultPlace[];
    /** How long the plan keeps a recovery point, in days; undefined for ever. */
    readonly retentionDays: number | undefined;
    /** The role that AWS Backup backs up and copies with. */
    readonly backupRoleArn: string;
    /** The role that AWS Backup restores with. */
    readonly restoreRoleArn: string;
    readonly mountTargets: readonly {
        readonly subnetId: string;
        readonly securityGroupIds: readonly string[];
    }[];
    readonly agents: readonly AgentPlace[];
    readonly areas: readonly AreaPlace[];
}

/**
 * Reads them from an environment's state.
 * @throws Error where a part of the kit is missing in it
 */
export function placesIn(graph: Graph): Places {
    const fileSystem = one(ownFileSystemsIn(graph), "file system of this kit");
    const region = regionOf(fileSystem);
    const vault = one(
        graph.all("aws:backup/vault:Vault").filter((each) => regionOf(each) === region),
        `backup vault in ${region}`,
    );
    const roles = one(graph.all(componentTypes.backupRoles), "pair of AWS Backup's roles");
    const [plan] = graph.all("aws:backup/plan:Plan");
    const [rule] = recordsOf(plan, "rules");
    const [keyArns] = recordsOf(one(graph.all(componentTypes.encryption), "set of keys"), "keyArns");
    const key = one(
        graph.all("aws:kms/key:Key").filter(({ props }) => props.arn === keyArns?.data),
        "data key",
    );
    return {
        region,
        keyArn: needed(key, "arn"),
        fileSystem: {
            id: fileSystem.id,
            arn: needed(fileSystem, "arn"),
            performanceMode: textOf(fileSystem, "performanceMode") ?? "generalPurpose",
        },
        // Not the file system's, which may be one that the stack only reads.
        tags: ownTags(vault),
        vaultName: needed(vault, "name"),
        vaultArn: needed(vault, "arn"),
        copyVaults: vaultsIn(graph).filter((each) => each.region !== region),
        retentionDays: numberIn(rule?.lifecycle, "deleteAfter"),
        backupRoleArn: needed(roles, "backupArn"),
        restoreRoleArn: needed(roles, "restoreArn"),
        mountTargets: ownMountTargetsIn(graph).map((target) => ({
            subnetId: needed(target, "subnetId"),
            securityGroupIds: textsOf(target, "securityGroups"),
        })),
        agents: byName(graph.all(componentTypes.agent).map((agent) => agentIn(graph, agent))),
        areas: byName(
            graph.all(componentTypes.sharedArea).map((area) => ({
                name: calledOf(area),
                writers: textsOf(area, "writers"),
                ...directoryIn(graph, area),
            })),
        ),
    };
}

/** All backup vaults of an environment. */
export const vaultsIn = (graph: Graph): readonly VaultPlace[] =>
    graph.all("aws:backup/vault:Vault").map((vault) => ({
        name: needed(vault, "name"),
        arn: needed(vault, "arn"),
        region: regionOf(vault),
    }));

function ownTags({ name, props: { tags } }: Resource): Places["tags"] {
    const { project, environment } = isRecord(tags) ? tags : {};
    if (typeof project !== "string" || typeof environment !== "string")
        throw new Error(`backup vault ${name} has no tags project and environment in the state`);
    return { project, environment };
}

function agentIn(graph: Graph, agent: Resource): AgentPlace {
    const child = (type: string) => one(graph.childrenOf(agent, type), `${type} of agent ${calledOf(agent)}`);
    return {
        name: calledOf(agent),
        roleArn: needed(child("aws:iam/role:Role"), "arn"),
        policyArn: needed(child("aws:iam/policy:Policy"), "arn"),
        groupName: needed(child("aws:autoscaling/group:Group"), "name"),
        ...directoryIn(graph, agent),
    };
}

function directoryIn(graph: Graph, owner: Resource): Directory {
    const point = one(
        graph.childrenOf(owner, "aws:efs/accessPoint:AccessPoint"),
        `access point of ${calledOf(owner)}`,
    );
    const { posixUser, rootDirectory } = point.props;
    const [uid, gid] = [numberIn(posixUser, "uid"), numberIn(posixUser, "gid")];
    const path = isRecord(rootDirectory) ? rootDirectory.path : undefined;
    if (uid === undefined || gid === undefined || typeof path !== "string")
        throw new Error(`access point ${point.name} has no directory and no POSIX user in the state`);
    return { path, uid, gid };
}

const byName = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
    all.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function one(found: readonly Resource[], what: string): Resource {
    const [first, ...more] = found;
    if (first === undefined || more.length > 0)
        throw new Error(
            `The state has ${first === undefined ? "no" : more.length + 1} ${what}, where a restore needs one.`,
        );
    return first;
}

function needed(resource: Resource, property: string): string {
    const value = textOf(resource, property);
    if (value === undefined)
        throw new Error(`${resource.type} ${resource.name} has no ${property} in the state`);
    return value;
}
