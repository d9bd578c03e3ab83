import { number } from "./values";

/**
 * Whether a CIDR block is, or holds a large part of, the internet.
 *
 * Private IPv4 space is /8 at its widest and an organisation's IPv6 space /16 at its very widest, so anything wider is
 * the internet or a half, a quarter or an eighth of it written to slip through a comparison with 0.0.0.0/0.
 */
export function isInternet(cidr: string): boolean {
    const [address = "", length = ""] = cidr.trim().split("/");
    const bits = number(length);
    if (bits === undefined) return false;
    if (!address.includes(":")) return bits < 8;
    return bits < 16 && !/^f[cd]/i.test(address);
}

/** A range of addresses, by the first 32 bits of each, the end not among them. */
type Range = readonly [from: number, to: number];

/** What of either family no host on the internet has: https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const reserved: readonly Range[] = [
    ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
    ...["192.168.0.0/16", "224.0.0.0/3"],
].flatMap((cidr) => rangeOf(cidr) ?? []);

/** All of IPv6 that is given to hosts on the internet: https://www.iana.org/assignments/ipv6-address-space/ */
const global: readonly Range[] = [[0x2000_0000, 0x4000_0000]];

/**
 * Whether blocks that are each no large part of the internet are one together: as much of it as `isInternet` refuses in
 * one block, however small the pieces and whether or not they meet.
 */
export function areInternet(cidrs: readonly string[]): boolean {
    const v4 = merged(rangesOf(cidrs, false));
    const v6 = merged(rangesOf(cidrs, true));
    return size(v4) - common(v4, reserved) >= 2 ** 25 || common(v6, global) >= 2 ** 17;
}

function rangesOf(cidrs: readonly string[], six: boolean): readonly Range[] {
    return cidrs.filter((cidr) => cidr.includes(":") === six).flatMap((cidr) => rangeOf(cidr) ?? []);
}

/** Of IPv6 what is narrower than /32 counts for nothing: a group would need more rules of it than AWS allows. */
function rangeOf(cidr: string): readonly [Range] | undefined {
    const [address = "", length = ""] = cidr.trim().split("/");
    const bits = number(length);
    const start = address.includes(":") ? firstOf6(address) : firstOf4(address);
    if (start === undefined || bits === undefined || bits > 32) return undefined;
    const width = 2 ** (32 - bits);
    const from = Math.floor(start / width) * width;
    return [[from, from + width]];
}

function firstOf4(address: string): number | undefined {
    const parts = address.split(".").map((part) => number(part) ?? Number.NaN);
    const value = parts.reduce((sum, part) => sum * 256 + part, 0);
    return parts.length === 4 && Number.isFinite(value) ? value : undefined;
}

function firstOf6(address: string): number | undefined {
    const [head = ""] = address.split("::");
    const [first = "0", second = "0"] = head.split(":").filter((part) => part !== "");
    const value = Number.parseInt(first, 16) * 0x1_0000 + Number.parseInt(second, 16);
    return Number.isFinite(value) ? value : undefined;
}

function merged(ranges: readonly Range[]): readonly Range[] {
    const result: Range[] = [];
    for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
        const last = result.at(-1);
        if (last && from <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], to)];
        else result.push([from, to]);
    }
    return result;
}

function size(ranges: readonly Range[]): number {
    return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

function common(a: readonly Range[], b: readonly Range[]): number {
    return a
        .flatMap(([from, to]) =>
            b.map(([low, high]) => Math.max(0, Math.min(to, high) - Math.max(from, low))),
        )
        .reduce((sum, width) => sum + width, 0);
}
