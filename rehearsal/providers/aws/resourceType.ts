import { type Declaration, declarationOf } from "./declarations";
import type { Texts } from "./texts";

/**
 * How the stand-in describes one AWS resource type: which of its inputs AWS cannot change in place, how an instance is
 * identified and what AWS computes. The files in `types/` hold one such description per type; which inputs there are
 * comes from `@pulumi/aws`.
 */

/** Everything a description may ask when it computes an id or the outputs of one resource. */
export interface Instance {
    /** The inputs after Check: names and defaults filled in. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** The outputs before an update, absent when the resource is being created. */
    readonly previous: Readonly<Record<string, unknown>> | undefined;
    readonly id: string;
    readonly region: string;
    readonly accountId: string;
    readonly partition: string;
    readonly dnsSuffix: string;
    /** Hexadecimal digits that differ per resource, per generation and per salt, and are the same in every rehearsal. */
    readonly hex: (length: number, salt?: string) => string;
    /** A regional ARN; for IAM and S3, which are global, see `globalArn`. */
    readonly arn: (service: string, resource: string) => string;
    readonly globalArn: (service: string, resource: string, withAccount?: boolean) => string;
    /** The outputs of another resource of this account, by its id, where it exists. @param region @default the resource's own */
    readonly find: (id: unknown, region?: string) => Readonly<Record<string, unknown>> | undefined;
    /** The availability zone of a subnet, created here or adopted. */
    readonly zoneOfSubnet: (subnetId: unknown) => { readonly name: string; readonly id: string };
    /** Id of the VPC of a subnet, created here or adopted. */
    readonly vpcOfSubnet: (subnetId: unknown) => string;
    /** An address of a subnet, created here or adopted: none of the four that AWS keeps at its start, nor its last. */
    readonly addressIn: (subnetId: unknown) => string;
}

/** How the official provider names a resource for which the program gives no name. */
interface AutoName {
    readonly property: string;
    readonly maxLength: number;
    /** What AWS wants in front of every name, such as `alias/`. */
    readonly prefix: string;
    readonly lowerCase: boolean;
}

interface Input {
    readonly required: boolean;
    /** AWS has no call that changes it: a new value means a new resource. */
    readonly forcesNew: boolean;
}

/** What the stand-in knows of a resource type. What it does not know it refuses. */
export interface ResourceType {
    readonly token: string;
    readonly inputs: ReadonlyMap<string, Input>;
    readonly autoName: AutoName | undefined;
    /** Whether the provider's default tags reach it, as `tagsAll`. */
    readonly hasTagsAll: boolean;
    /** What AWS accepts as names and descriptions; the official provider or AWS refuses anything else. */
    readonly texts: Texts;
    /** Defaults that the official provider fills in before policies and AWS see the inputs. */
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly id: (instance: Omit<Instance, "id">) => string;
    /** What AWS adds to the inputs. An input of the same name wins. */
    readonly computed: (instance: Instance) => Record<string, unknown>;
    /** Computed outputs that an update changes to something AWS decides then. */
    readonly unknownOnUpdate: (
        changed: readonly string[],
        inputs: Readonly<Record<string, unknown>>,
    ) => string[];
    /** Inputs whose target AWS refuses to delete for as long as this resource exists. */
    readonly holds: readonly string[];
    /** The resource whose deletion takes this one along: `type id`. */
    readonly goesWith: ((instance: Instance) => string) | undefined;
    /** Whether AWS's call that makes it puts it in place of what is there, rather than refuse a second one. */
    readonly overwrites: boolean;
    /** Inputs that together may occur only once in an account, such as one mount target per zone. */
    readonly onlyOnePer: ((instance: Instance) => string) | undefined;
    /** What AWS keeps once the resource is deleted, in words for a reader; undefined for nothing. */
    readonly remains: ((outputs: Outputs) => string | undefined) | undefined;
    /** Inputs whose change alone the provider writes to the state and does not send to AWS. */
    readonly unsent: readonly string[];
    /** What the account has of the type by an id before the program runs; undefined for nothing. */
    readonly existing: ((id: string, region: string) => Outputs | undefined) | undefined;
    /** AWS's words where it refuses to make or to update the resource; its neighbours are others of its type and region. */
    readonly refusal:
        | ((instance: Instance, neighbours: readonly Outputs[]) => string | undefined)
        | undefined;
    /** What AWS makes besides. */
    readonly brings: (instance: Instance, outputs: Outputs) => readonly Brought[];
    /** What becomes of what it brought when the resource is deleted; undefined where that goes too. */
    readonly leaves: (brought: Outputs) => Outputs | undefined;
}

/** What a service makes of its own accord with a resource, in whatever region. */
export interface Brought {
    readonly token: string;
    readonly id: string;
    readonly region: string;
    readonly outputs: Outputs;
}

/** What AWS knows of a resource. */
type Outputs = Readonly<Record<string, unknown>>;

/** The short form in which `types/` writes a description. */
export interface ResourceTypeSpec {
    /**
     * Names of inputs parted by blanks: those of which a new value forces a new resource, besides `region`.
     * @default none
     */
    readonly replaces?: string;
    /** The property that is auto-named, with what deviates from the usual 255 characters. */
    readonly autoName?: Partial<AutoName>;
    /**
     * From the shapes of the service's API model (botocore/data), and where that is silent from its words there.
     * @default AWS takes any text
     */
    readonly texts?: Texts;
    readonly defaults?: Record<string, unknown>;
    readonly id: ResourceType["id"];
    readonly computed?: ResourceType["computed"];
    readonly unknownOnUpdate?: ResourceType["unknownOnUpdate"];
    /** Names of inputs parted by blanks. */
    readonly holds?: string;
    readonly goesWith?: (instance: Instance) => string;
    /** @default false */
    readonly overwrites?: boolean;
    readonly onlyOnePer?: (instance: Instance) => string;
    /** @default nothing */
    readonly remains?: NonNullable<ResourceType["remains"]>;
    /** Names of inputs parted by blanks. @default the provider sends every change */
    readonly unsent?: string;
    /** @default nothing */
    readonly existing?: NonNullable<ResourceType["existing"]>;
    /** @default AWS refuses none */
    readonly refusal?: NonNullable<ResourceType["refusal"]>;
    /** @default nothing */
    readonly brings?: ResourceType["brings"];
    /** @default it stays as it is */
    readonly leaves?: ResourceType["leaves"];
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/**
 * Turns the short forms of one service into full descriptions. Throws where `@pulumi/aws` declares no such type, or a
 * short form names an input that the type does not have.
 */
export function describeTypes(specs: Readonly<Record<string, ResourceTypeSpec>>): ResourceType[] {
    return Object.entries(specs).map(([token, spec]) => describeType(token, spec, declarationOf(token)));
}

function describeType(token: string, spec: ResourceTypeSpec, declared: Declaration): ResourceType {
    const holds = words(spec.holds ?? "");
    const unsent = words(spec.unsent ?? "");
    // To AWS a resource of another region is another resource, of whatever type it is.
    const replaces = [...words(spec.replaces ?? ""), ...("region" in declared.inputs ? ["region"] : [])];
    const autoName = spec.autoName && {
        property: "name",
        maxLength: 255,
        prefix: "",
        lowerCase: false,
        ...spec.autoName,
    };
    const named = [
        ...replaces,
        ...holds,
        ...unsent,
        ...Object.keys(spec.defaults ?? {}),
        ...Object.keys(spec.texts ?? {}).map((path) => path.replace(/\..*/, "")),
        ...(autoName ? [autoName.property] : []),
    ];
    const unknown = named.filter((input) => !(input in declared.inputs));
    if (unknown.length > 0) throw new Error(`${token} has no input ${unknown.join(", ")} in @pulumi/aws`);
    return {
        token,
        inputs: new Map(
            Object.entries(declared.inputs).map(([name, required]) => [
                name,
                { required, forcesNew: replaces.includes(name) },
            ]),
        ),
        hasTagsAll: declared.outputs.includes("tagsAll"),
        autoName,
        texts: spec.texts ?? {},
        defaults: spec.defaults ?? {},
        id: spec.id,
        computed: spec.computed ?? (() => ({})),
        unknownOnUpdate: spec.unknownOnUpdate ?? (() => []),
        holds,
        goesWith: spec.goesWith,
        overwrites: spec.overwrites ?? false,
        onlyOnePer: spec.onlyOnePer,
        remains: spec.remains,
        unsent,
        existing: spec.existing,
        refusal: spec.refusal,
        brings: spec.brings ?? (() => []),
        leaves: spec.leaves ?? ((brought) => brought),
    };
}

/** An input as text: what ids, ARNs and composed ids are made of. */
export function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

/** When everything in the stand-in's account was made: a fixed date keeps rehearsals comparable. */
export const creationDate = "2026-01-01T00:00:00Z";
