import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { isProperties, type Properties } from "../../rehearsal/providers/aws/values";
import { read, sectionsOf } from "../docs/pages";
import { Bench, seeds, urn } from "../rehearsal/providers/bench";
import { type Registered, run, stackConfig } from "./program";

const replicaRegion = "us-west-2";

/** Where a resource is: names of services have their region in them. */
const regionOf = ({ name }: Registered): string =>
    name.startsWith("standby-") ? replicaRegion : "us-east-1";

/** What becomes of a resource, and of what it sets on others, when one of its inputs changes. */
interface Change {
    readonly type: string;
    readonly name: string;
    readonly input: string;
    /** `refused` by the engine, which replaces nothing that is protected. */
    readonly effect: "updated" | "new first" | "old first" | "refused";
    /** What AWS makes of the change, in its order; undefined where what the program asks for stands in the end. */
    readonly fault?: string;
}

/** Another value of the same shape. */
function otherThan(value: unknown): unknown {
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    if (Array.isArray(value)) return value.length === 0 ? ["another"] : value.map(otherThan);
    if (isProperties(value))
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, otherThan(item)]));
    return `${value}-another`;
}

/** Changes one input of a resource that stands alone in an account, as the engine would go about it. */
function changeOf(bench: Bench, resource: Registered, input: string): Change {
    const { type, name, inputs } = resource;
    const wanted = { ...inputs, [input]: otherThan(inputs[input]) };
    const before = bench.check(type, name, inputs).inputs;
    const after = bench.check(type, name, wanted, before).inputs;
    const { replaces, deleteBeforeReplace } = bench.aws.diff(urn(type, name), before, {}, after);
    const told = { type, name, input };
    if (replaces.length === 0 && !resource.replaceOnChanges.includes(input)) {
        const fault = faultOfUpdate(bench, resource, wanted);
        return { ...told, effect: "updated", ...(fault !== undefined && { fault }) };
    }
    if (resource.protect) return { ...told, effect: "refused" };
    const oldFirst = resource.deleteBeforeReplace || deleteBeforeReplace;
    const fault = faultOf(resource, wanted, oldFirst);
    return { ...told, effect: oldFirst ? "old first" : "new first", ...(fault !== undefined && { fault }) };
}

/** What goes wrong when the provider updates a resource; undefined where AWS has then what the state says. */
function faultOfUpdate(bench: Bench, { type, name, inputs }: Registered, wanted: Properties) {
    const { id, inputs: oldInputs, outputs: oldOutputs } = bench.create(type, name, inputs);
    const change = { oldInputs, oldOutputs, inputs: bench.check(type, name, wanted, oldInputs).inputs };
    try {
        const state = bench.aws.update(urn(type, name), id, change, false);
        const stands = isDeepStrictEqual(bench.aws.read(urn(type, name), id, state), state);
        return stands ? undefined : "the provider does not tell AWS of it";
    } catch (error) {
        return String(error);
    } finally {
        for (const record of bench.account.all()) bench.account.remove(record);
    }
}

/** What goes wrong when AWS replaces a resource in this order; undefined where the new one stands in the end. */
function faultOf(resource: Registered, wanted: Properties, oldFirst: boolean) {
    const { type, name, inputs } = resource;
    const bench = new Bench(regionOf(resource));
    const old = bench.create(type, name, inputs);
    const take = () => bench.aws.delete(urn(type, name), old.id, old.outputs);
    try {
        if (oldFirst) take();
        // A replacement gets a name of its own: the engine has it checked again, as a new resource.
        const { inputs: given } = bench.check(type, name, wanted, {}, seeds.replacement);
        const made = bench.aws.create(urn(type, name), given, false);
        if (!oldFirst) take();
        const stands = bench.aws.read(urn(type, name), made.id, made.outputs) !== undefined;
        return stands ? undefined : "the delete of the old one took the new one away";
    } catch (error) {
        return String(error);
    } finally {
        bench.remove();
    }
}

/** With a replica, which neither stack file has. */
async function changesOf(stack: "dev" | "prod"): Promise<readonly Change[]> {
    const replicated = { "jenkins-efs:storage": { replicationRegion: replicaRegion } };
    const { resources } = await run(stack, { ...stackConfig(stack), ...replicated });
    const benches = new Map<string, Bench>();
    const benchOf = (region: string): Bench => {
        const bench = benches.get(region) ?? new Bench(region);
        benches.set(region, bench);
        return bench;
    };
    const changes = resources
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap((resource) =>
            Object.keys(resource.inputs).map((input) =>
                changeOf(benchOf(regionOf(resource)), resource, input),
            ),
        );
    for (const bench of benches.values()) bench.remove();
    return changes;
}

describe("One changed input of each resource, one at a time", () => {
    let changes: readonly Change[];

    before(async () => {
        changes = [...(await changesOf("dev")), ...(await changesOf("prod"))];
    });

    it("leaves what the program asks for in place, whatever AWS updates or replaces for it", () => {
        assert.ok(changes.length > 500, `${changes.length} changes are too few to say so`);
        // The program refuses that one itself, before anything is made.
        const refused = ({ type, input }: Change) =>
            `${type} ${input}` === "aws:efs/fileSystem:FileSystem throughputMode";
        assert.deepEqual(
            changes.filter((change) => change.fault !== undefined && !refused(change)),
            [],
        );
    });

    it("is told in docs/upgrading.md, with what is away meanwhile and what is lost", () => {
        const found = new Map<string, { inputs: Set<string>; effects: Set<string> }>();
        for (const { type, input, effect } of changes) {
            if (effect === "updated") continue;
            const kind = type.split(":").at(-1) ?? "";
            const row = found.get(kind) ?? { inputs: new Set(), effects: new Set() };
            row.inputs.add(input);
            row.effects.add(effect);
            found.set(kind, row);
        }
        const written = sectionsOf(read("docs/upgrading.md"))
            .filter(([heading]) => heading === "What replaces a resource")
            .flatMap(([, text]) => [
                ...text.matchAll(/^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$/gm),
            ])
            .map(([, type, inputs, order]) => `${type}: ${inputs}: ${order}`);
        assert.deepEqual(
            written,
            [...found]
                .map(
                    ([type, { inputs, effects }]) =>
                        `${type}: ${[...inputs].sort().join(", ")}: ${[...effects].sort().join(", ")}`,
                )
                .sort(),
        );
    });
});
