import { isRecord } from "../../state/exported";
import { type Graph, textOf } from "../../state/graph";
import { type Block, blockOf, contains } from "./addresses";
import type { Party } from "./parties";

/** Where a route leads. */
type Way = "local" | "internet gateway" | "NAT" | "connected network" | "nowhere" | "unknown";

interface Route {
    readonly block: Block;
    readonly way: Way;
}

/** The routes of each subnet's route table; undefined for a subnet that is not in the state. */
export class Routes {
    readonly #bySubnet = new Map<string, readonly Route[]>();
    readonly #vpc: Block | undefined;

    constructor(graph: Graph) {
        const cidr = textOf(graph.all("aws:ec2/vpc:Vpc")[0], "cidrBlock");
        this.#vpc = cidr === undefined ? undefined : blockOf(cidr);
        for (const subnet of graph.all("aws:ec2/subnet:Subnet")) {
            const association = graph.find(
                "aws:ec2/routeTableAssociation:RouteTableAssociation",
                "subnetId",
                subnet.id,
            );
            const main = textOf(graph.all("aws:ec2/vpc:Vpc")[0], "mainRouteTableId");
            const table = textOf(association, "routeTableId") ?? main ?? "";
            this.#bySubnet.set(subnet.id, routesOf(graph, table));
        }
    }

    /** Whether packets can go from one party to the other and their answers back. */
    connect(from: Party, to: Party): boolean {
        if (from.subnet !== undefined && to.subnet !== undefined) return true;
        const inside = from.subnet === undefined ? to : from;
        const other = from.subnet === undefined ? from : to;
        if (inside.subnet === undefined) return false;
        // Its owner sees to the route, as to a peering or a transit gateway, which is in no state.
        if (other.kind === "named places") return from === inside;
        const way = this.#way(inside.subnet, other.addresses);
        if (way === "unknown") return from === inside || inside.hasPublicAddress;
        if (other.kind === "connected network") return way === "connected network";
        // A NAT gateway lets out and nothing in; through an internet gateway only a public address speaks.
        return way === "internet gateway" ? inside.hasPublicAddress : way === "NAT" && from === inside;
    }

    /** Whether a subnet's route table leads to an internet gateway, which makes the subnet public. */
    isPublic(subnet: string): boolean {
        return this.#bySubnet.get(subnet)?.some(({ way }) => way === "internet gateway") === true;
    }

    #way(subnet: string, destination: Block): Way {
        const routes = this.#bySubnet.get(subnet);
        if (routes === undefined) return "unknown";
        if (this.#vpc !== undefined && contains(this.#vpc, destination)) return "local";
        const [best] = routes
            .filter(({ block }) => contains(block, destination))
            .toSorted((a, b) => a.block.last - a.block.first - (b.block.last - b.block.first));
        return best?.way ?? "nowhere";
    }
}

function routesOf(graph: Graph, table: string): readonly Route[] {
    const separate = graph.all("aws:ec2/route:Route").filter(({ props }) => props.routeTableId === table);
    const inline = graph
        .all("aws:ec2/routeTable:RouteTable")
        .filter(({ id }) => id === table)
        .flatMap(({ props }) => [props.routes].flat().filter(isRecord));
    return [...separate.map(({ props }) => props), ...inline].map((props) => ({
        block: blockOf(String(props.destinationCidrBlock ?? props.cidrBlock ?? "::/0")),
        way: wayOf(props),
    }));
}

function wayOf(props: Readonly<Record<string, unknown>>): Way {
    const has = (key: string) => typeof props[key] === "string" && props[key] !== "";
    if (has("natGatewayId")) return "NAT";
    if (has("gatewayId") && String(props.gatewayId).startsWith("igw-")) return "internet gateway";
    if (has("egressOnlyGatewayId")) return "NAT";
    return "connected network";
}
