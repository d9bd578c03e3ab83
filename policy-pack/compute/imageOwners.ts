import { computeTypes, inherits, instanceTypes, rolesOf } from "../kernel/agents";
import { given } from "../kernel/given";
import { mountingRoles } from "../kernel/grants";
import type { Report } from "../kernel/report";
import { resourceRule } from "../kernel/rule";
import { choice, texts, type Values } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, text, UNKNOWN } from "../kernel/values";
import { mountsIn } from "../mounts/find";
import { handedBy, userData } from "./handed";

/** Where a resource names the image that something starts from or is made of. */
interface Reference {
    readonly on: Node;
    readonly path: readonly [string, ...(string | number)[]];
}

const settings = {
    owners: texts(
        "Owners whose images machines may start from: amazon, another that AWS publishes parameters of, as canonical, and ids of accounts. None: whoever is named",
    ),
    images: texts("Ids of images whose owner somebody looked up", [], "^ami-"),
    imageParameters: texts(
        "Beginnings of the names of parameters of Systems Manager that only trusted images are written to",
        [],
        "^/",
    ),
    ownerTags: texts(
        "Tags by which a template, a machine or a parameter says whose its image is: amazon or the id of an account, a space, and the image or parameter that it means",
        ["image-owner"],
    ),
    refuseUnnamed: choice("Refuse, rather than advise of, an image that nobody names the owner of", false),
};

/** What the stack makes of images, which is its account's own. */
const ownTypes = [tokens.image, tokens.imageCopy, tokens.imageOfInstance, tokens.imageBuild];

const machineTypes = [...computeTypes, tokens.spotFleetRequest];

const ownImage = given("ami");

export const namedImageOwner = resourceRule({
    name: "efs-client-image-owner-named",
    title: "Machines that mount EFS start from images of named owners",
    asserts:
        "the image of each machine that mounts EFS, and what such images are made of, is named by a parameter that AWS publishes, made in the stack, listed in the configuration, marked with its owner, or bounded by EC2's Allowed AMIs: an id by itself and a name tell nobody's",
    severity: "high",
    level: "mandatory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["SR-4(3)", "SI-7", "CM-14"] },
    fix: [
        'imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",',
        "// or, of the whole account: EC2 refuses every other owner's, and says so",
        'new aws.ec2.AllowedImagesSettings("images", { state: "enabled", imageCriterions: [{ imageProviders: ["amazon"] }] });',
    ],
    types: machineTypes,
    settings,
    check(machine) {
        if (instanceTypes.includes(machine.type)) ownImage.note(machine);
    },
    across: {
        // Without one nothing mounts by IAM.
        trigger: tokens.instanceProfile,
        check(stack, report, values) {
            const machines = mountingMachines(stack);
            const judging = {
                ...{ stack, report, values },
                isBounded: boundedByEc2(stack, values),
                seen: new Set<Node>(),
            };
            for (const reference of machines.flatMap(referencesOf)) judge(reference, judging);
            if (machines.length + stack.of(tokens.fileSystem, tokens.accessPoint).length === 0) return;
            for (const on of stack.of(tokens.imageRecipe)) judge({ on, path: ["parentImage"] }, judging);
        },
    },
});

/** Machines that mount EFS: by what their role may do, or by their user data. */
function mountingMachines(stack: Stack): readonly Node[] {
    const machines = stack.of(...machineTypes);
    if (machines.length === 0) return [];
    const mounting = mountingRoles(stack);
    return machines.filter(
        (machine) =>
            rolesFor(stack, machine).some((role) => mounting.has(role)) ||
            mountsIn(handedBy(userData, machine).data.parts).mounts.length > 0,
    );
}

/** The roles of what a machine or any of a fleet runs as. */
function rolesFor(stack: Stack, machine: Node): readonly Node[] {
    if (machine.type !== tokens.spotFleetRequest) return rolesOf(stack, machine);
    return stack
        .fed(machine, "launchSpecifications", [tokens.instanceProfile])
        .flatMap((profile) => stack.link(profile, ["role"], [tokens.role]).to);
}

function referencesOf(on: Node): readonly Reference[] {
    if (on.type === tokens.spotFleetRequest)
        return items(see(on.props, "launchSpecifications")).map((machine, at) => ({
            on,
            path: ["launchSpecifications", at, present(see(machine, "ami")) ? "ami" : "imageId"],
        }));
    if (!instanceTypes.includes(on.type)) return [{ on, path: ["imageId"] }];
    // Among an instance's outputs is the image that its template named.
    const fromTemplate = present(see(on.props, "launchTemplate")) && ownImage.leftOut(on);
    return fromTemplate || inherits(on, "ami") ? [] : [{ on, path: ["ami"] }];
}

/** Whether EC2 itself refuses the images of others: a criterion without providers goes by names, which anybody may choose. */
function boundedByEc2(stack: Stack, { owners }: Values<typeof settings>): boolean {
    return stack.of(tokens.allowedImages).some(({ props }) => {
        const criteria = items(see(props, "imageCriterions"));
        const providers = criteria.map((criterion) => items(see(criterion, "imageProviders")).map(text));
        const isNamed = (provider: string | undefined) =>
            provider !== undefined &&
            (owners.length === 0 || provider === "none" || owners.includes(provider));
        return (
            see(props, "state") === "enabled" &&
            criteria.length > 0 &&
            providers.every((named) => named.length > 0 && named.every(isNamed))
        );
    });
}

/** What one look at a stack goes by. */
interface Judging {
    readonly stack: Stack;
    readonly report: Report;
    readonly values: Values<typeof settings>;
    readonly isBounded: boolean;
    /** What images come from that was judged already. */
    readonly seen: Set<Node>;
}

function judge({ on, path }: Reference, judging: Judging): void {
    const { stack, report, values, isBounded, seen } = judging;
    const value = see(on.props, ...path);
    if (!present(value)) return;
    const [property] = path;
    const again = (reference: Reference) => {
        if (seen.has(reference.on)) return;
        seen.add(reference.on);
        judge(reference, judging);
    };
    const named = text(value) ?? "";
    const parameter = parameterIn(named);
    const own = [
        ...stack.fed(on, property, ownTypes),
        ...ownTypes.flatMap((type) => stack.named(type, named)),
    ];
    const parameters = [
        ...stack.fed(on, property, [tokens.parameter]),
        ...(parameter === undefined ? [] : stack.named(tokens.parameter, parameter)),
    ];
    for (const made of own) if (made.type === tokens.imageCopy) again({ on: made, path: ["sourceAmiId"] });
    for (const holder of parameters)
        again({ on: holder, path: [present(see(holder.props, "value")) ? "value" : "insecureValue"] });
    if (own.length + parameters.length > 0) return;
    const owner = ownerOf(named) ?? markOf(on, named, values);
    if (owner !== undefined && (values.owners.length === 0 || values.owners.includes(owner))) return;
    if (isBounded || values.images.includes(named)) return;
    if (parameter !== undefined && values.imageParameters.some((start) => parameter.startsWith(start)))
        return;
    if (value === UNKNOWN) {
        report.wait(on, path.join("."));
        return;
    }
    const say = values.refuseUnnamed || owner !== undefined ? report.violation : report.advice;
    say.call(
        report,
        on,
        owner === undefined
            ? `${path.join(".")} is ${show(value)}, and nothing says whose image that is: anybody may publish one under any name, or share one with the account`
            : `${path.join(".")} is ${show(value)}, an image of ${owner}`,
        values.owners.length === 0
            ? "be of an owner that is named"
            : `be of an owner that is named: ${values.owners.join(", ")}`,
        `Take one from a parameter that AWS publishes or from this stack; or look its owner up, aws ec2 describe-images --image-ids, and list it in images or imageParameters of this rule, or mark it with a tag: tags: { ${JSON.stringify(values.ownerTags[0] ?? "image-owner")}: "ACCOUNT ${named.replace(/^resolve:ssm:/, "")}" }`,
    );
}

/** The parameter that a machine's or a recipe's image is looked up in. */
function parameterIn(named: string): string | undefined {
    return /^(?:resolve:)?ssm:(?:arn:[\w-]+:ssm:[\w-]*:\d*:parameter)?(\/[^:]+|[^:/]+)/.exec(named)?.[1];
}

/** Whose parameters AWS publishes beside its own. https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-finding-public-parameters.html */
const publishers = ["canonical", "debian", "freebsd", "marketplace", "suse"];

/**
 * Who owns what AWS itself answers for: nobody else's parameter begins with `/aws/`, or is in an ARN without an account, and
 * Image Builder's own images are in the account `aws`.
 */
function ownerOf(named: string): string | undefined {
    const [, account, catalogue = ""] =
        /^(?:resolve:)?ssm:(?:arn:[\w-]+:ssm:[\w-]*:(\d*):parameter)?\/aws\/service\/([\w-]+)\//.exec(
            named,
        ) ?? [];
    if (catalogue !== "" && !account) return publishers.includes(catalogue) ? catalogue : "amazon";
    return /^arn:[\w-]+:imagebuilder:[\w-]*:aws:image\//.test(named) ? "amazon" : undefined;
}

/** Whom a resource says to be the owner of its image: of this one, so that another image is not taken for the same owner's. */
function markOf({ props }: Node, named: string, { ownerTags }: Values<typeof settings>): string | undefined {
    const marks = ownerTags.map((tag) => /^(amazon|\d{12}) (.+)$/.exec(text(see(props, "tags", tag)) ?? ""));
    return marks.find((mark) => mark?.[2] === named.replace(/^resolve:ssm:/, ""))?.[1];
}
