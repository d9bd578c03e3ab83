import { isNative } from "./nativeReader";
import type { Report } from "./report";
import type { Resource } from "./rule";
import type { Stack } from "./stack";
import { items, present, see, UNKNOWN } from "./values";

/** What may stand in a resource itself or in resources of its own, and delete each other at every update if in both. */
interface OnePlace {
    /** Type of the resource. */
    readonly type: string;
    /** Its lists of them. */
    readonly inline: readonly string[];
    /** The types of their own. */
    readonly separate: readonly string[];
    /** The property with which those name the resource. */
    readonly by: string;
    /** What the resource does, given the names of those. */
    readonly problem: (others: string) => string;
    readonly must: string;
    readonly fix: string;
}

/** How a rule judges that they are in one place only. */
export function inOnePlace({ type, inline, separate, by, problem, must, fix }: OnePlace) {
    /*
     * What stands in the resource is known from inputs only: among outputs, a refresh lists the other resources' there as
     * well. The host asks about each resource before it asks about the stack, in one process.
     */
    const holdsItself = new Map<string, boolean>();
    return {
        types: [type],
        check({ urn, props }: Resource): void {
            // CloudFormation changes only what a template adds or takes away, and its pages ask for both ways where groups name
            // each other: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
            if (isNative(urn)) return;
            const lists = inline.map((property) => see(props, property));
            holdsItself.set(
                urn,
                lists.some((list) => list === UNKNOWN || items(list).some(present)),
            );
        },
        across: {
            trigger: type,
            check(stack: Stack, report: Report): void {
                for (const resource of stack.of(type).filter(({ urn }) => holdsItself.get(urn) === true)) {
                    const others = stack.pointingAt(resource, separate, [by]);
                    if (others.length === 0) continue;
                    const names = others.map(({ name }) => name).join(", ");
                    report.violation(
                        resource,
                        `${problem(names)}, and the two delete each other at every update`,
                        must,
                        fix,
                    );
                }
            },
        },
    };
}
