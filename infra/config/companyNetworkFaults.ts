import { X509Certificate } from "node:crypto";
import { type Fault, faultAt } from "./faults";
import type { Config } from "./schema";

/** How long before its end a certificate is told of: time enough to have another made, and agents replaced. */
const soonDays = 60;
const day = 86_400_000;

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificate that a text holds; undefined where it holds none that can be read. */
function read(text: string): X509Certificate | undefined {
    try {
        return new X509Certificate(text);
    } catch {
        return undefined;
    }
}

const nameOf = ({ subject }: X509Certificate): string => subject.replaceAll("\n", ", ");

/** What is wrong with a text as the certificate of an authority at a time; undefined where nothing is. */
function problemOf(text: string, now: Date): string | undefined {
    if (text.includes("PRIVATE KEY"))
        return "holds a private key, which everybody in the account could read in user data: take it out, and have another key made where this file has been shared";
    const count = text.match(pem)?.length ?? 0;
    if (count !== 1) return `holds ${count} certificates in PEM, and each entry of the list is one`;
    const certificate = read(text);
    if (certificate === undefined) return "is no certificate: what PEM wraps cannot be read";
    const name = nameOf(certificate);
    if (!certificate.ca)
        return `is the certificate of ${name}, which is no authority (basicConstraints does not say CA:TRUE); name the one that issued it`;
    if (new Date(certificate.validTo) < now)
        return `is the certificate of ${name}, which expired on ${certificate.validTo}`;
    if (new Date(certificate.validFrom) > now)
        return `is the certificate of ${name}, which is not valid before ${certificate.validFrom}`;
    return undefined;
}

/** The faults of `caCertificates`; what stands there is shown by its beginning at most, as it may be what nobody may see. */
export function certificateFaults(certificates: readonly string[], now = new Date()): Fault[] {
    const prints = certificates.map((text) => read(text)?.fingerprint256 ?? text);
    return certificates.flatMap((text, at) => {
        const first = prints.indexOf(prints[at] ?? text);
        const problem = problemOf(text, now) ?? (first < at ? `is the same as entry ${first}` : undefined);
        const shown = text.includes("PRIVATE KEY") ? "[hidden]" : text.slice(0, 40);
        return problem === undefined ? [] : [faultAt(["caCertificates", at], shown, problem)];
    });
}

/**
 * Words on each certificate that expires soon, since agents that start after that find nobody whom they trust, and on each that
 * another authority issued: OpenSSL ends no chain at one (X509_V_FLAG_PARTIAL_CHAIN) unless a program asks for that, as curl
 * does and Python before 3.13 and Node do not.
 */
export function certificateWarnings(certificates: readonly string[], now = new Date()): string[] {
    const known = certificates.map(read);
    return known.flatMap((certificate, at) => {
        if (certificate === undefined) return [];
        const its = `caCertificates[${at}], ${nameOf(certificate)},`;
        const days = Math.floor((Date.parse(certificate.validTo) - now.getTime()) / day);
        return [
            ...(days > soonDays
                ? []
                : [
                      `${its} expires in ${days} days, on ${certificate.validTo}: put its successor beside it, so that agents know both`,
                  ]),
            ...(known.some((other) => other !== undefined && certificate.checkIssued(other))
                ? []
                : [
                      `${its} is issued by ${certificate.issuer.replaceAll("\n", ", ")}, which is not in the list: curl, git and Java trust it all the same, Python and Node only with its issuer's beside it`,
                  ]),
        ];
    });
}

/**
 * Hosts that would go past a proxy that is not there, and a controller that some programs of an agent would reach past it and
 * others through it: curl (lib/noproxy.c) and Python drop the dot before a domain, Java and Go mean only what is below it.
 */
export function proxyFaults({ proxy, noProxy = [], controllerUrl }: Partial<Config>): Fault[] {
    if (noProxy.length === 0) return [];
    if (proxy === undefined) return [faultAt(["noProxy"], noProxy, "has no effect without proxy")];
    const controller = controllerUrl === undefined ? "" : new URL(controllerUrl).hostname;
    return noProxy.flatMap((each, at) =>
        each.toLowerCase() === `.${controller}`
            ? [
                  faultAt(
                      ["noProxy", at],
                      each,
                      `is the controller's host with a dot before it, which curl takes for the controller too, and Java for what is below it alone; write ${controller}, or take it out`,
                  ),
              ]
            : [],
    );
}
