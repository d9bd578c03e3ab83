import { createRequire } from "node:module";
import type { PolicyResource } from "@pulumi/policy";
import { natives } from "./native";
import { isNative, type Native, read } from "./nativeReader";
import { see, UNKNOWN } from "./values";

/** The type by which rules know a type; itself unless it is one of aws-native's that are judged. */
export function awsTypeOf(type: string): string {
    return natives[type]?.type ?? type;
}

/** The type in a URN, which stays what the program asked for. */
export function typeIn(urn: string): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nativeOf(urn: string): Native | undefined {
    return isNative(urn) ? natives[typeIn(urn)] : undefined;
}

/** What rules know of a resource that they name by its own type or by that of aws. */
export interface Known {
    readonly type: string;
    readonly props: unknown;
}

/** A resource as rules know it, by its inputs. */
export function asAws<R extends { readonly urn: string } & Known>(resource: R): Known {
    const native = nativeOf(resource.urn);
    return native ? { type: native.type, props: read(resource.props, native.props) } : resource;
}

/** The policies that a resource of aws-native holds itself, where aws has resources of their own, by their inputs. */
export function insideOf({
    urn,
    props,
}: {
    readonly urn: string;
    readonly props: unknown;
}): readonly Known[] {
    const native = nativeOf(urn);
    if (!native?.inside) return [];
    return native.inside
        .filter(({ by }) => see(props, by) !== undefined)
        .map((inside) => ({ type: inside.type, props: read(props, inside.props) }));
}

/** A resource of a stack as rules know it, then those that it holds itself, each with what feeds it. */
export function stackAsAws(resource: PolicyResource): readonly PolicyResource[] {
    const native = nativeOf(resource.urn);
    if (!native) return [resource];
    const { propertyDependencies: fed } = resource;
    const inside = (native.inside ?? []).filter(({ by }) => see(resource.props, by) !== undefined);
    return [native, ...inside].map((part) => {
        const props = read(resource.props, part.props);
        const dependencies: Record<string, PolicyResource[]> = {};
        for (const [name, { from = name }] of Object.entries(part.props)) {
            // What holds a policy is what that policy is about, whether or not its id is known.
            if (from === part.about) props[name] = UNKNOWN;
            const feeds = from === part.about ? [resource] : fed[from];
            if (feeds) dependencies[name] = feeds;
        }
        return { ...resource, type: part.type, props, propertyDependencies: dependencies };
    });
}

/** The messages of the engine that tell a type, by their class in @pulumi/pulumi's own code. */
interface Message {
    readonly prototype: { getType(): string };
}

/**
 * Makes the policy host of this process call types of aws-native as the rules do. It skips a rule by comparing one text,
 * before anything of the pack runs, and a rule about several types costs more for every resource of every stack.
 */
export function nameTypes(): void {
    const host = createRequire(createRequire(__filename).resolve("@pulumi/policy"));
    const messages = host("@pulumi/pulumi/proto/analyzer_pb") as Readonly<Record<string, Message>>;
    for (const name of ["AnalyzeRequest", "AnalyzerResource"]) {
        const prototype = messages[name]?.prototype;
        if (!prototype) continue;
        const own = prototype.getType;
        prototype.getType = function (this: Message["prototype"]) {
            return awsTypeOf(own.call(this));
        };
    }
}
