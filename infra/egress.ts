import type { EgressRule } from "./config/egressRule";
import type { Config } from "./config/schema";
import { type HttpProxy, httpsPort, type Needed, neededOf, portOf } from "./proxy";

/** What agents may open a connection to. */
export interface Egress {
    /** Last part of the rule's logical name. */
    readonly name: string;
    /** Of tcp. */
    readonly port: number;
    readonly purpose: string;
    /** `s3` is the region's S3, `endpoints` the interface endpoints made here. */
    readonly to: "s3" | "endpoints" | { readonly cidr: string } | { readonly prefixListId: string };
}

/** Whoever names neither has the defaults of the configuration. */
export type EgressSettings = Pick<Config["network"], "internet" | "egress">;

const everywhere = { cidr: "0.0.0.0/0" };

const named = ({ purpose, port, cidr, prefixListId = "" }: EgressRule): Egress => ({
    name: `${(cidr ?? prefixListId).replace("/", "-")}-${port}`,
    port,
    purpose,
    to: cidr === undefined ? { prefixListId } : { cidr },
});

const purposes: Readonly<Record<Needed["who"], string>> = {
    controller: "The controller, which listens elsewhere than HTTPS does",
    proxy: "The proxy, through which agents reach the rest",
};

/**
 * All egress of an instance that bakes an image: as the agents', but to no controller, and on 443 and its proxy's port alone.
 * @param hasEndpoints whether interface endpoints are made here
 * @param proxy that the bake asks, as {@link bakeProxyOf} says
 */
export const bakeEgressOf = (
    settings: EgressSettings,
    hasEndpoints: boolean,
    proxy: HttpProxy | undefined,
): readonly Egress[] =>
    egressOf(settings, neededOf(undefined, proxy), hasEndpoints)
        .filter(({ port }) => port === httpsPort || (proxy !== undefined && port === portOf(proxy.url)))
        .map((way) => (way.name === "https" ? { ...way, purpose: "HTTPS to AWS and its packages" } : way));

/**
 * All egress of the agents' security group: to the controller or the proxy that leads there, to where their packages and AWS
 * itself are, and to what is named.
 * @param hasEndpoints whether interface endpoints are made here
 */
export function egressOf(
    { internet, egress }: EgressSettings,
    needed: readonly Needed[],
    hasEndpoints: boolean,
): readonly Egress[] {
    const places = egress.map(named);
    if (internet === "none")
        return [
            ...(hasEndpoints
                ? [{ name: "endpoints", port: httpsPort, purpose: "AWS", to: "endpoints" } as const]
                : []),
            { name: "s3", port: httpsPort, purpose: "Packages and other objects in S3", to: "s3" },
            ...places,
        ];
    const elsewhere = needed.filter(
        ({ port }, at) =>
            port !== httpsPort &&
            !places.some((place) => place.port === port) &&
            needed.findIndex((other) => other.port === port) === at,
    );
    return [
        {
            name: "https",
            port: httpsPort,
            purpose: "HTTPS to the controller, AWS and what builds fetch",
            to: everywhere,
        },
        ...elsewhere.map(({ who, port }) => ({ name: who, port, purpose: purposes[who], to: everywhere })),
        ...places,
    ];
}

/**
 * How many rules of a security group EC2 counts a place as: one for a prefix list is as many as the list may have entries.
 * https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
 * @param entries by a list's id @default one each
 */
export const rulesOf = (to: Egress["to"], entries: Readonly<Record<string, number>> = {}): number =>
    typeof to === "object" && "prefixListId" in to ? (entries[to.prefixListId] ?? 1) : 1;
