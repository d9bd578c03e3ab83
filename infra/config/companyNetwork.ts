import { z } from "zod";
import { leaf } from "./leaf";

/** A host by its name or IPv4 address; with a dot before it, all that is below the name. */
const host = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*";

const proxyPattern = new RegExp(`^http://(?<host>${host}):(?<port>\\d{1,5})$`);

/**
 * A proxy that is asked in plain, as Java knows no other, with a port that there is. What looks like an IPv4 address is one as
 * people write it: programs read 010.1.1.1 and 10.1 in more than one way.
 */
function isProxy(url: string): boolean {
    const { host, port } = proxyPattern.exec(url)?.groups ?? {};
    const number = Number(port);
    if (host === undefined || !(number >= 1 && number <= 65_535)) return false;
    // The instance itself and its metadata are reached past every proxy.
    if (/^(localhost|127\..*|169\.254\..*|0\..*)$/i.test(host)) return false;
    return URL.canParse(url) && new URL(url).hostname === host.toLowerCase();
}

/** The keys of a company's proxy and authorities. */
export const companyNetwork = {
    proxy: leaf(z.string().refine(isProxy), {
        description:
            "The HTTP proxy of agents and builds, which opens tunnels with CONNECT: for packages, the controller and what builds fetch; AWS is asked past it where agents reach it by themselves (docs/company-network.md). Absent: none.",
        allowed:
            "http://HOST:PORT of another machine, with the port and without user and password: everybody on the instance and in the account can read them in user data",
        example: "http://proxy.corp.example.com:3128",
    }).optional(),
    noProxy: leaf(z.array(z.string().regex(new RegExp(`^\\.?${host}$`))).max(30), {
        description:
            "Hosts that agents and builds reach without the proxy, besides themselves, the metadata service and AWS. The controller is reached through the proxy unless it is named here.",
        allowed:
            "a list of at most 30 host names, IPv4 addresses, or domains with a dot before them; no ports, wildcards or blocks of addresses, which not every program understands",
        example: [".corp.example.com"],
    }).default([]),
    caCertificates: leaf(z.array(z.string()).max(10), {
        description:
            "Certificates of authorities that agents and builds trust besides the public ones: the controller's, the proxy's where it looks into TLS, that of a registry. Of the 16 KiB of user data each takes from half a kilobyte (elliptic curves) to one and a half (RSA of 4096 bits), and there is room for 4 (docs/company-network.md).",
        allowed:
            "a list of at most 10, each one authority's certificate in PEM, which has not expired; no private keys",
        example: ["-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n"],
    }).default([]),
};
