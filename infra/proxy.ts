import { bakeServices } from "./config/endpointServices";
import { usualSuffix } from "./config/partitions";
import type { Config } from "./config/schema";

/** A company's proxy, and what is reached without it. */
export interface HttpProxy {
    /** `http://HOST:PORT` */
    readonly url: string;
    /** Names of hosts, each with all that is below it, as `no_proxy` takes them; no blocks, ports or wildcards. */
    readonly direct: readonly string[];
}

/** The machine itself, and its metadata by the addresses that AWS gives for `no_proxy`. */
const always = ["localhost", "127.0.0.1", "169.254.169.254", "[fd00:ec2::254]"];

/** Of the configuration what decides on the proxy. Whoever names no proxy has none. */
export type ProxySettings = Pick<Config, "proxy" | "noProxy"> & {
    readonly controllerUrl?: string | undefined;
    readonly network: Pick<Config["network"], "internet" | "egress">;
};

/**
 * The names of AWS that agents reach by themselves: every one with HTTPS to everywhere; all of the region where the VPC has
 * endpoints of its owner's, on a named place with port 443 more than proxy and controller have; else S3, to which there is always a way, and the endpoints that
 * are made here. All that is below a name is in it: api.ecr and dkr.ecr, for the services `ecr.api` and `ecr.dkr`, below ecr.
 */
function directAws(
    proxy: string,
    { noProxy, controllerUrl, network: { internet, egress } }: ProxySettings,
    services: readonly string[],
    region: string,
    dnsSuffix: string,
): readonly string[] {
    if (internet === "https") return [`.${dnsSuffix}`];
    const own = neededOf(controllerUrl, { url: proxy, direct: noProxy }).filter(
        ({ port }) => port === httpsPort,
    );
    const places = egress.filter(({ port }) => port === httpsPort);
    if (services.length === 0 && places.length > own.length) return [`.${region}.${dnsSuffix}`];
    const names = new Set(["s3", "s3.dualstack", ...services.map((service) => service.split(".")[0])]);
    return [...names].map((name) => `${name}.${region}.${dnsSuffix}`);
}

/**
 * The proxy of agents in a region; undefined where none is configured.
 * @param services with an interface endpoint that is made here
 */
export function proxyOf(
    settings: ProxySettings,
    services: readonly string[],
    region: string,
    dnsSuffix = usualSuffix(region),
): HttpProxy | undefined {
    const { proxy, noProxy } = settings;
    if (proxy === undefined) return undefined;
    const aws = directAws(proxy, settings, services, region, dnsSuffix);
    return { url: proxy, direct: [...always, ...aws, ...noProxy] };
}

/** Whether a host is reached without the proxy: it is named, or below a name. */
export function isDirect({ direct }: Pick<HttpProxy, "direct">, host: string): boolean {
    const name = host.toLowerCase();
    return direct.some((each) => {
        const known = each.toLowerCase().replace(/^\./, "");
        return name.endsWith(`.${known}`) || (name === known && !each.startsWith("."));
    });
}

/**
 * The proxy of an instance that bakes images: it asks AWS alone, so it has none where all that it asks is reached past it.
 * @param dnsSuffix of the region's names
 */
export const bakeProxyOf = (
    proxy: HttpProxy | undefined,
    { region, dnsSuffix }: { readonly region: string; readonly dnsSuffix: string },
): HttpProxy | undefined =>
    proxy === undefined ||
    bakeServices.every((service) => isDirect(proxy, `${service}.${region}.${dnsSuffix}`))
        ? undefined
        : proxy;

/** Of a URL without a port, unless it is `http:`; AWS itself listens on no other. */
export const httpsPort = 443;
const httpPort = 80;

/** A URL has no port where it is the one of its scheme. */
export function portOf(url: string): number {
    const { port, protocol } = new URL(url);
    return Number(port || (protocol === "http:" ? httpPort : httpsPort));
}

/** Who has to be reached, or there is no agent. */
export interface Needed {
    readonly who: "controller" | "proxy";
    /** By its name or IPv4 address. */
    readonly host: string;
    /** Of tcp. */
    readonly port: number;
}

/**
 * Whom agents have to reach themselves: the controller, unless the proxy does that for them, and the proxy.
 * @param controllerUrl @default one on 443, whose name nobody knows
 */
export function neededOf(controllerUrl: string | undefined, proxy: HttpProxy | undefined): readonly Needed[] {
    const needed = (who: Needed["who"], url: string): Needed => ({
        who,
        host: new URL(url).hostname,
        port: portOf(url),
    });
    const controller = controllerUrl === undefined ? [] : [needed("controller", controllerUrl)];
    return proxy === undefined
        ? controller
        : [...controller.filter(({ host }) => isDirect(proxy, host)), needed("proxy", proxy.url)];
}
