/** A block of IPv4 addresses, from the first to the last. */
export interface Block {
    readonly first: number;
    readonly last: number;
}

/** All of IPv4, as `0.0.0.0/0`. */
export const everywhere: Block = { first: 0, last: 2 ** 32 - 1 };

/** Reads `10.0.0.0/16`. An IPv6 block counts as every address: what it admits is at least not less. */
export function blockOf(text: string): Block {
    const [address = "", length = "32"] = text.split("/");
    const octets = address.split(".").map(Number);
    if (octets.length !== 4 || octets.some((octet) => !Number.isInteger(octet))) return everywhere;
    const size = 2 ** (32 - Number(length));
    const at = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const first = at - (at % size);
    return { first, last: first + size - 1 };
}

/** Whether two blocks share an address. */
export function overlaps(a: Block, b: Block): boolean {
    return a.first <= b.last && b.first <= a.last;
}

/** Whether all of a block lies in another. */
export function contains(outer: Block, inner: Block): boolean {
    return outer.first <= inner.first && inner.last <= outer.last;
}

/** Ports of a protocol that a rule opens; other protocols than tcp and udp have none. */
export interface Traffic {
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
}

/** Every protocol and port. */
export const anything: Traffic = { protocol: "-1", from: 0, to: 65535 };

/** What two rules have in common; undefined if nothing. */
export function common(a: Traffic, b: Traffic): Traffic | undefined {
    const protocol = a.protocol === "-1" ? b.protocol : a.protocol;
    if (b.protocol !== "-1" && b.protocol !== protocol) return undefined;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    return from <= to ? { protocol, from, to } : undefined;
}

/** Whether traffic includes one port of tcp. */
export function includesPort({ protocol, from, to }: Traffic, port: number): boolean {
    return (protocol === "tcp" || protocol === "-1") && from <= port && port <= to;
}

/** Whether traffic includes anything but one port of tcp. */
export function exceedsPort({ protocol, from, to }: Traffic, port: number): boolean {
    return protocol !== "tcp" || from !== port || to !== port;
}
