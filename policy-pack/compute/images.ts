import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

type Check = (resource: Resource, report: Report) => void;

const mustEncrypt = "be encrypted: whoever may start it may read it";

const mustBePrivate = "be for named accounts or organisations";

/** A disk that comes from a snapshot is encrypted as that is, which is not for the image to say. */
const registered: Check = (image, report) => {
    for (const [at, disk] of items(see(image.props, "ebsBlockDevices")).entries()) {
        if (present(see(disk, "snapshotId"))) continue;
        const claim = flag(see(disk, "encrypted"));
        if (claim === UNKNOWN) report.wait(image, `ebsBlockDevices[${at}].encrypted`);
        else if (claim !== true)
            report.violation(
                image,
                `ebsBlockDevices[${at}].encrypted is ${show(see(disk, "encrypted"))}`,
                mustEncrypt,
                `Set ebsBlockDevices[${at}].encrypted: true`,
            );
    }
};

const copied: Check = (image, report) => {
    const claim = flag(see(image.props, "encrypted"));
    if (claim === UNKNOWN) report.wait(image, "encrypted");
    else if (claim !== true)
        report.violation(
            image,
            `encrypted is ${show(see(image.props, "encrypted"))}, so the copy is what its source is`,
            mustEncrypt,
            "Set encrypted: true, and kmsKeyId to a customer managed key",
        );
};

const permitted: Check = (permission, report) => {
    if (text(see(permission.props, "group")) === "all")
        report.violation(
            permission,
            'group is "all", so every account may start the image and read what is in it',
            mustBePrivate,
            "Set accountId, organizationArn or organizationalUnitArn in place of group",
        );
};

/** https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LaunchPermissionConfiguration.html */
const distributed: Check = (distribution, report) => {
    for (const [at, to] of items(see(distribution.props, "distributions")).entries()) {
        const groups = see(to, "amiDistributionConfiguration", "launchPermission", "userGroups");
        if (items(groups).some((group) => text(group) === "all"))
            report.violation(
                distribution,
                `distributions[${at}] has userGroups "all", so every account may start its images and read what is in them`,
                mustBePrivate,
                "Set userIds, organizationArns or organizationalUnitArns in place of userGroups",
            );
    }
};

const unblocked: Check = (block, report) => {
    if (text(see(block.props, "state")) === "unblocked")
        report.violation(
            block,
            'state is "unblocked", so any image of the account may be made public',
            "be block-new-sharing",
            'Set state: "block-new-sharing"',
        );
};

const checks: Readonly<Record<string, Check>> = {
    [tokens.image]: registered,
    [tokens.imageCopy]: copied,
    [tokens.imagePermission]: permitted,
    [tokens.imageDistribution]: distributed,
    [tokens.imageBlock]: unblocked,
};

export const privateEncryptedImages = resourceRule({
    name: "ec2-image-encrypted-private",
    title: "Images are encrypted and nobody else's to start",
    asserts:
        "images that are registered, copied or built by Image Builder are encrypted, by their recipe or wherever they are distributed to, none may be started by everybody, and the account's block of public images stays",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["SC-28(1)", "AC-3", "SC-13"] },
    fix: [
        'blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: key.arn } }], // of a recipe',
        'new aws.ec2.AmiCopy("agent", { sourceAmiId, sourceAmiRegion, encrypted: true, kmsKeyId: key.arn });',
    ],
    types: Object.keys(checks),
    check(resource, report) {
        checks[resource.type]?.(resource, report);
    },
    across: {
        trigger: tokens.imageRecipe,
        check(stack, report) {
            for (const recipe of stack.of(tokens.imageRecipe))
                if (!distributedEncrypted(stack, recipe)) judgeRecipe(recipe, report);
        },
    },
});

function judgeRecipe(recipe: Node, report: Report): void {
    const disks = items(see(recipe.props, "blockDeviceMappings")).filter(
        (disk) => !present(see(disk, "virtualName")) && !present(see(disk, "noDevice")),
    );
    const claims = disks.map((disk) => flag(see(disk, "ebs", "encrypted")));
    const open = claims.findIndex((claim) => claim !== true && claim !== UNKNOWN);
    if (disks.length > 0 && open === -1) {
        if (claims.includes(UNKNOWN)) report.wait(recipe, "blockDeviceMappings");
        return;
    }
    report.violation(
        recipe,
        disks.length === 0
            ? "it states no disk, so its images are what their parent is, and Amazon's are not encrypted"
            : `blockDeviceMappings[${open}].ebs.encrypted is ${show(see(disks[open], "ebs", "encrypted"))}`,
        mustEncrypt,
        'Set blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId } }]',
    );
}

/** Whether all that builds from a recipe encrypts what it hands out, with a key for each region. */
function distributedEncrypted(stack: Stack, recipe: Node): boolean {
    const builds = [tokens.imagePipeline, tokens.imageBuild].flatMap((type) =>
        stack.pointingAt(recipe, [type], ["imageRecipeArn"]),
    );
    return (
        builds.length > 0 &&
        builds.every((build) => {
            const { to } = stack.link(build, ["distributionConfigurationArn"], [tokens.imageDistribution]);
            const places = to.flatMap((distribution) => items(see(distribution.props, "distributions")));
            return (
                places.length > 0 &&
                places.every((place) => present(see(place, "amiDistributionConfiguration", "kmsKeyId")))
            );
        })
    );
}
