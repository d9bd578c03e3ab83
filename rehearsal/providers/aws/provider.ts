import { nameIn, parseUrn } from "../../../state/urn";
import { type Account, type AccountRecord, globalRegion } from "./account";
import { empty } from "./contents";
import { foreignNames } from "./foreignNames";
import { describeInstance, type InstanceOf } from "./instance";
import { autoName, wasFilledIn } from "./naming";
import { outputsOf, tagsAllOf, unknownFor } from "./outputs";
import type { Brought, Instance, ResourceType } from "./resourceType";
import { type Fault, textFaults } from "./texts";
import { resourceTypes } from "./types";
import { heldTypes } from "./types/held";
import { changedKeys, defaultsKey, type Properties, settled, unknownValue } from "./values";

/** What the program configured on the provider resource, or the stack's `aws:` configuration. */
export interface Settings {
    readonly region: string;
    readonly defaultTags: Readonly<Record<string, unknown>>;
}

/** How new inputs differ from the deployed ones, and whether that takes another resource. */
export interface Difference {
    readonly changed: readonly string[];
    readonly replaces: readonly string[];
    /** AWS would refuse two resources of one given name at the same time. */
    readonly deleteBeforeReplace: boolean;
}

/** Stands in for AWS and its official provider: the life of a resource, without a call to AWS. */
export class AwsStandIn {
    constructor(
        private readonly account: Account,
        private readonly settings: Settings,
    ) {}

    /** Refuses inputs that the type does not have and fills in names and defaults. */
    check(
        urn: string,
        olds: Properties,
        news: Properties,
        seed: Uint8Array,
    ): { inputs: Properties; faults: Fault[] } {
        const type = this.#typeOf(urn);
        const inputs = settled(news);
        const faults: Fault[] = [
            ...Object.keys(inputs)
                .filter((key) => !type.inputs.has(key))
                .map((property) => ({ property, reason: `${type.token} has no input ${property}` })),
        ];
        const named = autoName(type, nameIn(urn), inputs, olds, seed);
        if (named.fault !== undefined) faults.push(named.fault);
        const filledIn: Properties = {};
        if (named.name !== undefined && type.autoName !== undefined)
            filledIn[type.autoName.property] = named.name;
        for (const [key, value] of Object.entries(type.defaults)) {
            if (inputs[key] === undefined) filledIn[key] = value;
        }
        const complete: Properties = { ...inputs, ...filledIn };
        for (const [property, { required }] of type.inputs) {
            if (required && complete[property] === undefined)
                faults.push({ property, reason: `${type.token} requires ${property}, and it is not set` });
        }
        faults.push(...textFaults(type.texts, complete));
        return { inputs: { ...complete, [defaultsKey]: Object.keys(filledIn).sort() }, faults };
    }

    diff(urn: string, olds: Properties, oldOutputs: Properties, news: Properties): Difference {
        const type = this.#typeOf(urn);
        const changed = changedKeys(olds, news);
        const tagsAll = tagsAllOf(type, news, this.settings.defaultTags);
        if (tagsAll !== undefined && changedKeys({ tagsAll: oldOutputs.tagsAll }, { tagsAll }).length > 0)
            changed.push("tagsAll");
        const replaces = changed.filter((key) => type.inputs.get(key)?.forcesNew === true);
        const nameProperty = type.autoName?.property;
        return {
            changed,
            replaces,
            deleteBeforeReplace:
                replaces.length > 0 &&
                nameProperty !== undefined &&
                news[nameProperty] !== undefined &&
                !replaces.includes(nameProperty) &&
                !wasFilledIn(news, nameProperty),
        };
    }

    create(urn: string, inputs: Properties, preview: boolean): { id: string; outputs: Properties } {
        const type = this.#typeOf(urn);
        const generation = this.account.nextGeneration(urn);
        const instance = this.#instance({ type, urn, generation, given: inputs });
        const computed = type.computed(instance);
        const outputs = outputsOf(type, inputs, instance, computed, this.settings.defaultTags);
        if (preview)
            return {
                id: "",
                outputs: { ...unknownFor({ ...computed, id: "" }, instance.inputs), ...outputs.known },
            };
        const [foreign] = foreignNames(this.settings.region, inputs);
        if (foreign !== undefined) throw new Error(`AWS refuses ${nameIn(urn)}: ${foreign}`);
        const claim = type.onlyOnePer?.(instance);
        const record = { ...this.#record(type, urn, generation, instance), claim, outputs: outputs.all };
        if (!type.overwrites && this.account.get(record) !== undefined)
            throw new Error(`AWS has a ${type.token} ${instance.id} in ${instance.region} already.`);
        this.#refuse(type, urn, instance);
        this.account.put(record);
        this.#bring(type.brings(instance, outputs.all));
        return { id: instance.id, outputs: outputs.all };
    }

    /** Throws what AWS says against an instance beside the others of its type and region. */
    #refuse(type: ResourceType, urn: string, instance: Instance): void {
        const others = type.refusal === undefined ? [] : this.account.all();
        const refusal = type.refusal?.(
            instance,
            others
                .filter(({ token, region }) => token === type.token && region === instance.region)
                .filter(({ id }) => id !== instance.id)
                .map((other) => other.outputs),
        );
        if (refusal !== undefined) throw new Error(`AWS refuses ${nameIn(urn)}: ${refusal}`);
    }

    update(
        urn: string,
        id: string,
        change: { oldInputs: Properties; oldOutputs: Properties; inputs: Properties },
        preview: boolean,
    ): Properties {
        const type = this.#typeOf(urn);
        const existing = this.account.get(this.#keyOf(type, id, change.oldOutputs));
        const generation = existing?.generation ?? 1;
        const instance = this.#instance({
            type,
            urn,
            generation,
            given: change.inputs,
            previous: change.oldOutputs,
            id,
        });
        const computed = type.computed(instance);
        const changed = changedKeys(change.oldInputs, change.inputs);
        const moving = new Set(type.unknownOnUpdate(changed, change.inputs));
        const kept = Object.fromEntries(
            Object.entries(computed).map(([key, value]) =>
                moving.has(key)
                    ? [key, preview ? unknownValue : value]
                    : [key, key in change.oldOutputs ? change.oldOutputs[key] : value],
            ),
        );
        const outputs = outputsOf(type, change.inputs, instance, kept, this.settings.defaultTags).all;
        if (preview) return outputs;
        this.#refuse(type, urn, instance);
        this.account.put({
            ...this.#record(type, urn, generation, instance),
            claim: existing?.claim,
            outputs: changed.every((key) => type.unsent.includes(key))
                ? { ...outputs, ...unsentOf(type, existing?.outputs) }
                : outputs,
        });
        this.#bring(type.brings(instance, outputs));
        return outputs;
    }

    /** The state as the account has it, or undefined where the resource is gone. */
    read(urn: string, id: string, outputs: Properties): Properties | undefined {
        const type = this.#typeOf(urn);
        const record = this.account.get(this.#keyOf(type, id, outputs));
        const known = Object.keys(outputs).length > 0 ? outputs : record?.outputs;
        return record
            ? { ...known, ...unsentOf(type, record.outputs) }
            : type.existing?.(id, this.#regionOf(outputs));
    }

    delete(urn: string, id: string, outputs: Properties): void {
        const type = this.#typeOf(urn);
        const key = this.#keyOf(type, id, outputs);
        // The official provider empties first what says so in the state.
        if (outputs.forceDestroy === true) empty(this.account, key);
        const record = this.account.get(key);
        this.account.remove(key);
        this.#leave(type, urn, record);
        const remains = type.remains?.(outputs);
        if (remains !== undefined) this.account.leave(remains);
    }

    #leave(type: ResourceType, urn: string, record: AccountRecord | undefined): void {
        if (record === undefined) return;
        const { generation, id, outputs: given } = record;
        for (const brought of type.brings(this.#instance({ type, urn, generation, given, id }), given)) {
            const now = this.account.get(brought);
            const left = now && type.leaves(now.outputs);
            if (now !== undefined && left !== undefined) this.account.put({ ...now, outputs: left });
            else this.account.remove(brought);
        }
    }

    #bring(brought: readonly Brought[]): void {
        for (const one of brought)
            if (this.account.get(one) === undefined)
                this.account.put({ ...one, urn: "", generation: 1, holds: [] });
    }

    #typeOf(urn: string): ResourceType {
        const token = parseUrn(urn).type;
        const type = resourceTypes.get(token);
        if (type === undefined)
            throw new Error(
                `The rehearsal's stand-in for AWS does not know ${token}. Describe it in the file of its service ` +
                    "under rehearsal/providers/aws/types/, with its id and what AWS computes.",
            );
        return type;
    }

    #keyOf(type: ResourceType, id: string, { region = this.settings.region }: Properties) {
        return { token: type.token, region: type.inputs.has("region") ? String(region) : globalRegion, id };
    }

    #regionOf(inputs: Properties): string {
        return typeof inputs.region === "string" && inputs.region !== unknownValue
            ? inputs.region
            : this.settings.region;
    }

    #instance(of: Omit<InstanceOf, "region">): Instance {
        return describeInstance({ ...of, region: this.#regionOf(of.given) }, this.account);
    }

    #record(
        type: ResourceType,
        urn: string,
        generation: number,
        instance: Instance,
    ): Omit<AccountRecord, "outputs"> {
        const holds = type.holds.flatMap((property) => {
            const value = instance.inputs[property];
            return (Array.isArray(value) ? value : [value])
                .filter((target) => target !== undefined && target !== instance.id)
                .map((target) => `${heldTypes[property]} ${target}`);
        });
        const goesWith = type.goesWith?.(instance);
        return {
            ...this.#keyOf(type, instance.id, { region: instance.region }),
            urn,
            generation,
            holds,
            goesWith,
        };
    }
}

/** Of what AWS has, what an update may not have told it. */
const unsentOf = ({ unsent }: ResourceType, outputs: Properties = {}): Properties =>
    Object.fromEntries(Object.entries(outputs).filter(([key]) => unsent.includes(key)));
