import { type Fault, faultAt, type Path } from "./faults";
import type { Config } from "./schema";

/**
 * Where no VPC can be. The first is AWS's own word; in the others no host has an address (RFC 5735, sections 3 and 4).
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
 */
const withoutHosts: readonly (readonly [address: RegExp, block: string])[] = [
    [/^169\.254\./, "169.254.0.0/16, which is link-local"],
    [/^0\./, "0.0.0.0/8, which is this network"],
    [/^127\./, "127.0.0.0/8, which is loopback"],
    [/^2(2[4-9]|3\d)\./, "224.0.0.0/4, which is multicast"],
];

/** The fault of a well-formed block that no VPC can have. */
export function blockFaults(path: Path, block: string): Fault[] {
    const [, taken] = withoutHosts.find(([address]) => address.test(block)) ?? [];
    return taken === undefined
        ? []
        : [
              faultAt(
                  path,
                  block,
                  `lies in ${taken}, so no VPC can have it; take one of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
              ),
          ];
}

/**
 * The faults between the keys of the network, and of a block that no VPC can have.
 * @param written the section without defaults: only what somebody wrote can contradict
 */
export function networkFaults(network: Config["network"], written: object): Fault[] {
    const { vpcId, privateSubnetIds, availabilityZones } = network;
    const faults: Fault[] = [];
    if (vpcId !== undefined && privateSubnetIds === undefined)
        faults.push(faultAt(["network", "privateSubnetIds"], undefined, "is needed with network.vpcId"));
    if (vpcId === undefined && privateSubnetIds !== undefined)
        faults.push(faultAt(["network", "vpcId"], undefined, "is needed with network.privateSubnetIds"));
    if (vpcId !== undefined)
        for (const key of ["vpcCidr", "availabilityZones", "natGateways"] as const)
            if (key in written)
                faults.push(
                    faultAt(
                        ["network", key],
                        network[key],
                        "shapes a VPC made here; remove it or network.vpcId",
                    ),
                );
    faults.push(...blockFaults(["network", "vpcCidr"], network.vpcCidr));
    if (availabilityZones && new Set(availabilityZones).size < availabilityZones.length)
        faults.push(faultAt(["network", "availabilityZones"], availabilityZones, "names a zone twice"));
    return faults;
}
