import { partitionOf as nameOfPartition } from "../../../infra/config/partitions";
import { dnsSuffixOf } from "../../../state/arn";

/** Facts about AWS regions that programs ask for, true to AWS's naming for any region. */

export interface Zone {
    readonly name: string;
    readonly id: string;
}

/** Regions whose zones are not just a, b and c. */
const zoneLetters: Readonly<Record<string, string>> = {
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
    "us-east-1": "abcdef",
    "us-west-1": "ac",
    "us-west-2": "abcd",
};

const directions: Readonly<Record<string, string>> = {
    central: "c",
    east: "e",
    north: "n",
    northeast: "ne",
    northwest: "nw",
    south: "s",
    southeast: "se",
    southwest: "sw",
    west: "w",
};

/** The availability zones that a new account sees in a region. */
export function zonesOf(region: string): readonly Zone[] {
    const letters = [...(zoneLetters[region] ?? "abc")];
    return letters.map((letter, index) => ({
        name: `${region}${letter}`,
        id: `${abbreviate(region)}-az${index + 1}`,
    }));
}

/** `us-east-1` is `use1` in zone ids, `us-gov-west-1` is `usgw1`. */
function abbreviate(region: string): string {
    return region
        .split("-")
        .map((part) => directions[part] ?? (part === "gov" ? "g" : part))
        .join("");
}

/** A partition of AWS, by the names that ARNs and addresses have in it. */
export interface Partition {
    readonly name: string;
    readonly dnsSuffix: string;
    readonly reverseDnsPrefix: string;
}

/** The partition of a region; of those apart from the internet, which have endpoints of their own, the name only. */
export function partitionOf(region: string): Partition {
    const name = nameOfPartition(region);
    const dnsSuffix = dnsSuffixOf(name);
    return { name, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
}

/** Whether a name has the shape of a region; not whether AWS has it. */
export const isRegion = (region: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
