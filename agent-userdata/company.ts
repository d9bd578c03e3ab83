import { isIPv4 } from "node:net";
import { configDirectory, dropIn, unitDirectory, type WrittenFile } from "./writtenFiles";

/** What a company's network asks of an agent. */
export interface CompanyNetwork {
    /** `http://HOST:PORT`, and the hosts that are reached without it, as `no_proxy` takes them. @default no proxy */
    readonly proxy?: { readonly url: string; readonly direct: readonly string[] } | undefined;
    /** Certificates of authorities in PEM, one in each text. @default the public authorities alone */
    readonly caCertificates?: readonly string[] | undefined;
}

/** Where `update-ca-trust` looks for what an owner adds: update-ca-trust(8), which AL2023 has from Fedora. */
const anchors = "/etc/pki/ca-trust/source/anchors";
/** What it writes: for OpenSSL and whoever takes a file of its kind, and for Java. */
const bundle = "/etc/pki/tls/certs/ca-bundle.crt";
const javaStore = "/etc/pki/java/cacerts";

/** Whether a company's network asks anything of an agent. */
export const isAsked = ({ proxy, caCertificates = [] }: CompanyNetwork): boolean =>
    proxy !== undefined || caCertificates.length > 0;

/**
 * In both spellings: curl reads `http_proxy` in small letters alone (libcurl-env(3)), others the capitals alone. The AWS CLI,
 * Python and Node have lists of authorities of their own, and take another by these names.
 */
function environment({ proxy, caCertificates = [] }: CompanyNetwork): readonly string[] {
    const proxies =
        proxy === undefined
            ? []
            : [
                  ["http_proxy", proxy.url],
                  ["https_proxy", proxy.url],
                  ["no_proxy", proxy.direct.join()],
              ];
    const trusts =
        caCertificates.length === 0
            ? []
            : ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"];
    return [
        ...proxies.map(([name = "", value]) => `${name}=${value}`),
        ...proxies.map(([name = "", value]) => `${name.toUpperCase()}=${value}`),
        ...trusts.map((name) => `${name}=${bundle}`),
    ];
}

/** A host and what is below it, as Java's `http.nonProxyHosts` takes them: it knows wildcards and no suffixes. */
function javaHosts(host: string): readonly string[] {
    if (host.startsWith(".")) return [`*${host}`];
    return isIPv4(host) || host.startsWith("[") ? [host] : [host, `*.${host}`];
}

/**
 * The agent's own Java: its WebSocket takes no proxy from the environment. remoting sets one of Tyrus' for http:// alone
 * (Engine.runWebSocket, 3355), and Tyrus else asks Java's ProxySelector (JdkClientContainer.processProxy), which reads these.
 */
function javaOptions({ proxy, caCertificates = [] }: CompanyNetwork): readonly string[] {
    const trust = caCertificates.length === 0 ? [] : [`-Djavax.net.ssl.trustStore=${javaStore}`];
    if (proxy === undefined) return trust;
    const { hostname, port } = new URL(proxy.url);
    return [
        ...["http", "https"].flatMap((scheme) => [
            `-D${scheme}.proxyHost=${hostname}`,
            `-D${scheme}.proxyPort=${port || "80"}`,
        ]),
        `-Dhttp.nonProxyHosts=${["127.*", ...proxy.direct.flatMap(javaHosts)].join("|")}`,
        ...trust,
    ];
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

const pemOf = (text: string): string =>
    `${/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0].replaceAll("\r", "")}\n`;

/**
 * User data of the instance that an image is baked on, in the words that agents have; undefined where nothing is asked of it.
 * The commands of Image Builder inherit what Systems Manager's agent has, so that is told before it starts, as a boothook, and
 * in /run: of all of it nothing is in the image.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/configure-proxy-ssm-agent.html
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AdditionalInstanceConfiguration.html
 */
export function bakeUserData(company: CompanyNetwork): string | undefined {
    if (!isAsked(company)) return undefined;
    const { caCertificates = [] } = company;
    const told = "/run/jenkins-efs";
    const dropIns = "/run/systemd/system/amazon-ssm-agent.service.d";
    const here = (content: string): string => `<<'END'\n${content}END\n`;
    return [
        "#cloud-boothook\n#!/bin/bash\nset -euo pipefail\n",
        `mkdir -p ${told} ${dropIns}\n`,
        `cat >${told}/environment ${here(lines(environment(company)))}`,
        `cat >${dropIns}/jenkins-efs.conf ${here(`[Service]\nEnvironmentFile=${told}/environment\n`)}`,
        ...(caCertificates.length === 0
            ? []
            : [
                  `cat ${bundle} - >${told}/authorities.crt ${here(caCertificates.map(pemOf).join(""))}`,
                  `mount --bind ${told}/authorities.crt ${bundle}\n`,
              ]),
        "systemctl daemon-reload\n",
        "systemctl --no-block try-restart amazon-ssm-agent\n",
    ].join("");
}

/** What an agent in a company's network has besides; nothing where it is asked for nothing. */
export function companyFiles(company: CompanyNetwork): readonly WrittenFile[] {
    if (!isAsked(company)) return [];
    const { caCertificates = [] } = company;
    return [
        { path: `${configDirectory}/environment`, content: lines(environment(company)) },
        { path: `${configDirectory}/java-options`, content: lines(javaOptions(company)) },
        // Of all services, those of packages and of the owner's too: systemd.unit(5), top-level drop-ins.
        {
            path: `${unitDirectory}/service.d/jenkins-efs.conf`,
            content: `[Service]\nEnvironmentFile=-${configDirectory}/environment\n`,
        },
        ...caCertificates.map((text, index) => ({
            path: `${anchors}/jenkins-efs-${index + 1}.pem`,
            content: pemOf(text),
        })),
        ...(caCertificates.length === 0
            ? []
            : [
                  dropIn(
                      "jenkins-efs-setup",
                      "certificates",
                      "[Service]\nExecStartPre=/usr/bin/update-ca-trust",
                  ),
              ]),
    ];
}
