import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { firstUid } from "../../infra/agentIdentity";
import { type Config, validateConfig } from "../../infra/config";
import { type Counted, type QuotaName, quotaNames, quotas, usedOf } from "../../infra/config/quotas";
import { type QuotaUse, quotaFindings, quotaUses, standbyQuotaUses } from "../../infra/quotas";
import { replicaId } from "./account";
import { minimal, type Run, run, stackConfig } from "./program";

import twoEnvironments = require("../../examples/two-environments/index");

/** What the engine would be asked to make, by quota. */
function made({ resources }: Run, region = "us-east-1"): Record<string, number> {
    const counted = resources.flatMap(({ type, inputs }): Counted[] =>
        type === "awsx:ec2:Vpc" ? madeByAwsx(inputs) : [{ type, props: inputs }],
    );
    return Object.fromEntries(quotaNames.map((name) => [name, usedOf(name, counted, region)]));
}

/** What awsx makes of a VPC, as far as quotas count it; no mock runs its plugin. */
function madeByAwsx({ natGateways, availabilityZoneNames }: Run["resources"][number]["inputs"]): Counted[] {
    const { strategy } = natGateways as { strategy: string };
    const zones = strategy === "Single" ? ["one"] : (availabilityZoneNames as string[]);
    return [
        { type: "aws:ec2/vpc:Vpc", props: {} },
        ...zones.map(() => ({ type: "aws:ec2/eip:Eip", props: {} })),
    ];
}

/** What the quotas count of one environment, or of several with these agents each. */
function counted(
    config: Record<string, unknown>,
    zones: number,
    ...agents: readonly unknown[][]
): Record<string, number> {
    const environments = agents.map((some) => validated({ ...config, "jenkins-efs:agents": some }));
    const place = { region: String(config["aws:region"]), zones };
    const uses = quotaUses(environments.length === 0 ? [validated(config)] : environments, {}, place);
    return Object.fromEntries(uses.map(({ name, needed }) => [name, needed]));
}

function validated(config: Record<string, unknown>): Config {
    const own = Object.entries(config).flatMap(([key, value]) =>
        key.startsWith("jenkins-efs:")
            ? [[key.slice("jenkins-efs:".length), typeof value === "string" ? value : JSON.stringify(value)]]
            : [],
    );
    const result = validateConfig(Object.fromEntries(own), "us-east-1");
    assert.ok("config" in result, JSON.stringify(result));
    return result.config;
}

/** Agents with uids of their own, as of so many names two would share one. */
const named = (many: number) =>
    Array.from({ length: many }, (_, index) => ({
        name: `linux-${index}`,
        instanceType: "m7g.large",
        uid: firstUid + index,
    }));

const adopted = {
    ...minimal,
    "jenkins-efs:network": {
        vpcId: "vpc-0a1b2c3d4e5f60700",
        privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
    },
    "jenkins-efs:auditing": { trailLogGroupName: "org/trail" },
};

const use = (name: QuotaName, needed: number, granted?: number): QuotaUse => ({
    name,
    needed,
    limit: granted ?? quotas[name].limit,
    granted: granted !== undefined,
});

describe("AWS's quotas", () => {
    describe("count exactly what the program makes", () => {
        for (const [what, config, zones] of [
            ["for dev", stackConfig("dev"), 2],
            ["for prod", stackConfig("prod"), 3],
            ["for seven agents", { ...minimal, "jenkins-efs:agents": named(7) }, 2],
            ["in an adopted VPC with an adopted trail", adopted, 2],
        ] as const)
            it(what, async () => {
                assert.deepEqual(counted(config, zones), made(await run("quotas", config)));
            });
    });

    it("count what IAM counts of a standby too, and leave the rest to its own region", async () => {
        const config = { ...minimal, "jenkins-efs:storage": { replicationRegion: "eu-west-1" } };
        const { all } = await run("quotas", config);
        const { roles, instanceProfiles, policies, vpcs } = counted(config, 2);
        assert.deepEqual(
            [roles, instanceProfiles, policies],
            ["role:Role", "instanceProfile:InstanceProfile", "policy:Policy"].map(
                (type) => all(`aws:iam/${type}`).length,
            ),
        );
        assert.equal(vpcs, 1);
    });

    it("count in the standby's region all that it has once it is failed over to", async () => {
        const storage = { replicationRegion: "eu-west-1", promotedReplicaId: replicaId };
        const config = { ...adopted, "jenkins-efs:agents": named(3), "jenkins-efs:storage": storage };
        const { resources, ...rest } = await run("quotas", config, {
            fileSystems: [{ id: replicaId, region: "eu-west-1" }],
        });
        const there = { ...rest, resources: resources.filter(({ name }) => name.startsWith("standby")) };
        const uses = standbyQuotaUses(
            [validated(config), validated(minimal)],
            {},
            { region: "eu-west-1", zones: 2 },
        );
        const needed = Object.fromEntries(uses.map((each) => [each.name, each.needed]));
        const has = Object.entries(made(there)).filter(([name]) => name in needed);
        assert.deepEqual(needed, Object.fromEntries(has));
        assert.equal(needed.scalingGroups, 3);
    });

    it("are held in the standby's region too, though the environment needs none of them in its own", async () => {
        const config = {
            ...adopted,
            "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
            "jenkins-efs:quotas": { elasticIps: 1 },
        };
        await assert.rejects(run("quotas", config), {
            message:
                /quotas\.elasticIps allows 1 Elastic IP addresses per region and this stack needs 2 in eu-west-1/,
        });
    });

    it("count the rules that AWS Config has in the region, which are those that are made", async () => {
        const region = "il-central-1";
        const config = { ...minimal, "aws:region": region };
        assert.deepEqual(counted(config, 2), made(await run("test", config, { region }), region));
        assert.equal(counted(config, 2).configRules, 13);
        assert.equal(counted(minimal, 2).configRules, 16);
    });

    describe("count two environments of a stack", () => {
        const web = [
            { name: "web-1", instanceType: "m7g.large" },
            { name: "web-2", instanceType: "m7g.large" },
        ];
        const mobile = [{ name: "mobile-1", instanceType: "m7g.large" }];
        const both = { ...adopted, "jenkins-efs:agents": [...web, ...mobile] };
        const existing = { program: twoEnvironments };

        it("together, and what is a file system's in the one that has more", async () => {
            assert.deepEqual(counted(both, 2, web, mobile), {
                ...made(await run("both", both, existing)),
                accessPoints: 2,
            });
        });

        it("apart in what is a VPC's, where each makes its own", () => {
            const [one, two] = [counted(minimal, 2, web), counted(minimal, 2, web, mobile)];
            assert.deepEqual(
                quotaNames.filter((name) => one[name] === two[name]),
                ["accessPoints", "interfaceEndpoints", "egressRules", "mountTargets"],
            );
        });

        it("and refuse what one of them alone could have", async () => {
            const granted = { ...both, "jenkins-efs:quotas": { scalingGroups: 2 } };
            await assert.rejects(
                run("both", granted, existing),
                /quotas\.scalingGroups allows 2 Auto Scaling groups per region and this stack needs 3/,
            );
        });
    });

    it("count egress to a prefix list as many rules as the list may have entries, before and after it is made", async () => {
        const list = "pl-0a1b2c3d4e5f60718";
        const config = {
            ...minimal,
            "jenkins-efs:network": { egress: [{ purpose: "mirrors", prefixListId: list, port: 443 }] },
        };
        const place = { region: "us-east-1", zones: 2, prefixListEntries: { [list]: 70 } };
        const [use] = quotaUses([validated(config)], {}, place).filter(({ name }) => name === "egressRules");
        assert.equal(use?.needed, 72);
        const rule = (to: object) => ({
            type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            props: { securityGroupId: "sg-1", ...to },
        });
        const egress = [{ port: 443, to: { prefixListId: list }, rules: 70 }];
        const network = { type: "jenkins-efs:network:Network", props: { egress } };
        const state = [network, rule({ cidrIpv4: "0.0.0.0/0" }), rule({ prefixListId: list })];
        assert.equal(usedOf("egressRules", state, "us-east-1"), 71);
        assert.equal(usedOf("egressRules", state.slice(1), "us-east-1"), 2);
        const granted = { ...config, "jenkins-efs:quotas": { egressRules: 60 } };
        await assert.rejects(
            run("test", granted, { answers: { getManagedPrefixList: { [list]: { maxEntries: 70 } } } }),
            /quotas\.egressRules allows 60 egress rules per security group and this stack needs 72/,
        );
    });

    it("take the size of AWS's own prefix lists, which EC2 does not tell, from its pages", async () => {
        const list = "pl-3b927c52";
        const config = {
            ...minimal,
            "jenkins-efs:network": { egress: [{ purpose: "CDN", prefixListId: list, port: 443 }] },
            "jenkins-efs:quotas": { egressRules: 56 },
        };
        const own = { name: "com.amazonaws.global.cloudfront.origin-facing", maxEntries: 0 };
        await assert.rejects(
            run("test", config, { answers: { getManagedPrefixList: { [list]: own } } }),
            /needs 57/,
        );
    });

    it("a thousand agents are warned of each default that they pass, with the command that raises it", () => {
        const config = { ...minimal, "jenkins-efs:agents": named(1_000) };
        const uses = Object.entries(counted(config, 2)).map(([name, needed]) =>
            use(name as QuotaName, needed),
        );
        const { faults, warnings } = quotaFindings(uses, "eu-west-1");
        assert.deepEqual(faults, []);
        assert.deepEqual(
            warnings.map((warning) => warning.trim().split(":")[0]),
            [
                "IAM roles per account",
                "Auto Scaling groups per region",
                "EventBridge rules on the default bus",
            ],
        );
        assert.match(
            warnings[0] ?? "",
            /needs 1004, AWS's default is 1000\n.*--service-code iam --quota-code L-FE177D64 --desired-value 1004 --region us-east-1\n.*quotas\.roles' 1004/,
        );
        assert.match(warnings[1] ?? "", /--service-code autoscaling .* --region eu-west-1/);
    });

    it("IAM's quotas are raised where their partition keeps them, of whichever region the stack is", () => {
        const where = (region: string) =>
            /--service-code iam .* --region (\S+)/.exec(
                quotaFindings([use("roles", 1_004)], region).warnings[0] ?? "",
            )?.[1];
        assert.deepEqual(["eu-west-1", "cn-northwest-1", "us-gov-east-1", "eusc-de-east-1"].map(where), [
            "us-east-1",
            "cn-north-1",
            "us-gov-west-1",
            "eusc-de-east-1",
        ]);
    });

    it("a quota without a code in Service Quotas is raised by AWS Support", () => {
        const { warnings } = quotaFindings([use("accessPoints", 10_001)], "us-east-1");
        assert.match(warnings[0] ?? "", /ask AWS Support \(https:\/\/docs\.aws\.amazon\.com\/efs/);
    });

    it("what AWS does not raise is a fault", () => {
        const { faults, warnings } = quotaFindings([use("mountTargets", 1_401)], "us-east-1");
        assert.deepEqual(warnings, []);
        assert.match(faults[0]?.problem ?? "", /allows 1400 mount targets per VPC and this stack needs 1401/);
    });

    it("what was granted counts in place of the default, and passing it is a fault", () => {
        assert.deepEqual(quotaFindings([use("roles", 1_005, 1_005)], "us-east-1"), {
            faults: [],
            warnings: [],
        });
        const { faults } = quotaFindings([use("roles", 1_005, 1_004)], "us-east-1");
        assert.equal(faults[0]?.key, "quotas.roles");
        assert.equal(faults[0]?.value, 1_004);
    });

    it("a stack over a granted quota is refused before anything is registered", async () => {
        const config = {
            ...minimal,
            "jenkins-efs:agents": named(3),
            "jenkins-efs:quotas": { scalingGroups: 2 },
        };
        await assert.rejects(
            run("quotas", config),
            (error) =>
                error instanceof pulumi.RunError &&
                /quotas\.scalingGroups allows 2 Auto Scaling groups per region and this stack needs 3/.test(
                    error.message,
                ),
        );
    });

    it("no key policy passes the 32 KB of KMS, with as many and as long administrators as are allowed", async () => {
        const administrators = Array.from(
            { length: 20 },
            (_, index) => `arn:aws-us-gov:iam::111122223333:role/${String(index).padStart(576, "a")}`,
        );
        // Where ARNs are longest.
        const region = "us-gov-west-1";
        const { resources } = await run(
            "quotas",
            {
                ...stackConfig("prod"),
                "aws:region": region,
                "jenkins-efs:network": {
                    availabilityZones: ["a", "b", "c"].map((letter) => `${region}${letter}`),
                },
                "jenkins-efs:backup": { copyRegion: "us-gov-east-1" },
                "jenkins-efs:keyAdministratorArns": administrators,
            },
            { region },
        );
        const sizes = resources.flatMap(({ type, inputs }) =>
            type === "aws:kms/key:Key" ? [Buffer.byteLength(String(inputs.policy))] : [],
        );
        assert.ok(sizes.length > 0);
        assert.ok(Math.max(...sizes) <= 32_768, String(sizes));
    });
});
