import { componentTypes } from "../../state/components";
import { environmentsIn, makerOf } from "../../state/environments";
import { type Export, type ExportedResource, resourcesOf } from "../../state/exported";
import { Graph } from "../../state/graph";
import { nameIn, parseUrn } from "../../state/urn";
import { differencesIn } from "../finding";
import type { Proof } from "../proof";
import { acrossMutants } from "./across";
import { documentMutants } from "./documents";
import { linkMutants } from "./links";
import type { Mutant } from "./mutant";
import { violationsOf } from "./pack";
import { resourceMutants } from "./resources";
import { environmentMutants, stackMutants } from "./stack";

/** What noticed a mutant. */
export interface Verdict {
    readonly mutant: Mutant;
    /** The first difference that the proof found. */
    readonly byProof: string | undefined;
    /** The first violation that the policy pack found. */
    readonly byPack: string | undefined;
}

/**
 * Every weakening that is made of a state: of each of its environments, of each towards each other, and of the stack.
 * Agents are alike, so only the first one's resources are weakened, and of several mount targets, subnets and endpoints
 * the first.
 */
export function mutantsOf(state: Export): readonly Mutant[] {
    // The engine writes resources in the order in which they were done, which differs from run to run.
    const all = [...resourcesOf(state)].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    const seen = new Set<string>();
    const parts = environmentsIn(Graph.of(state)).map((environment) => {
        const urns = new Set(environment.graph.resources.map(({ urn }) => urn));
        const resources = all.filter(({ urn }) => urns.has(urn));
        // What is no environment's is in the graph of each.
        const own = resources.filter(({ urn }) => !seen.has(urn));
        for (const urn of urns) seen.add(urn);
        return { environment, resources, own };
    });
    return [
        ...parts.flatMap(({ environment, resources, own }) => [
            ...documentMutants(state, representatives(own)),
            ...resourceMutants(state, representatives(own)),
            ...linkMutants(state, resources),
            ...environmentMutants(state, resources, environment),
        ]),
        ...parts.flatMap((from) =>
            parts.flatMap((to) => (from === to ? [] : acrossMutants(state, from, to))),
        ),
        ...stackMutants(state, all),
    ];
}

/**
 * One resource of each kind: its type, and its name without that of its agent or zone, as the state has them, and without
 * awsx's number. Types, components and Sids tell too little apart: alarms, vaults, keys and roles have the same and are not.
 */
function representatives(resources: readonly ExportedResource[]): readonly ExportedResource[] {
    const seen = new Set<string>();
    const agents = resources
        .filter(({ type }) => type === componentTypes.agent)
        .map(({ urn }) => nameIn(urn).replace(/^(?:.*?-)?agent-/, ""));
    const zones = resources.map(({ outputs }) => outputs?.availabilityZone ?? outputs?.availabilityZoneName);
    const repeated = [...agents, ...new Set(zones)].map((name) => `-${name}`);
    const kindOf = (resource: ExportedResource): string => {
        const name = nameIn(resource.urn);
        if (makerOf(resource) === componentTypes.agent) return "agent";
        if (parseUrn(resource.urn).types.includes("awsx:ec2:Vpc")) return name.replace(/-\d$/, "");
        if (resource.type === "aws:ec2/vpcEndpoint:VpcEndpoint")
            return String(resource.outputs?.vpcEndpointType);
        const ending = repeated.find((each) => name.endsWith(each)) ?? "";
        return name.slice(0, name.length - ending.length);
    };
    return resources.filter((resource) => {
        const key = `${resource.type} ${kindOf(resource)}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
    });
}

/** Judges mutants one after the other, by what the proof and the policy pack say of them and not of the original. */
export class Survey {
    private constructor(
        private readonly proof: Proof,
        private readonly mostAgents: number | undefined,
        private readonly differences: ReadonlySet<string>,
        private readonly violations: ReadonlySet<string>,
    ) {}

    /** @param mostAgents of an environment are asked for: what is noticed with fewer is with all. @default all */
    static async of(state: Export, proof: Proof, mostAgents?: number): Promise<Survey> {
        return new Survey(proof, mostAgents, await differencesOf(state, proof, mostAgents), saidOf(state));
    }

    async judge(mutant: Mutant): Promise<Verdict> {
        const state = mutant.make();
        const news = (found: ReadonlySet<string>, known: ReadonlySet<string>) =>
            [...found].find((entry) => !known.has(entry));
        return {
            mutant,
            byProof: news(await differencesOf(state, this.proof, this.mostAgents), this.differences),
            byPack: news(saidOf(state), this.violations),
        };
    }
}

const saidOf = (state: Export): ReadonlySet<string> => new Set(violationsOf(state).map(({ said }) => said));

async function differencesOf(
    state: Export,
    proof: Proof,
    mostAgents: number | undefined,
): Promise<ReadonlySet<string>> {
    const found = differencesIn(await proof.of(Graph.of(state), mostAgents));
    return new Set(
        found.map(
            ({ where, who, found: outcome, expected }) => `${where}: ${who}: ${outcome} for ${expected}`,
        ),
    );
}
