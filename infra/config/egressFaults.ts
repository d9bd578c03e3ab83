import { isIPv4 } from "node:net";
import { type HttpProxy, type Needed, neededOf } from "../proxy";
import type { EgressRule } from "./egressRule";
import { indispensableServices } from "./endpointServices";
import { type Fault, faultAt } from "./faults";
import { overlap } from "./leaf";
import type { Config } from "./schema";

/** What a prefix list holds is its owner's to say. */
const holds = ({ cidr }: EgressRule, address: string): boolean =>
    cidr === undefined || overlap(cidr, `${address}/32`);

/** What besides the network's section decides where agents have to go. */
interface Reached {
    readonly controllerUrl: string | undefined;
    readonly proxy: HttpProxy | undefined;
    readonly isReplicated: boolean;
}

/** What of the agents' egress contradicts the rest: an agent that reaches neither its controller nor AWS would wait for ever. */
export function egressFaults(
    { internet, egress, vpcId, interfaceEndpoints = [] }: Config["network"],
    { controllerUrl, proxy, isReplicated }: Reached,
): Fault[] {
    const key = ["network", "egress"];
    const keys = egress.map(({ cidr, prefixListId, port }) => `${cidr ?? prefixListId} ${port}`);
    const faults = keys.flatMap((each, at) =>
        keys.indexOf(each) === at
            ? []
            : [
                  faultAt(
                      [...key, at],
                      egress[at],
                      `is the same place and port as entry ${keys.indexOf(each)}`,
                  ),
              ],
    );
    if (isReplicated)
        for (const [at, { prefixListId }] of egress.entries())
            if (prefixListId !== undefined)
                faults.push(
                    faultAt(
                        [...key, at, "prefixListId"],
                        prefixListId,
                        "is of the stack's own region, and the standby in storage.replicationRegion goes there too; name the place by cidr",
                    ),
                );
    const isNone = internet === "none";
    if (isNone && vpcId === undefined)
        faults.push(
            faultAt(
                ["network", "internet"],
                internet,
                "needs network.vpcId: a VPC made here is connected to nothing but the internet, and so to no controller",
            ),
        );
    if (controllerUrl === undefined) return faults;
    for (const needed of neededOf(controllerUrl, proxy)) faults.push(...unreached(needed, isNone, egress));
    const missing = indispensableServices.filter((service) => !interfaceEndpoints.includes(service));
    if (isNone && missing.length > 0 && proxy === undefined && !egress.some((place) => place.port === 443))
        faults.push(
            faultAt(
                key,
                egress,
                `names no place with port 443, and network.interfaceEndpoints lacks ${missing.join(", ")}: agents would not reach AWS. Name where the VPC has its endpoints, or have them made`,
            ),
        );
    return faults;
}

/** What keeps agents from somebody whom they need. */
function unreached({ who, host, port }: Needed, isNone: boolean, egress: readonly EgressRule[]): Fault[] {
    const key = ["network", "egress"];
    const places = egress.filter((place) => place.port === port);
    if (isNone && places.length === 0)
        return [
            faultAt(
                key,
                egress,
                `names no place with port ${port}, where the ${who} listens, and with network.internet none there is no other way`,
            ),
        ];
    const isOpen = !isNone && port === 443;
    if (!isIPv4(host) || isOpen || places.length === 0 || places.some((place) => holds(place, host)))
        return [];
    return [
        faultAt(
            key,
            egress,
            `has port ${port}, where the ${who} listens, in no place that holds its address ${host}`,
        ),
    ];
}
