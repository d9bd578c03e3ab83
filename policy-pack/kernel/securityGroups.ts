import { isNative } from "./nativeReader";
import type { Resource } from "./rule";
import type { Node } from "./stack";
import { groupTypes } from "./tokens";
import { allOf, flag, items, type Maybe, number, present, see, show, text, UNKNOWN } from "./values";

/** A rule of a security group in one form, whichever of the three ways it was written. */
export interface GroupRule {
    readonly direction: "ingress" | "egress" | typeof UNKNOWN;
    readonly protocol: unknown;
    readonly from: unknown;
    readonly to: unknown;
    readonly cidrs: readonly unknown[];
    readonly prefixLists: readonly unknown[];
    readonly groups: readonly unknown[];
    readonly self: Maybe;
    readonly description: unknown;
    /** How a message calls it, for example `ingress 2`; empty for a rule that is a resource of its own. */
    readonly where: string;
}

/** All of them, for rules that judge each. */
export const ruleHolders = Object.values(groupTypes);

/** The rules in a resource. */
export function rulesOf({ type, props }: Resource | Node): readonly GroupRule[] {
    switch (type) {
        case groupTypes.group:
        case groupTypes.defaultGroup:
            return (["ingress", "egress"] as const).flatMap((direction) =>
                items(see(props, direction)).map((rule, index) =>
                    inline(rule, direction, `${direction} ${index + 1}`),
                ),
            );
        case groupTypes.rule:
            return [
                {
                    ...inline(props, directionOf(see(props, "type")), ""),
                    groups: items(see(props, "sourceSecurityGroupId")),
                },
            ];
        case groupTypes.ingress:
            return [single(props, "ingress")];
        case groupTypes.egress:
            return [single(props, "egress")];
        default:
            return [];
    }
}

function directionOf(value: unknown): GroupRule["direction"] {
    if (value === UNKNOWN) return UNKNOWN;
    return text(value)?.toLowerCase() === "egress" ? "egress" : "ingress";
}

function inline(rule: unknown, direction: GroupRule["direction"], where: string): GroupRule {
    const part = (key: string) => see(rule, key);
    return {
        direction,
        protocol: part("protocol"),
        from: part("fromPort"),
        to: part("toPort"),
        cidrs: [...items(part("cidrBlocks")), ...items(part("ipv6CidrBlocks"))],
        prefixLists: items(part("prefixListIds")),
        groups: items(part("securityGroups")),
        self: flag(part("self")) ?? false,
        description: part("description"),
        where,
    };
}

function single(props: unknown, direction: "ingress" | "egress"): GroupRule {
    return {
        direction,
        protocol: see(props, "ipProtocol"),
        from: see(props, "fromPort"),
        to: see(props, "toPort"),
        cidrs: [...items(see(props, "cidrIpv4")), ...items(see(props, "cidrIpv6"))],
        prefixLists: items(see(props, "prefixListId")),
        groups: items(see(props, "referencedSecurityGroupId")),
        self: false,
        description: see(props, "description"),
        where: "",
    };
}

/** Whether a rule covers a TCP or UDP port. */
export function coversPort({ protocol, from, to }: GroupRule, port: number): Maybe {
    return allOf([carriesPorts(protocol), within(from, to, port, protocol)]);
}

/** Whether a rule is about all protocols. */
export function coversEverything({ protocol }: GroupRule): Maybe {
    if (protocol === UNKNOWN) return UNKNOWN;
    return ["-1", "all"].includes(text(protocol)?.toLowerCase() ?? "-1");
}

function carriesPorts(protocol: unknown): Maybe {
    if (protocol === UNKNOWN) return UNKNOWN;
    // Absent counts as every protocol: refusing too much shows, admitting too much does not.
    return ["-1", "all", "tcp", "6", "udp", "17"].includes(text(protocol)?.toLowerCase() ?? "-1");
}

function within(from: unknown, to: unknown, port: number, protocol: unknown): Maybe {
    const name = protocol === UNKNOWN ? "" : (text(protocol)?.toLowerCase() ?? "-1");
    if (["-1", "all"].includes(name)) return true;
    if (from === UNKNOWN || to === UNKNOWN) return UNKNOWN;
    const low = number(from);
    const high = number(to);
    return (low ?? 0) <= port && port <= (high ?? 65535);
}

/** Whether a rule admits exactly one TCP port. */
export function isOnlyTcp({ protocol, from, to }: GroupRule, port: number): Maybe {
    if ([protocol, from, to].includes(UNKNOWN)) return UNKNOWN;
    return (
        ["tcp", "6"].includes(text(protocol)?.toLowerCase() ?? "") &&
        number(from) === port &&
        number(to) === port
    );
}

/** Whether a rule names anything at all on its other end. */
export function namesAPeer(rule: GroupRule): boolean {
    return [...rule.cidrs, ...rule.prefixLists, ...rule.groups].some(present) || rule.self !== false;
}

/**
 * Whether a rule admits only what says that a packet was too big, which path MTU discovery needs from wherever a connection
 * goes: "destination unreachable, fragmentation needed" (3, 4) and, of IPv6, "packet too big" (2).
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery
 */
export function isPathMtu({ protocol, from, to }: GroupRule): boolean {
    const name = text(protocol)?.toLowerCase() ?? "";
    const kind = number(from);
    const code = number(to) ?? -1;
    if (["icmp", "1"].includes(name)) return kind === 3 && code === 4;
    return ["icmpv6", "58"].includes(name) && kind === 2 && code <= 0;
}

/** Whether a rule is open for the first port, or the message of ICMP, that another is open for, as far as both are known. */
export function meets(one: GroupRule, other: GroupRule): boolean {
    if (coversEverything(one) === true) return true;
    const [from, to, first] = [one.from, one.to, other.from].map(number);
    const known = from !== undefined && to !== undefined && first !== undefined;
    return known && show(one.protocol) === show(other.protocol) && from <= first && first <= to;
}

/** How a message calls a rule of a security group: by its place, or by the resource where it is all of that. */
export function label({ where }: GroupRule): string {
    return where === "" ? "it" : where;
}

/** What a rule is open for, in a message: `every port`, `tcp 443` or `tcp 0 to 65535`. */
export function ports({ protocol, from, to }: GroupRule): string {
    const name = protocol === UNKNOWN ? "?" : (text(protocol) ?? "-1").toLowerCase();
    if (name === "-1" || name === "all") return "every port";
    return show(from) === show(to) ? `${name} ${show(from)}` : `${name} ${show(from)} to ${show(to)}`;
}

/** The property with which a rule names a group instead of addresses, as code for the type at hand. */
export function peerOf({ type, urn }: Pick<Resource | Node, "type" | "urn">): string {
    const native = isNative(urn);
    if (native)
        return `sourceSecurityGroupId: clientGroup.groupId${type === groupTypes.ingress ? "" : " in that rule"}`;
    if (type === groupTypes.ingress) return "referencedSecurityGroupId: clientGroup.id";
    return type === groupTypes.rule
        ? "sourceSecurityGroupId: clientGroup.id"
        : "securityGroups: [clientGroup.id] in that rule";
}

/** The property with which a rule names its protocol. */
export function protocolOf({ type, urn }: Pick<Resource | Node, "type" | "urn">): string {
    return type === groupTypes.ingress || isNative(urn) ? "ipProtocol" : "protocol";
}
