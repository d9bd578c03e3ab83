import { partName, physicalPrefix } from "../environmentName";
import type { Fault } from "./faults";

/** A role's name has 64 characters, of which `-restore` takes 8. */
const longestPrefix = 56;

/** An agent's name takes 47 of the 64 characters of its role's: `agent-`, 32 of its own, and the provider's eight. */
const longestOwnName = 16;

/**
 * What the names of key aliases, trails, topics, dashboards and conformance packs have in common: a pack's starts with a
 * letter and has no underscore, a trail's no two hyphens side by side and none at its end, and none of the others a dot.
 */
const stackPattern = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;
const projectPattern = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;

/** Of an environment beside others, with which the names of its parts begin: EC2 takes no security group `sg-…`. */
const ownPattern = /^(?!sg(-|$))[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * With what S3 lets no bucket's name begin.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const keptByS3 = /^(sthree|amzn-s3-demo)-/i;

/** What a name has to be, and what a person does with one that would do. */
interface Rule {
    readonly kind: "project" | "stack" | "environment";
    readonly takes: (name: string) => boolean;
    readonly longest: number;
    readonly allowed: string;
    readonly fix: (name: string) => string;
}

/** A name like the given one that would do: itself, where it does. */
function likeIt(name: string, { takes, longest }: Pick<Rule, "takes" | "longest">): string | undefined {
    if (takes(name) && name.length <= longest) return name;
    const cut = (text: string) => text.slice(0, longest).replace(/-+$/, "");
    const plain = name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+/, "");
    const lettersFirst = plain.replace(/^[^A-Za-z]+/, "");
    return [plain, lettersFirst, lettersFirst.toLowerCase(), `my-${lettersFirst}`].map(cut).find(takes);
}

function judge(name: string, { kind, takes, longest, allowed, fix }: Rule): Fault[] {
    const better = likeIt(name, { takes, longest });
    if (better === name) return [];
    const problem = takes(name) ? `${name.length} characters` : JSON.stringify(name);
    return [
        {
            key: `${kind} ${name}`,
            value: name,
            problem: `goes into the names of keys, roles, buckets and trail, where AWS does not take ${problem}`,
            allowed: `${allowed}; ${longest} characters at most`,
            ...(better === undefined ? {} : { remedy: fix(better) }),
        },
    ];
}

/** Environments that would give agents of theirs one name: an agent's is `web-agent-linux-1`, of an environment `web`. */
function meetings(stack: string, names: readonly string[]): Fault[] {
    const agents = (name: string) => `${partName({ name, stack }, "agent")}-`;
    return names.flatMap((name, at) =>
        names
            .filter((other, otherAt) => otherAt !== at && agents(name).startsWith(agents(other)))
            .slice(0, 1)
            .map((other) => ({
                key: `environment ${name}`,
                value: name,
                problem: `starts as the agents of environment ${other} do, so that agents of both could have one name`,
                allowed: `a name that does not start with ${agents(other).slice(0, -1)}`,
            })),
    );
}

/**
 * What is wrong with the names that physical names are made from, before anything is made; `names` are those of the
 * stack's environments, or the stack's own. An agent's name is the schema's to judge.
 */
export function nameFaults(project: string, stack: string, names: readonly string[]): Fault[] {
    const own = names.filter((name) => name !== stack);
    const longestOwn = Math.max(0, ...own.map((name) => Math.min(name.length, longestOwnName) + 1));
    const both = longestPrefix - 1 - longestOwn;
    // Where both are too long, each is held to its half; where one is, it alone to what the other leaves.
    const half = Math.floor(both / 2);
    const together = `${physicalPrefix({ name: own.length > 0 ? "ENVIRONMENT" : "STACK", stack: "STACK", project: "PROJECT" })} has ${longestPrefix}`;
    const letters = "letters, digits and single hyphens";
    const stackRule: Rule = {
        kind: "stack",
        takes: (name) => stackPattern.test(name),
        longest: Math.max(both - project.length, half),
        allowed: `${letters}, no hyphen first or last; ${together}`,
        fix: (name) => `pulumi stack rename ${name}`,
    };
    const stackThen = likeIt(stack, stackRule) ?? stack;
    const ofProject = judge(project, {
        kind: "project",
        takes: (name) =>
            projectPattern.test(name) &&
            !names.some((one) => keptByS3.test(`${physicalPrefix({ name: one, stack, project: name })}-`)),
        longest: Math.max(both - stack.length, both - half),
        allowed: `${letters}, a letter first, no hyphen last, and not what S3 keeps from buckets (sthree-, amzn-s3-demo-); ${together}`,
        // A stack of the new project's, which the old one's cannot be renamed to.
        fix: (name) =>
            `name: ${name} in Pulumi.yaml, the same before the keys of Pulumi.${stack}.yaml${stackThen === stack ? "" : ` as Pulumi.${stackThen}.yaml`}, and pulumi stack init ${stackThen}`,
    });
    return [
        ...ofProject,
        // What mends the project names the stack that then is.
        ...judge(stack, stackRule).map(({ remedy, ...fault }) =>
            remedy === undefined || ofProject.length > 0 ? fault : { ...fault, remedy },
        ),
        ...own.flatMap((name) =>
            judge(name, {
                kind: "environment",
                takes: (one) => ownPattern.test(one),
                longest: longestOwnName,
                allowed:
                    "lower case letters, digits and single hyphens, a letter first, no hyphen last, and not what EC2 keeps from security groups (sg-)",
                fix: (better) => `call it ${better}`,
            }),
        ),
        ...meetings(stack, names),
    ];
}
