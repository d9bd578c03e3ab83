import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BlockList } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { type Config, validateConfig } from "../../infra/config";
import { Network } from "../../infra/network";
import type { Zone } from "../../infra/zones";
import { type Rule, rulesIn } from "../../proof/network/securityGroups";
import { Graph } from "../../state/graph";
import { run } from "../infra/program";
import { site } from "../infra/site";

const adopted = {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    privateSubnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
};
const zones: readonly Zone[] = adopted.privateSubnetIds.map((subnetId, at) => ({
    name: `us-east-1${"ab"[at]}`,
    subnetId,
}));
const s3List = "pl-63a5400a";

/** A network as a person writes it, and where its agents' controller is. */
interface Written {
    readonly controllerUrl: string;
    readonly network: Readonly<Record<string, unknown>>;
}

function validated({ controllerUrl, network }: Written): Config | undefined {
    const result = validateConfig(
        { owner: "ci-team@example.com", controllerUrl, network: JSON.stringify(network) },
        "us-east-1",
    );
    return "config" in result ? result.config : undefined;
}

/** What the agents' group of each network lets out, as the proof reads it of what the program registers. */
async function letOut(configs: readonly Config[]): Promise<readonly (readonly Rule[])[]> {
    const { resources } = await run(
        "test",
        {},
        {
            program: async () => {
                for (const [at, { controllerUrl, network }] of configs.entries()) {
                    const { vpcId, vpcCidr, interfaceEndpoints, internet, egress } = network;
                    new Network(`n${at}`, {
                        site: { ...site, zones, s3PrefixListId: s3List },
                        vpc: vpcId === undefined ? { cidrBlock: vpcCidr } : { id: vpcId },
                        controllerUrl,
                        interfaceEndpoints,
                        internet,
                        egress,
                        tags: { project: "p", environment: "e", owner: "o", "managed-by": "pulumi" },
                    });
                }
                return {};
            },
        },
    );
    const graph = Graph.of({
        deployment: {
            resources: resources.map(({ type, name, inputs }) => ({
                urn: `urn:pulumi:test::jenkins-efs::${type}::${name}`,
                type,
                id: `${name}-id`,
                inputs,
                outputs: inputs,
            })),
        },
    });
    const rules = rulesIn(graph).filter(({ direction }) => direction === "egress");
    return configs.map((_, at) => rules.filter(({ group }) => group === `n${at}-agents-id`));
}

const octet = fc.integer({ min: 0, max: 3 });
const port = fc.constantFrom(443, 8443, 65_535);
const place = fc.oneof(
    fc.record({
        purpose: fc.constant("a place"),
        cidr: fc
            .tuple(octet, fc.constantFrom("0.0/16", "1.0/24", "1.7/32"))
            .map(([a, rest]) => `10.${a}.${rest}`),
        port,
    }),
    fc.record({
        purpose: fc.constant("a list"),
        prefixListId: fc.constantFrom("pl-0a1b2c3d", "pl-0a1b2c3d4e5f60718"),
        port,
    }),
);
/** How a person writes a host, and the IPv4 address that it is by itself; undefined for a name, null for IPv6. */
const host = fc.constantFrom<readonly [string, string | undefined | null]>(
    ["jenkins.example.com", undefined],
    ["JENKINS", undefined],
    ["10.1.1.7", "10.1.1.7"],
    ["10.9.0.7", "10.9.0.7"],
    // Numbers that URLs take for addresses too.
    ["167837959", "10.1.1.7"],
    ["0x0a.01.0x107", "10.1.1.7"],
    ["[fd00::7]", null],
    ["[::ffff:10.1.1.7]", null],
);
const written = fc.record({
    host,
    listens: fc.option(port, { nil: undefined }),
    network: fc.record({
        internet: fc.constantFrom("https", "none"),
        egress: fc.uniqueArray(place, {
            maxLength: 3,
            selector: (one) => JSON.stringify(Object.values(one).slice(1)),
        }),
        interfaceEndpoints: fc.constantFrom(["autoscaling", "logs", "monitoring", "secretsmanager"], []),
    }),
    isAdopted: fc.boolean(),
});

const isIn = (cidr: string, address: string): boolean => {
    const [first = "", length] = cidr.split("/");
    const list = new BlockList();
    list.addSubnet(first, Number(length));
    return list.check(address);
};

/** Somewhere that agents could go: an address, or a list of addresses that only its owner knows, on a port. */
const probes = [443, 8443, 65_535, 22, 444, 8442].flatMap((to) =>
    ["10.0.0.9", "10.1.1.7", "10.3.1.7", "10.9.0.7", "203.0.113.9"]
        .map((at): { readonly at: string; readonly to: number } => ({ at, to }))
        .concat(["pl-0a1b2c3d", "pl-0a1b2c3d4e5f60718", s3List, "pl-0fffffff"].map((at) => ({ at, to }))),
);

/** Whether a rule lets a probe through. A list lets through what is asked of it alone. */
const lets = ({ traffic, peer }: Rule, { at, to }: { readonly at: string; readonly to: number }): boolean => {
    if (traffic.protocol !== "tcp" || traffic.from > to || to > traffic.to || "group" in peer) return false;
    if (peer.list !== undefined || at.startsWith("pl-")) return peer.list === at;
    const number = at.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    return peer.block.first <= number && number <= peer.block.last;
};

describe("The agents' egress, as the network proof reads them", () => {
    it("lead to each controller whose URL is accepted, to what is named, and nowhere else", async () => {
        const samples = fc
            .sample(written, 600)
            .map(({ host: [name, address], listens, network, isAdopted }) => ({
                address,
                port: listens ?? 443,
                controllerUrl: `https://${name}${listens === undefined ? "" : `:${listens}`}/`,
                network: { ...network, ...(isAdopted && adopted) },
                egress: network.egress as readonly {
                    readonly cidr?: string;
                    readonly prefixListId?: string;
                    readonly port: number;
                }[],
            }));
        for (const sample of samples.filter(({ address }) => address === null))
            assert.equal(validated(sample), undefined, `${sample.controllerUrl} has no egress`);
        const accepted = samples.flatMap((sample) => {
            const config = validated(sample);
            return config === undefined ? [] : [{ ...sample, config }];
        });
        assert.ok(accepted.length > 60, `${accepted.length} accepted`);
        assert.ok(accepted.filter(({ network }) => network.internet === "none").length > 5);
        const all = await letOut(accepted.map(({ config }) => config));
        for (const [at, { address, port: listens, controllerUrl, network, egress }] of accepted.entries()) {
            const rules = all[at] ?? [];
            const said = `${controllerUrl} ${JSON.stringify(network)}`;
            const toController = rules.filter((rule) =>
                address === undefined
                    ? "block" in rule.peer && rule.traffic.from <= listens && listens <= rule.traffic.to
                    : lets(rule, { at: address ?? "", to: listens }) ||
                      ("list" in rule.peer && rule.traffic.from === listens),
            );
            assert.notDeepEqual(toController, [], `no way to the controller: ${said}`);
            const isOpen = network.internet === "https";
            const isNamed = egress.some((one) => one.port === listens);
            for (const probe of probes) {
                const byName = egress.some(
                    ({ cidr, prefixListId, port: named }) =>
                        named === probe.to &&
                        (cidr === undefined
                            ? prefixListId === probe.at
                            : !probe.at.startsWith("pl-") && isIn(cidr, probe.at)),
                );
                const anywhere =
                    isOpen &&
                    !probe.at.startsWith("pl-") &&
                    (probe.to === 443 || (probe.to === listens && !isNamed));
                const toS3 = !isOpen && probe.at === s3List && probe.to === 443;
                assert.equal(
                    rules.some((rule) => lets(rule, probe)),
                    byName || anywhere || toS3,
                    `${JSON.stringify(probe)}: ${said}`,
                );
            }
            const groups = rules.flatMap(({ peer, traffic }) =>
                "group" in peer ? [`${peer.group} ${traffic.from}-${traffic.to}`] : [],
            );
            const endpoints = (network.interfaceEndpoints as readonly string[]).length > 0;
            assert.deepEqual(groups, !isOpen && endpoints ? [`n${at}-endpoints-id 443-443`] : [], said);
        }
    });

    it("are as many, and reach as far, as docs/access.md says of three networks", async () => {
        const controllerUrl = "https://jenkins.example.com/";
        const endpoints = { interfaceEndpoints: ["autoscaling", "logs", "monitoring", "secretsmanager"] };
        const controller = { purpose: "controller", cidr: "10.20.0.0/28", port: 8443 };
        const named = {
            "`internet: https`, as by default": { controllerUrl, network: {} },
            "`internet: none`, endpoints made here, a controller at 10.20.0.0/28 on 8443": {
                controllerUrl: "https://jenkins.example.com:8443/",
                network: { ...adopted, ...endpoints, internet: "none", egress: [controller] },
            },
            "`internet: none`, the VPC's own endpoints at 10.30.0.0/24, and a prefix list with mirrors and controller on 443":
                {
                    controllerUrl,
                    network: {
                        ...adopted,
                        internet: "none",
                        egress: [
                            { purpose: "endpoints", cidr: "10.30.0.0/24", port: 443 },
                            { purpose: "mirrors", prefixListId: "pl-0a1b2c3d", port: 443 },
                        ],
                    },
                },
        };
        const configs = Object.values(named).map((one) => {
            const config = validated(one);
            assert.ok(config, JSON.stringify(one));
            return config;
        });
        const all = await letOut(configs);
        const rows = Object.keys(named).map((title, at) => {
            const rules = all[at] ?? [];
            const blocks = rules.flatMap(({ peer, traffic }) =>
                "block" in peer && peer.list === undefined
                    ? [`${(peer.block.last - peer.block.first + 1).toLocaleString("en")} on ${traffic.from}`]
                    : [],
            );
            const lists = rules.flatMap(({ peer, traffic }) =>
                "list" in peer
                    ? [`${peer.list === s3List ? "S3's list" : "the list"} on ${traffic.from}`]
                    : "group" in peer
                      ? [`the endpoints on ${traffic.from}`]
                      : [],
            );
            // One more leads to the mount targets, as in every network.
            return `| ${title} | ${rules.length + 1} | ${blocks.join(", ")} | ${lists.join(", ") || "–"} |`;
        });
        const page = readFileSync(join(__dirname, "..", "..", "docs", "access.md"), "utf8");
        for (const row of rows) assert.ok(page.includes(`\n${row}\n`), `docs/access.md lacks\n${row}`);
    });
});
