import assert from "node:assert/strict";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn, type Finding } from "../../proof/finding";
import { networkTitle, proveNetwork } from "../../proof/network/proveNetwork";
import { Proof } from "../../proof/proof";
import { rehearsedState } from "../../proof/rehearsed";
import { type Export, type ExportedResource, resourcesOf } from "../../state/exported";
import { Graph } from "../../state/graph";

/** Enough to ask one agent for another's. */
const mostAgents = 2;

/** A stack that is dev but for this, with what is found in it. */
function proven(config: Readonly<Record<string, unknown>>) {
    const of: { state: Export; findings: readonly Finding[] } = {
        state: { deployment: {} },
        findings: [],
    };
    before(async () => {
        of.state = await rehearsedState("dev", config);
        const graph = Graph.of(of.state);
        of.findings = await new Proof(expectedTables(), bystandersOf(graph)).of(graph, mostAgents);
    });

    it("finds that everybody reaches what docs/access.md says, and no more", () => {
        assert.deepEqual(differencesIn(of.findings), []);
        assert.ok(of.findings.reduce((sum, { answers }) => sum + answers.length, 0) > 10_000);
    });
    return of;
}

/** What differs of the network's answers when each resource of a state is what `change` makes of it; nothing for one that goes. */
function differing(
    { deployment }: Export,
    change: (resource: ExportedResource) => ExportedResource | undefined,
): readonly string[] {
    const resources = resourcesOf({ deployment }).flatMap((resource) => change(resource) ?? []);
    const graph = Graph.of({ deployment: { ...deployment, resources } });
    const { answers, faults } = proveNetwork(table, graph);
    assert.deepEqual(faults, []);
    assert.ok(answers.length > 20);
    const wrong = answers.filter(({ isExpected }) => !isExpected);
    return [...new Set(wrong.map(({ column, found }) => `${column}: ${found}`))].toSorted();
}

const table = expectedTables().find(({ title }) => title === networkTitle);

/** A resource with other inputs, which the provider repeats. */
const withInputs = (resource: ExportedResource, inputs: object): ExportedResource => ({
    ...resource,
    inputs: { ...resource.inputs, ...inputs },
    outputs: { ...resource.outputs, ...inputs },
});

/** Changes the rule of a logical name. */
const rule =
    (name: string, inputs: object | undefined) =>
    (resource: ExportedResource): ExportedResource | undefined => {
        if (!resource.urn.endsWith(`::${name}`)) return resource;
        return inputs === undefined ? undefined : withInputs(resource, inputs);
    };

const anywhere = { cidrIpv4: "0.0.0.0/0", prefixListId: undefined };

describe("the proof in another partition, with policies as the README says to write them for it,", () => {
    describe("us-gov-west-1, in a VPC that was there before and has no internet,", () => {
        const of = proven({
            "aws:region": "us-gov-west-1",
            controllerUrl: "https://10.20.0.17:8443/",
            bake: true,
            network: {
                vpcId: "vpc-0a1b2c3d4e5f60700",
                privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
                interfaceEndpoints: [
                    "autoscaling",
                    "ecr.api",
                    "ecr.dkr",
                    "imagebuilder",
                    "logs",
                    "monitoring",
                    "secretsmanager",
                    "ssm",
                    "ssmmessages",
                    "sts",
                ],
                internet: "none",
                egress: [
                    { purpose: "controller", cidr: "10.20.0.0/24", port: 8443 },
                    { purpose: "packages", prefixListId: "pl-0a1b2c3d", port: 8081 },
                ],
            },
        });

        it("asks for the routes and the instances of the VPC that no state has, and for each named place", () => {
            const answers = of.findings
                .filter(({ title }) => title === networkTitle)
                .flatMap((finding) => finding.answers);
            const who = answers.map(({ row }) => row.asked.from?.join());
            assert.ok(who.includes("another instance,another public instance"));
            assert.ok(who.includes("internet,connected network,networks of an adopted VPC,named places"));
            const places = answers.filter(({ column }) => column === "named places, as named");
            assert.deepEqual(
                [
                    ...new Set(
                        places.map(({ where }) =>
                            /\((.*)\)/.exec(where)?.[1]?.replace(/pl-\w+ 443/, "s3 443"),
                        ),
                    ),
                ],
                ["s3 443", "10.20.0.0/24 8443", "pl-0a1b2c3d 8081"],
            );
        });

        it("finds that a named place is closed, or open on a port beside its own", () => {
            const name = "network-agents-10.20.0.0-24-8443";
            assert.deepEqual(differing(of.state, rule(name, undefined)), ["named places, as named: no"]);
            assert.deepEqual(differing(of.state, rule(name, { toPort: 8444 })), ["named places, else: yes"]);
        });

        it("finds a way to the internet, by addresses and by a prefix list that nobody named", () => {
            for (const open of [anywhere, { prefixListId: "pl-0fffffff" }])
                assert.deepEqual(differing(of.state, rule("network-agents-s3", open)), [
                    "internet, HTTPS: yes",
                    "networks of an adopted VPC, HTTPS: yes",
                ]);
        });

        it("takes a network that does not say for one whose agents may go anywhere by HTTPS", () => {
            const rules = [
                rule("network-agents-s3", anywhere),
                rule("network-agents-10.20.0.0-24-8443", anywhere),
                rule("network-agents-pl-0a1b2c3d-8081", undefined),
            ];
            const before = (resource: ExportedResource) =>
                resource.type === "jenkins-efs:network:Network"
                    ? withInputs(resource, { egress: undefined })
                    : rules.reduce<ExportedResource | undefined>(
                          (changed, change) => changed && change(changed),
                          resource,
                      );
            assert.deepEqual(differing(of.state, before), []);
        });
    });

    describe("cn-north-1, of a controller that listens on 8443 and is reached past the proxy", () => {
        const of = proven({
            "aws:region": "cn-north-1",
            controllerUrl: "https://jenkins.example.com:8443/ci/",
            bake: true,
            proxy: "http://proxy.example.com:3128",
            noProxy: [".example.com"],
        });
        const controller = "network-agents-controller";
        const proxy = "network-agents-proxy";

        it("finds the port of each and HTTPS open to the agents, and no other", () => {
            for (const [name, toPort] of [
                [controller, 8443],
                [proxy, 3128],
            ] as const)
                assert.deepEqual(differing(of.state, rule(name, { toPort })), []);
        });

        it("finds that the port of one is closed", () => {
            for (const name of [controller, proxy])
                assert.deepEqual(differing(of.state, rule(name, undefined)), ["internet, HTTPS: some"]);
        });

        it("finds an instance that bakes images with a way to the controller, or in the group that mount targets admit", () => {
            assert.deepEqual(differing(of.state, rule("images-https", { toPort: 8443 })), [
                "internet, else: yes",
            ]);
            const agents = resourcesOf(of.state).find(({ urn }) => urn.endsWith("::network-agents"))?.id;
            assert.deepEqual(
                differing(of.state, (resource) =>
                    resource.urn.endsWith("InfrastructureConfiguration::images-arm64")
                        ? withInputs(resource, { securityGroupIds: [agents] })
                        : resource,
                ),
                ["internet, else: yes", "mount targets, NFS: yes"],
            );
        });

        it("finds a port beside it open", () => {
            for (const [name, toPort] of [
                [controller, 8444],
                [proxy, 3129],
            ] as const)
                assert.deepEqual(differing(of.state, rule(name, { toPort })), ["internet, else: yes"]);
        });
    });
});
