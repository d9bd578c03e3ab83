import { absent } from "../kernel/absence";
import { agentSubnets } from "../kernel/agents";
import type { Report } from "../kernel/report";
import { stackRule } from "../kernel/rule";
import { wholeNumber } from "../kernel/settings";
import type { Link, Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { items, present, see, text, UNKNOWN } from "../kernel/values";

export const multiZone = stackRule({
    name: "efs-mount-targets-multi-az",
    title: "EFS file systems have a mount target in every zone their machines use, at least two",
    asserts:
        "at least two mount targets in distinct subnets and zones, and one in the zone of each subnet where instances or Auto Scaling groups mount it",
    severity: "high",
    level: "mandatory",
    decisive: "edges",
    references: { prowler: ["efs_multi_az_enabled (count only)"] },
    nist: { by: "this pack", controls: ["CP-6(2)", "SC-36"] },
    fix: [
        "for (const [zone, subnetId] of Object.entries(privateSubnetByZone)) {",
        '    new aws.efs.MountTarget("storage-mount-" + zone, { fileSystemId: fs.id, subnetId, securityGroups: [mountGroup.id] });',
        "}",
    ],
    trigger: tokens.fileSystem,
    settings: { minimumZones: wholeNumber("Fewest zones with a mount target", 2, 1, 6) },
    check(stack, report, { minimumZones }) {
        const links = stack
            .of(tokens.mountTarget)
            .map((target) => ({ target, link: stack.link(target, ["fileSystemId"], [tokens.fileSystem]) }));
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            // One zone takes one mount target, and efs-file-system-regional has the word about it.
            if (present(see(fileSystem.props, "availabilityZoneName"))) continue;
            const targets = links
                .filter(({ link }) => link.to.includes(fileSystem))
                .map(({ target }) => target);
            if (links.some(({ link }) => link.unsure))
                report.wait(fileSystem, "the fileSystemId of a mount target");
            else judge(stack, fileSystem, targets, minimumZones, report);
        }
    },
});

function judge(
    stack: Stack,
    fileSystem: Node,
    targets: readonly Node[],
    minimum: number,
    report: Report,
): void {
    const places = targets.map((target) => placeOf(stack, target));
    const zones = new Set(places.map(({ zone }) => zone).filter((zone) => zone !== undefined));
    const subnets = new Set(places.map(({ subnet }) => subnet).filter((subnet) => subnet !== undefined));
    const blind = places.filter(({ zone, subnet }) => zone === undefined && subnet === undefined).length;
    // Two mount targets of one file system cannot share a zone, so subnets count where zones are not known.
    const most =
        (zones.size > 0 && places.every(({ zone }) => zone !== undefined) ? zones.size : subnets.size) +
        blind;
    const must = `have mount targets in at least ${minimum} zones, to survive the loss of one`;
    const remediation = "Add an aws.efs.MountTarget in a private subnet of each zone";
    if (targets.length === 0) {
        absent(report, {
            on: fileSystem,
            what: "its mount targets",
            is: "it has no mount target",
            must,
            remediation,
            named: stack.of(tokens.subnet),
        });
        return;
    }
    if (most < minimum) {
        report.violation(fileSystem, `it has mount targets in ${most} zone(s)`, must, remediation);
        return;
    }
    if (blind > 0) report.wait(fileSystem, "the subnets of its mount targets");
    for (const { agent, link } of agentsOf(stack, fileSystem))
        judgeAgent(agent, link, { zones, subnets, blind }, fileSystem, report);
}

function judgeAgent(
    agent: Node,
    link: Link,
    covered: { zones: ReadonlySet<string>; subnets: ReadonlySet<string>; blind: number },
    fileSystem: Node,
    report: Report,
): void {
    if (link.unsure || covered.blind > 0 || ambiguous(agent)) {
        report.wait(agent, "its subnets");
        return;
    }
    const places = [
        ...link.to.map((subnet) => ({ name: subnet.name, key: subnet.urn, zone: zoneOf(subnet) })),
        ...link.outside.map((id) => ({ name: id, key: id, zone: undefined })),
    ];
    for (const { name, key, zone } of places) {
        if (covered.subnets.has(key) || (zone !== undefined && covered.zones.has(zone))) continue;
        // Outside the stack, a subnet does not say its zone; the group does, once it exists.
        const zones = items(see(agent.props, "availabilityZones")).map(text);
        if (
            zone === undefined &&
            zones.length > 0 &&
            zones.every((own) => own !== undefined && covered.zones.has(own))
        )
            continue;
        if (zone === undefined && zones.length === 0) report.wait(agent, `the zone of ${name}`);
        else {
            report.violation(
                agent,
                `it may run in ${name} (${zone ?? "a zone without a mount target"}), where ${fileSystem.name} has no mount target`,
                "run where a mount target is, because the file system's name resolves in its zones only",
                "Add a mount target in that zone, or take the subnet from the group",
            );
        }
    }
}

/** Machines whose launch template or user data is fed by the file system or one of its access points. */
function agentsOf(stack: Stack, fileSystem: Node): readonly { agent: Node; link: Link }[] {
    const points = stack.pointingAt(fileSystem, [tokens.accessPoint], ["fileSystemId"]);
    const sources = new Set([fileSystem, ...points]);
    const uses = (node: Node) =>
        ["userData", "userDataBase64"].some((property) =>
            stack
                .fed(node, property, [tokens.fileSystem, tokens.accessPoint])
                .some((source) => sources.has(source)),
        );
    return agentSubnets(stack).filter(({ agent }) => {
        if (agent.type === tokens.instance) return uses(agent);
        const paths = [
            ["launchTemplate", "id"],
            ["launchTemplate", "name"],
        ];
        const templates = paths.flatMap((path) => stack.link(agent, path, [tokens.launchTemplate]).to);
        return templates.some(uses);
    });
}

function ambiguous(agent: Node): boolean {
    const property = agent.type === tokens.instance ? "subnetId" : "vpcZoneIdentifiers";
    const value = see(agent.props, property);
    const unknown = value === UNKNOWN || items(value).includes(UNKNOWN);
    return unknown && (agent.propertyDependencies[property] ?? []).some(({ type }) => type !== tokens.subnet);
}

function placeOf(stack: Stack, target: Node): { zone: string | undefined; subnet: string | undefined } {
    const link = stack.link(target, ["subnetId"], [tokens.subnet]);
    const own = text(see(target.props, "availabilityZoneName"));
    const [subnet] = link.to;
    if (link.to.length === 1 && subnet && !link.unsure)
        return { zone: own ?? zoneOf(subnet), subnet: subnet.urn };
    return { zone: own, subnet: link.to.length === 0 ? link.outside[0] : undefined };
}

function zoneOf(subnet: Node): string | undefined {
    return text(see(subnet.props, "availabilityZone"));
}
