import { gunzipSync } from "node:zlib";
import type { Graph } from "../../state/graph";
import type { Thing } from "../access/facts";
import type { Row, Table } from "../access/table";
import { type Answer, type Difference, type Finding, pageFault } from "../finding";
import { anything, common, exceedsPort, includesPort, overlaps, type Traffic } from "./addresses";
import { type Egress, egressIn } from "./egress";
import { type Party, partiesIn, partyKinds } from "./parties";
import { Routes } from "./routes";
import { type Peer, type Rule, rulesIn } from "./securityGroups";

/** The heading of the expectations about traffic in docs/access.md. */
export const networkTitle = "Network";
/** The heading of the expectations about subnets in docs/access.md. */
export const placementTitle = "Placement";

const nfs = 2049;
const https = 443;
const http = 80;

/**
 * The ports that the agents' user data needs open: HTTPS to the controller is meant wherever it listens, or to the proxy that
 * leads there. User data that holds no such lines needs none, and a port that is configured for a place is meant there alone.
 */
function neededPorts(graph: Graph, { named }: Egress): readonly number[] {
    return graph.resources
        .filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate")
        .flatMap(({ props }) => {
            const data = Buffer.from(String(props.userData), "base64");
            const text = (isGzip(data) ? gunzipSync(data) : data).toString("utf8");
            const value = (name: string): string =>
                new RegExp(`^\\s*${name}='?([^'\\s]+)'?$`, "m").exec(text)?.[1] ?? "";
            const proxy = value("http_proxy");
            const controller = value("CONTROLLER_URL");
            const host = URL.canParse(controller) ? new URL(controller).hostname : "";
            const past = value("no_proxy").split(",");
            const isDirect = past.some(
                (name) => host === name || host.endsWith(`.${name.replace(/^\./, "")}`),
            );
            return [...(proxy === "" || isDirect ? [controller] : []), proxy];
        })
        .flatMap((url) => (URL.canParse(url) ? [Number(new URL(url).port || defaultPort(url))] : []))
        .filter((port) => !named.some((way) => way.port === port));
}

const defaultPort = (url: string): number => (url.startsWith("http:") ? http : https);

const isGzip = (data: Buffer): boolean => data[0] === 0x1f && data[1] === 0x8b;

/** Whether traffic includes what is asked for. */
type Asks = (traffic: Traffic) => boolean;

/** The columns of the table: a kind of party, and which traffic to it is meant; where it is several, `yes` wants each. */
const targets: Readonly<
    Record<
        string,
        {
            readonly kind: string;
            readonly asks: (needed: readonly number[], to: Party, egress: Egress) => readonly Asks[];
        }
    >
> = {
    "mount targets, NFS": { kind: "mount targets", asks: () => [(traffic) => includesPort(traffic, nfs)] },
    "mount targets, else": { kind: "mount targets", asks: () => [(traffic) => exceedsPort(traffic, nfs)] },
    "endpoints, HTTPS": { kind: "endpoints", asks: () => [(traffic) => includesPort(traffic, https)] },
    "endpoints, else": { kind: "endpoints", asks: () => [(traffic) => exceedsPort(traffic, https)] },
    agents: { kind: "agents", asks: () => [() => true] },
    "another instance": { kind: "another instance", asks: () => [() => true] },
    "internet, HTTPS": { kind: "internet", asks: everyHttps },
    "internet, else": { kind: "internet", asks: elseThanHttps },
    "connected network": { kind: "connected network", asks: () => [() => true] },
    "networks of an adopted VPC, HTTPS": { kind: "networks of an adopted VPC", asks: everyHttps },
    "networks of an adopted VPC, else": { kind: "networks of an adopted VPC", asks: elseThanHttps },
    "named places, as named": {
        kind: "named places",
        asks: (_, { egressRule }) => [(traffic) => includesPort(traffic, egressRule?.port ?? 0)],
    },
    "named places, else": { kind: "named places", asks: elseThanNamed },
};

/** HTTPS to where everybody listens, and to where each controller or proxy does. */
function everyHttps(needed: readonly number[]): readonly Asks[] {
    return [...new Set([https, ...needed])].map((port) => (traffic) => includesPort(traffic, port));
}

/** Anything but HTTPS, to a controller's or proxy's port too. */
function elseThanHttps(needed: readonly number[]): readonly Asks[] {
    return [(traffic) => [https, ...needed].every((port) => exceedsPort(traffic, port))];
}

/** Anything that is configured neither for a place nor for one that shares addresses with it. */
function elseThanNamed(needed: readonly number[], to: Party, { toInternet, named }: Egress): readonly Asks[] {
    const ports = [
        ...named.filter((each) => overlaps(each.addresses, to.addresses)).map(({ port }) => port),
        ...(toInternet ? [https, ...needed] : []),
    ];
    return [(traffic) => ports.every((port) => exceedsPort(traffic, port))];
}

/** Compares who reaches whom, by security groups and routes, with the table. */
export function proveNetwork(table: Table | undefined, graph: Graph): Finding {
    const parties = partiesIn(graph);
    const egress = egressIn(graph);
    const reach = new Reach(rulesIn(graph), new Routes(graph), egress);
    const needed = neededPorts(graph, egress);
    const answers = (table?.rows ?? []).flatMap((row) =>
        Object.keys(row.answers).flatMap((column) => {
            const target = targets[column];
            const from = parties.filter(({ kind }) => row.asked.from?.includes(kind));
            // Those who bake images have no controller, and a proxy among the named places alone.
            const ports = from.every(({ kind }) => kind.startsWith("image builds")) ? [] : needed;
            const to = parties.filter((party) => rowOf(party) === target?.kind);
            return target === undefined
                ? []
                : compare(row, column, from, to, (one) => target.asks(ports, one, egress), reach);
        }),
    );
    return { title: networkTitle, answers, faults: gaps(table) };
}

/** What a column and the placement call a party: agents are agents, whatever egress they have. */
const rowOf = ({ kind }: Party): string => kind.replace(/ without internet$/, "");

/** `yes` is every one to every one with all that is asked for, `no` none to any with any of it. */
function compare(
    row: Row,
    column: string,
    from: readonly Party[],
    to: readonly Party[],
    asksOf: (to: Party) => readonly Asks[],
    reach: Reach,
): readonly Answer[] {
    const expected = row.answers[column] ?? "";
    if (expected === "–") return [];
    const pairs = from.flatMap((a) =>
        to
            .filter((b) => a.name !== b.name)
            // A standby's NAT gateways may come with its first instance; what is refused it is refused before, too.
            .filter((b) => !(a.waits && expected === "yes" && b.kind === "internet"))
            .map((b) => [a, b] as const),
    );
    return pairs.map(([a, b]) => {
        const ways = asksOf(b).map((one) => reach.between(a, b, one));
        const way = ways.find((one) => one !== undefined);
        const found = way === undefined ? "no" : ways.includes(undefined) ? "some" : "yes";
        return {
            row,
            column,
            where: `${networkTitle}: ${a.kind} to ${column} (${b.name})`,
            who: a.name,
            expected,
            found,
            isExpected: found === expected,
            because:
                found === "some"
                    ? `not to every port, else by ${way}`
                    : (way ?? "no pair of rules and no route lets it through"),
        };
    });
}

/** What the table leaves out or has in other words. */
function gaps(table: Table | undefined): readonly Difference[] {
    const fault = (found: string) => pageFault(networkTitle, found);
    if (table === undefined) return [fault("has no table")];
    const rows = table.rows.flatMap(({ asked }) => asked.from ?? []);
    const missing = partyKinds.filter((kind) => rows.filter((row) => row === kind).length !== 1);
    const columns = Object.keys(targets).filter((column) => !table.columns.includes(column));
    return [
        ...missing.map((kind) => fault(`no single row from ${kind}`)),
        ...columns.map((c) => fault(`no column ${c}`)),
    ];
}

/** Who reaches whom, by rules and routes. */
export class Reach {
    constructor(
        private readonly rules: readonly Rule[],
        private readonly routes: Routes,
        private readonly egress?: Egress,
    ) {}

    /** What lets one party reach the other with some of the asked traffic; undefined where nothing does. */
    between(from: Party, to: Party, asks: Asks): string | undefined {
        if (!this.routes.connect(from, to)) return undefined;
        const out = this.#opened(from, to, "egress");
        const into = this.#opened(to, from, "ingress");
        for (const a of out)
            for (const b of into) {
                const traffic = common(a.traffic, b.traffic);
                if (traffic !== undefined && asks(traffic)) return `${a.name}, then ${b.name}`;
            }
        return undefined;
    }

    /** A list that the configuration names is what it names; any other may hold everything. */
    #covers({ block, list }: Exclude<Peer, { group: string }>, { addresses, egressRule }: Party): boolean {
        const isNamed = this.egress?.named.some(({ prefixListId }) => prefixListId === list) === true;
        if (list !== undefined && isNamed) return egressRule?.prefixListId === list;
        return overlaps(block, addresses);
    }

    #opened(
        party: Party,
        peer: Party,
        direction: Rule["direction"],
    ): readonly Pick<Rule, "name" | "traffic">[] {
        if (party.groups === undefined)
            return [{ name: `nothing at ${party.name} in the way`, traffic: anything }];
        return this.rules.filter(
            (rule) =>
                rule.direction === direction &&
                party.groups?.includes(rule.group) &&
                ("group" in rule.peer
                    ? peer.groups?.includes(rule.peer.group)
                    : this.#covers(rule.peer, peer)),
        );
    }
}

/** Where things stand: whether their subnet is public, and whether they have a public address. */
export function placementsIn(graph: Graph): readonly Thing[] {
    const routes = new Routes(graph);
    return partiesIn(graph)
        .filter((party) => ["agents", "image builds", "mount targets", "endpoints"].includes(rowOf(party)))
        .map((party) => ({ ...party, kind: rowOf(party) }))
        .map(({ kind, name, subnet = "", hasPublicAddress }) => ({
            kind,
            name,
            facts: {
                "public subnet": { isTrue: routes.isPublic(subnet), because: `subnet ${subnet}` },
                "public address": { isTrue: hasPublicAddress, because: `subnet ${subnet}` },
            },
        }));
}
