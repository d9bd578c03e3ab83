import assert from "node:assert/strict";
import fc from "fast-check";
import { validateConfig } from "../../infra/config";
import { indispensableServices } from "../../infra/config/endpointServices";
import { egressOf } from "../../infra/egress";
import { neededOf, portOf, proxyOf } from "../../infra/proxy";
import { minimal, run } from "./program";

const adopted = {
    vpcId: "vpc-0a1b2c3d4e5f60700",
    privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
};

const port = fc.constantFrom(443, 8443, 8080, 50_000);
const block = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(16, 24))
    .map(([octet, length]) => `10.${octet}.0.0/${length}`);
const place = fc.record({ purpose: fc.constant("a place"), cidr: block, port });
const host = fc.constantFrom("jenkins.example.com", "10.1.0.7", "10.9.0.7");

/** Whether a block holds an address or, for a name, whatever it may lead to. */
const mayHold = (cidr: string, name: string): boolean =>
    !/^\d/.test(name) || cidr === "0.0.0.0/0" || name.startsWith(cidr.split(".").slice(0, 2).join("."));

describe("the agents' egress", () => {
    it("lead to the controller of every configuration that is accepted, and else to what it names alone", () => {
        let accepted = 0;
        const settings = fc.record({
            internet: fc.constantFrom("https" as const, "none" as const),
            egress: fc.array(place, { maxLength: 3 }),
        });
        const proxies = fc.option(
            fc.record({ through: host, on: fc.constantFrom(3128, 8080, 8443), past: fc.boolean() }),
            { nil: undefined },
        );
        fc.assert(
            fc.property(
                settings,
                host,
                port,
                fc.boolean(),
                proxies,
                (network, name, listens, hasEndpoints, to) => {
                    const controllerUrl = `https://${name}:${listens}/`;
                    const result = validateConfig(
                        {
                            owner: "ci-team@example.com",
                            controllerUrl,
                            ...(to === undefined
                                ? {}
                                : {
                                      proxy: `http://${to.through}:${to.on}`,
                                      noProxy: JSON.stringify(to.past ? [name] : []),
                                  }),
                            network: JSON.stringify({
                                ...adopted,
                                ...network,
                                interfaceEndpoints: hasEndpoints ? indispensableServices : [],
                            }),
                        },
                        "us-east-1",
                    );
                    if ("faults" in result) return;
                    accepted += 1;
                    const services = hasEndpoints ? indispensableServices : [];
                    const proxy = proxyOf(result.config, services, "us-east-1");
                    const ways = egressOf(
                        result.config.network,
                        neededOf(controllerUrl, proxy),
                        hasEndpoints,
                    );
                    const blocks = ways.flatMap(({ to: where, port: open }) =>
                        typeof where === "object" && "cidr" in where ? [{ cidr: where.cidr, open }] : [],
                    );
                    // Who is reached by agents themselves: the controller where no proxy does it for them.
                    const reached = [
                        ...(to === undefined || to.past ? [{ at: name, on: portOf(controllerUrl) }] : []),
                        ...(to === undefined ? [] : [{ at: to.through, on: to.on }]),
                    ];
                    for (const { at, on } of reached)
                        assert.ok(
                            blocks.some(({ cidr, open }) => open === on && mayHold(cidr, at)),
                            `no way to ${at} on ${on}`,
                        );
                    const named = network.egress.map((each) => `${each.cidr} ${each.port}`);
                    const others = blocks.filter(({ cidr, open }) => !named.includes(`${cidr} ${open}`));
                    const isNamed = (one: number) => network.egress.some((each) => each.port === one);
                    const elsewhere = reached.map(({ on }) => on).filter((on) => on !== 443 && !isNamed(on));
                    assert.deepEqual(
                        others.map(({ cidr, open }) => `${cidr} ${open}`),
                        network.internet === "none"
                            ? []
                            : ["0.0.0.0/0 443", ...[...new Set(elsewhere)].map((on) => `0.0.0.0/0 ${on}`)],
                    );
                    assert.equal(
                        new Set(ways.map((way) => way.name)).size,
                        ways.length,
                        "a rule's name twice",
                    );
                },
            ),
            { numRuns: 1000 },
        );
        assert.ok(accepted > 100, `${accepted} accepted`);
    });

    it("are refused to a prefix list that is not there, or that holds no address that agents could go to", async () => {
        const list = "pl-0a1b2c3d4e5f60718";
        const config = {
            ...minimal,
            "jenkins-efs:network": { egress: [{ purpose: "mirrors", prefixListId: list, port: 443 }] },
        };
        const on = (answer: object | undefined) =>
            run("test", config, { answers: { getManagedPrefixList: { [list]: answer } } });
        await assert.rejects(on(undefined), /egress\[0\]\.prefixListId is no prefix list of this account/);
        await assert.rejects(on({ addressFamily: "IPv6" }), /egress\[0\]\.prefixListId holds IPv6 addresses/);
    });

    it("keep the one to the controller while agents move behind a proxy, where it is named until they have", async () => {
        const rules = async (more: object) => {
            const { all } = await run("test", {
                ...minimal,
                "jenkins-efs:controllerUrl": "https://jenkins.corp.example.com:8443/",
                ...more,
            });
            return all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                .filter(({ name }) => name.startsWith("network-agents-"))
                .map(({ inputs: { fromPort, cidrIpv4 } }) => `${cidrIpv4} ${fromPort}`)
                .filter((way) => !way.endsWith(" 443") && !way.startsWith("undefined "));
        };
        const proxy = { "jenkins-efs:proxy": "http://proxy.corp.example.com:3128" };
        const named = { purpose: "controller", cidr: "10.20.0.0/24", port: 8443 };
        const until = { "jenkins-efs:network": { egress: [named] } };
        assert.deepEqual(await rules({}), ["0.0.0.0/0 8443"]);
        assert.deepEqual(await rules({ ...proxy, ...until }), ["0.0.0.0/0 3128", "10.20.0.0/24 8443"]);
        assert.deepEqual(await rules(proxy), ["0.0.0.0/0 3128"]);
    });

    it("are rules for what is named, for S3 and for the endpoints, without internet", async () => {
        const { all } = await run("test", {
            ...minimal,
            "jenkins-efs:network": {
                ...adopted,
                internet: "none",
                interfaceEndpoints: ["logs"],
                egress: [
                    { purpose: "controller", cidr: "10.20.0.0/24", port: 443 },
                    { purpose: "registry", prefixListId: "pl-0a1b2c3d", port: 5000 },
                ],
            },
        });
        assert.deepEqual(
            all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                .filter(({ name }) => name.startsWith("network-agents-"))
                .map(({ name, inputs: { ipProtocol, fromPort, toPort, ...to } }) => [
                    name,
                    ipProtocol,
                    fromPort,
                    toPort,
                    to.cidrIpv4 ?? to.prefixListId ?? to.referencedSecurityGroupId,
                    to.description,
                ])
                .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
            [
                ["network-agents-10.20.0.0-24-443", "tcp", 443, 443, "10.20.0.0/24", "controller"],
                ["network-agents-endpoints", "tcp", 443, 443, "network-endpoints-id", "AWS"],
                ["network-agents-pl-0a1b2c3d-5000", "tcp", 5000, 5000, "pl-0a1b2c3d", "registry"],
                ["network-agents-s3", "tcp", 443, 443, "pl-f48fc422", "Packages and other objects in S3"],
            ],
        );
    });
});
