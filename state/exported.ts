import { readJson, UsageError } from "../cli/commandLine";

/** The part of `pulumi stack export` that this kit reads. */
export interface Export {
    readonly deployment: {
        readonly manifest?: {
            /** When the engine wrote it, in ISO 8601. */
            readonly time?: string;
        };
        readonly resources?: readonly ExportedResource[];
        /** What the engine was at when it was interrupted. */
        readonly pending_operations?: readonly { readonly resource: ExportedResource }[];
    };
}

/** One resource in `pulumi stack export`. */
export interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly custom?: boolean;
    readonly protect?: boolean;
    /** Whether the stack only reads it: it was not made, and is not deleted, by the engine. */
    readonly external?: boolean;
    /** Whether the engine leaves it in the account when it goes from the stack. */
    readonly retainOnDelete?: boolean;
    /** When the engine made it, in ISO 8601. */
    readonly created?: string;
    /** Waits to be deleted: it no longer belongs to what was asked for. */
    readonly delete?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    readonly dependencies?: readonly string[];
}

/** The resources of a state; none where nothing was deployed. */
export const resourcesOf = ({ deployment }: Export): readonly ExportedResource[] =>
    deployment.resources ?? [];

/** Reads a file that `pulumi stack export` wrote. */
export function readExport(file: string): Export {
    const written = `pulumi stack export --file ${file}`;
    const content = readJson(file, written);
    if (!isExport(content)) throw new UsageError(`${file} holds no deployment. Write it with: ${written}`);
    return content;
}

/** Whether a value is what `pulumi stack export` writes. */
export function isExport(value: unknown): value is Export {
    return typeof value === "object" && value !== null && "deployment" in value && isRecord(value.deployment);
}

/** A property of an object as a number; undefined where it is absent or something else, or there is no object. */
export function numberIn(value: unknown, property: string): number | undefined {
    const found = isRecord(value) ? value[property] : undefined;
    return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
