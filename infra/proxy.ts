import { partitionOf } from "./config/partitions";
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
    readonly network: Pick<Config["network"], "internet" | "egress">;
};

/** Where AWS's names end, in a region whose provider was not asked. */
const usualSuffix = (region: string): string =>
    partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

/**
 * The names of AWS that agents reach by themselves: every one with HTTPS to everywhere; all of the region where the VPC has
 * endpoints of its owner's, on the named places with port 443; else S3, to which there is always a way, and the endpoints that
 * are made here. All that is below a name is in it: api.ecr and dkr.ecr, for the services `ecr.api` and `ecr.dkr`, below ecr.
 */
function directAws(
    { internet, egress }: ProxySettings["network"],
    port: number,
    services: readonly string[],
    region: string,
    dnsSuffix: string,
): readonly string[] {
    if (internet === "https") return [`.${dnsSuffix}`];
    const ownersEndpoints = services.length === 0 && port !== 443 && egress.some((to) => to.port === 443);
    if (ownersEndpoints) return [`.${region}.${dnsSuffix}`];
    const names = new Set(["s3", "s3.dualstack", ...services.map((service) => service.split(".")[0])]);
    return [...names].map((name) => `${name}.${region}.${dnsSuffix}`);
}

/**
 * The proxy of agents in a region; undefined where none is configured.
 * @param services with an interface endpoint that is made here
 */
export function proxyOf(
    { proxy, noProxy, network }: ProxySettings,
    services: readonly string[],
    region: string,
    dnsSuffix = usualSuffix(region),
): HttpProxy | undefined {
    if (proxy === undefined) return undefined;
    const aws = directAws(network, Number(new URL(proxy).port || 80), services, region, dnsSuffix);
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
