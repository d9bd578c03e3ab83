import type { OpType } from "@pulumi/pulumi/automation";
import { parseUrn, shortUrn } from "../state/urn";
import { ownerOf } from "./agents";
import type { Run } from "./engine/run";

/** What a step did that it must not, in words for the person who rehearses. */
export type Fault = string;

const describe = ([urn, operations]: readonly [string, readonly OpType[]]): string =>
    `${operations.join(", ")}: ${shortUrn(urn)}`;

/** A policy pack that loads and judges nothing would pass everything. */
export function evaluatesPolicies(run: Run): Fault[] {
    return run.evaluatedPolicies.size > 0
        ? []
        : ["no policy was evaluated, though the policy pack was loaded"];
}

/** An update of an unchanged program changes nothing. */
export function changesNothing(run: Run): Fault[] {
    return [...run.changes].map((change) => `it must change nothing, but it would ${describe(change)}`);
}

/** What the engine found different from the state: a refresh right after an update finds nothing. */
export function findsNoDrift(run: Run): Fault[] {
    const drifted = Object.entries(run.resourceChanges).filter(([op]) => op !== "same");
    return drifted.map(
        ([op, count]) => `a refresh must find what the update left, but ${count} resource(s) are ${op}`,
    );
}

/**
 * Adding one agent and removing another creates and deletes theirs, and touches nobody else's. What images are baked with
 * follows the agents that there are: their architectures, packages and smallest type.
 */
export function changesOnly(run: Run, added: string, removed: string, agents: readonly string[]): Fault[] {
    const faults = [...run.changes].flatMap(([urn, operations]) => {
        const owner = ownerOf(urn, agents);
        // What is only read, as a standby's copy of a secret, is read and discarded.
        const allowed: readonly OpType[] =
            owner === added ? ["create", "read"] : owner === removed ? ["delete", "discard"] : [];
        return operations.every((op) => allowed.includes(op)) ||
            parseUrn(urn).type.startsWith("aws:imagebuilder/")
            ? []
            : [`only ${added} and ${removed} must change, but it did ${describe([urn, operations])}`];
    });
    const owners = new Set([...run.changes.keys()].map((urn) => ownerOf(urn, agents)));
    const untouched = [added, removed].filter((agent) => !owners.has(agent));
    return [...faults, ...untouched.map((agent) => `${agent} must change, but none of its resources did`)];
}

/** A file system is open to anonymous clients from its first mount target until it has a policy. */
export function policyBeforeMountTargets(run: Run): Fault[] {
    const started = (type: string): number[] =>
        run.events.flatMap(({ resourcePreEvent: e }, index) =>
            e?.metadata.type === type && e.metadata.op === "create" ? [index] : [],
        );
    const finished = (type: string): number[] =>
        run.events.flatMap(({ resOutputsEvent: e }, index) =>
            e?.metadata.type === type && e.metadata.op === "create" ? [index] : [],
        );
    const mountTargets = started("aws:efs/mountTarget:MountTarget");
    const policies = finished("aws:efs/fileSystemPolicy:FileSystemPolicy");
    return mountTargets.length === 0 || Math.max(...policies, 0) < Math.min(...mountTargets)
        ? []
        : ["a mount target was created before the file system policy was in force"];
}
