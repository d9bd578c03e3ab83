import { matches } from "../kernel/iam";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { allOf, anyOf, items, keys, type Maybe, see, text, UNKNOWN } from "../kernel/values";

/** Whether a backup selection reaches a file system: by ARN, wildcard or tag, minus what it leaves out. */
export function reaches(stack: Stack, selection: Node, fileSystem: Node): Maybe {
    const listed = (property: string) => items(see(selection.props, property));
    const byArn = names(stack, selection, "resources", fileSystem);
    const byTag = anyOf(listed("selectionTags").map((tag) => carries(fileSystem, tag, equals)));
    const left = names(stack, selection, "notResources", fileSystem);
    const named = [...listed("resources"), ...listed("selectionTags")];
    // Without either, a selection takes all that its notResources and conditions leave.
    const base = named.length > 0 ? anyOf([byArn, byTag]) : listed("notResources").length > 0;
    return allOf([base, left === UNKNOWN ? UNKNOWN : !left, ...conditions(listed("conditions"), fileSystem)]);
}

function names(stack: Stack, selection: Node, property: string, fileSystem: Node): Maybe {
    const link = stack.link(selection, [property], [tokens.fileSystem]);
    if (link.to.includes(fileSystem)) return link.unsure && link.to.length > 1 ? UNKNOWN : true;
    const arn = text(see(fileSystem.props, "arn"));
    const byPattern = link.outside.some(
        (pattern) => /[*?]/.test(pattern) && matches(pattern, arn ?? typical(pattern)),
    );
    return byPattern ? true : link.unsure ? UNKNOWN : false;
}

/** An ARN as the file system will have it, with region and account as the pattern names them. */
function typical(pattern: string): string {
    const parts = pattern.split(":");
    const named = (index: number, otherwise: string) => {
        const part = parts[index] ?? "";
        return part === "" || /[*?]/.test(part) ? otherwise : part;
    };
    return `arn:${named(1, "aws")}:elasticfilesystem:${named(3, "us-east-1")}:${named(4, "000000000000")}:file-system/fs-0`;
}

const equals = (wanted: string, actual: string) => wanted === actual;

/** Whether a file system has a tag whose value fits the one that a selection names. */
function carries(fileSystem: Node, tag: unknown, fits: (wanted: string, actual: string) => boolean): Maybe {
    const key = text(see(tag, "key"))?.replace(/^aws:ResourceTag\//i, "");
    const wanted = see(tag, "value");
    const actual = key === undefined ? undefined : tagOf(fileSystem, key);
    if (wanted === UNKNOWN || actual === UNKNOWN) return UNKNOWN;
    const [pattern, value] = [text(wanted), text(actual)];
    return pattern !== undefined && value !== undefined && fits(pattern, value);
}

/** A tag of a file system: its own, else one that the provider gives to all. */
export function tagOf(fileSystem: Node, key: string): unknown {
    const own = see(fileSystem.props, "tags", key);
    return own === undefined ? see(fileSystem.props, "tagsAll", key) : own;
}

function conditions(blocks: readonly unknown[], fileSystem: Node): readonly Maybe[] {
    return blocks.flatMap((block) => {
        if (block === UNKNOWN) return [UNKNOWN];
        return keys(block).flatMap((operator) =>
            items(see(block, operator)).map((condition) => {
                const negated = operator.toLowerCase().includes("not");
                const fits = operator.toLowerCase().includes("like") ? matches : equals;
                const holds = carries(fileSystem, condition, fits);
                return holds === UNKNOWN ? UNKNOWN : holds !== negated;
            }),
        );
    });
}
