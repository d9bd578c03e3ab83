import { createHash } from "node:crypto";
import { accountId } from "../../../state/rehearsed";
import type { Account } from "./account";
import { adoptedSubnet } from "./adopted";
import { prefixedName } from "./naming";
import { partitionOf, type Zone, zonesOf } from "./regions";
import type { Instance, ResourceType } from "./resourceType";
import { type Properties, settled } from "./values";

/** The types that others are computed from, by the prefix of their ids. */
const tokensByPrefix: Readonly<Record<string, string>> = {
    eipalloc: "aws:ec2/eip:Eip",
    fs: "aws:efs/fileSystem:FileSystem",
    subnet: "aws:ec2/subnet:Subnet",
    vpc: "aws:ec2/vpc:Vpc",
};

/** What an instance of a resource is made from. */
export interface InstanceOf {
    readonly type: ResourceType;
    readonly urn: string;
    readonly generation: number;
    readonly region: string;
    /** The inputs as Check left them. */
    readonly given: Properties;
    readonly previous?: Properties;
    /** Known for an update; a new resource gets one. */
    readonly id?: string;
}

/** Gives one resource what its description computes from. */
export function describeInstance(of: InstanceOf, account: Account): Instance {
    const { type, region } = of;
    const { name: partition, dnsSuffix } = partitionOf(region);
    const hex = (length: number, salt = ""): string => {
        const digits = createHash("sha256").update(`${of.urn} ${of.generation} ${salt}`).digest("hex");
        // AWS's long ids start with a zero.
        return length === 17 ? `0${digits.slice(0, 16)}` : digits.slice(0, length);
    };
    const find = (id: unknown, where = region): Properties | undefined => {
        const token = tokensByPrefix[String(id).split("-")[0] ?? ""];
        return token === undefined
            ? undefined
            : account.get({ token, region: where, id: String(id) })?.outputs;
    };
    const base = {
        inputs: { ...settled(of.given), ...nameFromPrefix(of, hex) },
        previous: of.previous,
        region,
        accountId,
        partition,
        dnsSuffix,
        hex,
        arn: (service: string, resource: string) =>
            `arn:${partition}:${service}:${region}:${accountId}:${resource}`,
        globalArn: (service: string, resource: string, withAccount = true) =>
            `arn:${partition}:${service}::${withAccount ? accountId : ""}:${resource}`,
        find,
        zoneOfSubnet: (subnetId: unknown) => zoneOfSubnet(find(subnetId), subnetId, region),
        vpcOfSubnet: (subnetId: unknown) =>
            String(find(subnetId)?.vpcId ?? adoptedSubnet(subnetId, region)?.vpcId ?? ""),
        addressIn: (subnetId: unknown) => {
            const own = find(subnetId)?.cidrBlock ?? adoptedSubnet(subnetId, region)?.cidrBlock;
            return addressIn(String(own ?? "10.0.0.0/20"), Number.parseInt(hex(8, "address"), 16));
        },
    };
    return { ...base, id: of.id ?? type.id(base) };
}

function nameFromPrefix({ type, given, previous }: InstanceOf, hex: Instance["hex"]): Properties {
    const name = type.autoName?.property === "bucket" ? "bucket" : "name";
    const prefix = type.inputs.has(`${name}Prefix`) ? given[`${name}Prefix`] : undefined;
    return typeof prefix === "string" && given[name] === undefined
        ? { [name]: previous?.[name] ?? prefixedName(prefix, hex(12, "name-prefix")) }
        : {};
}

function zoneOfSubnet(subnet: Properties | undefined, subnetId: unknown, region: string): Zone {
    if (subnet !== undefined)
        return { name: String(subnet.availabilityZone), id: String(subnet.availabilityZoneId) };
    return adoptedSubnet(subnetId, region)?.zone ?? zonesOf(region)[0] ?? { name: "", id: "" };
}

/** The address that a number picks of a block, without the five that AWS keeps of each subnet. */
function addressIn(block: string, number: number): string {
    const [first = "", length] = block.split("/");
    const start = first.split(".").reduce((value, part) => value * 256 + Number(part), 0);
    const address = start + 4 + (number % (2 ** (32 - Number(length)) - 5));
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
