import { componentTypes } from "../../state/components";
import { isRecord, numberIn } from "../../state/exported";
import type { Graph } from "../../state/graph";
import { type Block, blockOf, everywhere, overlaps } from "./addresses";

/** A place that the configuration lets agents go to, as the network's component put it out. */
export interface EgressRule {
    readonly name: string;
    /** Of tcp. */
    readonly port: number;
    /** All of them for a prefix list, which holds what it holds. */
    readonly addresses: Block;
    readonly prefixListId: string | undefined;
}

/** What is configured of the agents' egress. */
export interface Egress {
    /** Whether they may go anywhere on some port. @default they may, where a state does not say */
    readonly toInternet: boolean;
    readonly named: readonly EgressRule[];
}

/** Reads the egress of each network of a stack's state. */
export function egressIn(graph: Graph): Egress {
    const networks = graph.all(componentTypes.network).flatMap(({ props }) => {
        const { egress } = props;
        return Array.isArray(egress) ? [egress.filter(isRecord)] : [];
    });
    const all = networks.flat().flatMap((way): EgressRule[] => {
        const { to } = way;
        if (!isRecord(to)) return [];
        const prefixListId = typeof to.prefixListId === "string" ? to.prefixListId : undefined;
        const port = numberIn(way, "port") ?? 0;
        const addresses = typeof to.cidr === "string" ? blockOf(to.cidr) : everywhere;
        return [{ name: `${prefixListId ?? to.cidr} ${port}`, port, addresses, prefixListId }];
    });
    const isEverywhere = ({ addresses, prefixListId }: EgressRule): boolean =>
        prefixListId === undefined &&
        addresses.first === everywhere.first &&
        addresses.last === everywhere.last;
    return {
        toInternet: networks.length === 0 || all.some(isEverywhere),
        named: all.filter((way) => !isEverywhere(way)),
    };
}

/** The first of some addresses that no configured place holds; undefined where each is held. */
export const outside = (addresses: readonly Block[], { named }: Egress): Block | undefined =>
    addresses.find((address) =>
        named.every((way) => way.prefixListId !== undefined || !overlaps(way.addresses, address)),
    );
