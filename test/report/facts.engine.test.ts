import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BlockList } from "node:net";
import { join } from "node:path";
import { instancePerHour } from "../../infra/prices";
import { rules } from "../../policy-pack/rules";
import { findingsIn, type Report } from "../../report/compose";
import { readCost } from "../../report/facts/cost";
import { Graph } from "../../state/graph";
import { deployedState } from "../deployed";
import { changedReport, count, environmentOf, prodReport, set } from "./fixture";

/** US dollars that a page's table of costs says of a stack, in the row that begins so; 0 where it says none. */
function priced(stack: "dev" | "prod", page: string, row: string): number {
    const cell = readFileSync(join(__dirname, "..", "..", page), "utf8")
        .split("\n")
        .flatMap((line) => (line.startsWith(`| ${row}`) ? [line.split("|").slice(2, 4)] : []))
        .find((cells) => cells.join().includes("$"))?.[stack === "dev" ? 0 : 1];
    return Number(/\d+(\.\d+)?/.exec(cell ?? "")?.[0] ?? 0);
}

const fileSystem = "aws:efs/fileSystem:FileSystem";

describe("The report of a stack that the real engine deployed", () => {
    before(() => prodReport());

    it("has every zone with its subnets, its mount target and the agents that may run there", async () => {
        const { architecture } = environmentOf(await prodReport());
        assert.deepEqual(
            architecture.zones.map(({ name, subnets, mountTargets }) => [
                name,
                subnets.map(({ isPublic }) => isPublic),
                mountTargets.length,
            ]),
            ["a", "b", "c"].map((letter) => [`us-east-1${letter}`, [true, false], 1]),
        );
        assert.deepEqual(
            architecture.agents.map(({ name, zones, accessPoint }) => [
                name,
                zones.length,
                accessPoint?.path,
            ]),
            ["linux-1", "linux-2", "linux-3"].map((name) => [name, 3, `/agents/${name}`]),
        );
    });

    it("has what agents start from and get at the boot, and each egress rule of their security group", async () => {
        const { agents, egress } = environmentOf(await prodReport()).machines;
        assert.deepEqual(
            agents.map(({ name, isPinned, packages, hookSha256 }) => [name, isPinned, packages, hookSha256]),
            ["linux-1", "linux-2", "linux-3"].map((name) => [name, false, [], undefined]),
        );
        for (const { imageFrom, image } of agents) {
            assert.match(imageFrom, /^\/aws\/service\/ami-amazon-linux-latest\//);
            assert.match(`${image?.id} ${image?.name}`, /^ami-0\w+ al2023-ami-2023/);
        }
        assert.deepEqual(egress.map(({ to, port }) => `${to} ${port}`).toSorted(), [
            "0.0.0.0/0 443",
            "storage 2049",
        ]);
        const changed = await changedReport((state) => {
            set(state, "aws:ec2/launchTemplate:LaunchTemplate", { imageId: "resolve:ssm:/company/agent:3" });
            set(state, "jenkins-efs:agents:Agent", { packages: ["docker"], hookSha256: "0a1b" });
        });
        const after = environmentOf(changed).machines.agents;
        assert.deepEqual(
            after.flatMap(({ imageFrom, isPinned }) => (isPinned ? [imageFrom] : [])),
            ["/company/agent:3"],
        );
        assert.deepEqual(
            after.flatMap(({ packages, hookSha256 }) =>
                hookSha256 === undefined ? [] : [[packages, hookSha256]],
            ),
            [[["docker"], "0a1b"]],
        );
    });

    it("is of a rehearsal, and says so, with each mount target's address in its zone's private subnet", async () => {
        const report = await prodReport();
        assert.ok(report.rehearsed);
        for (const { subnets, mountTargets } of environmentOf(report).architecture.zones) {
            const [address = "", length] = (subnets.find(({ isPublic }) => !isPublic)?.cidr ?? "").split("/");
            const block = new BlockList();
            block.addSubnet(address, Number(length));
            assert.ok(block.check(mountTargets[0]?.address ?? ""), JSON.stringify(mountTargets));
        }
    });

    it("finds nothing broken and no access that is not as expected", async () => {
        const { controls, access } = findingsIn(await prodReport());
        assert.deepEqual([controls, access], [[], []]);
    });

    it("asks every rule of the pack, and each says by whom it is known", async () => {
        const { controls } = await prodReport();
        assert.equal(controls.length, rules.length);
        for (const { name, frameworks, result } of controls) {
            assert.ok(
                frameworks.some(({ ids }) => ids.length > 0),
                name,
            );
            assert.notEqual(result, "undecided", name);
        }
    });

    it("shows a mandatory control that is broken, with the resource", async () => {
        const report = await changedReport((state) => set(state, fileSystem, { encrypted: false }));
        const broken = findingsIn(report).controls.find(({ name }) => name === "efs-file-system-encrypted");
        assert.deepEqual(
            broken?.remarks.map(({ resource }) => resource),
            ["storage"],
        );
    });

    it("tells what is encrypted with which key, and what is not with one of the customer's", async () => {
        const { encryption } = environmentOf(await prodReport());
        const by = (what: string) =>
            new Set(encryption.atRest.filter((each) => each.what === what).map(({ key }) => key));
        assert.deepEqual(by("Files of the agents"), new Set(["jenkins-efs-prod-data"]));
        assert.deepEqual(by("Disk of an agent"), new Set(["jenkins-efs-prod-agents"]));
        assert.deepEqual(by("Recovery points"), new Set(["jenkins-efs-prod-vault", "jenkins-efs-prod-copy"]));
        assert.deepEqual(
            encryption.atRest.filter(({ key }) => key === undefined).map(({ otherwise }) => otherwise),
            ["S3's own key"],
        );
        assert.equal(encryption.keys.length, await count("aws:kms/key:Key"));
    });

    it("says not encrypted where nothing is", async () => {
        const report = await changedReport((state) =>
            set(state, fileSystem, { encrypted: false, kmsKeyId: "" }),
        );
        const files = environmentOf(report).encryption.atRest.find(
            ({ what }) => what === "Files of the agents",
        );
        assert.deepEqual([files?.key, files?.otherwise], [undefined, "not encrypted"]);
    });

    it("tells how backups run, where their copies go and how the vaults are locked", async () => {
        const { retention } = environmentOf(await prodReport());
        assert.deepEqual(
            retention.rules.map(({ coldAfterDays, deletedAfterDays, copies }) => [
                coldAfterDays,
                deletedAfterDays,
                copies.map(({ region }) => region),
            ]),
            [[30, 365, ["us-west-2"]]],
        );
        assert.deepEqual(
            retention.vaults
                .map(({ region, lock, minDays, maxDays }) => [region, lock, minDays, maxDays])
                .toSorted(),
            [
                ["us-east-1", "governance", 30, 730],
                ["us-west-2", "governance", 30, 730],
            ],
        );
        assert.equal(retention.restoreTests.length, 1);
    });

    for (const stack of ["dev", "prod"] as const)
        it(`costs what the README and docs/auditing.md say of ${stack}`, async () => {
            const cost = readCost(Graph.of(await deployedState(stack)), "us-east-1");
            const of = (...parts: string[]): number =>
                cost.lines
                    .filter(({ part }) => parts.includes(part))
                    .reduce((sum, { dollars = 0 }) => sum + dollars, 0);
            for (const [row, ...parts] of [
                ["agents", "Agents"],
                ["NAT gateways and their addresses", "NAT"],
                ["interface endpoints", "Interface endpoints"],
                ["keys and secrets", "Keys", "Secrets"],
                ["detailed monitoring", "Detailed monitoring"],
            ] as const)
                assert.equal(priced(stack, "README.md", row), Math.round(of(...parts)), row);
            for (const [row, ...parts] of [
                ["flow log of the VPC", "Flow log of the VPC"],
                ["AWS Config", "AWS Config's rules", "AWS Config's recorder"],
                ["alarms", "Alarms"],
                ["agents' own metrics", "Agents' metrics"],
                ["dashboard", "Dashboard"],
            ] as const)
                assert.equal(priced(stack, "docs/auditing.md", row), Number(of(...parts).toFixed(2)), row);
            assert.deepEqual(cost.unknown, []);
        });

    it("counts what a disk is provisioned with beyond what every gp3 volume has", async () => {
        const ebs = { volumeSize: 100, iops: 6000, throughput: 325 };
        const provisioned = ({ cost }: Report) =>
            cost.lines.find(({ quantity }) => quantity.includes("beyond what each has"));
        const report = await changedReport(
            (state) =>
                void set(
                    state,
                    "aws:ec2/launchTemplate:LaunchTemplate",
                    { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }] },
                    "agent-linux-1",
                ),
        );
        assert.equal(provisioned(await prodReport()), undefined);
        assert.deepEqual(provisioned(report), {
            basis: "counted",
            part: "Agents",
            quantity: "3000 IOPS and 200 MiB/s of disk beyond what each has",
            dollars: 3000 * 0.005 + 200 * 0.04,
        });
    });

    it("counts the snapshots of what a pipeline bakes", async () => {
        const baked = ({ lines }: ReturnType<typeof readCost>) =>
            lines.find(({ part }) => part === "Baked images");
        const state = await deployedState("prod");
        const { deployment } = state;
        const type = "aws:imagebuilder/imagePipeline:ImagePipeline";
        const urn = `urn:pulumi:prod::jenkins-efs::${type}::images-arm64`;
        const resources = [...(deployment.resources ?? []), { urn, type, custom: true }];
        const baking = { ...state, deployment: { ...deployment, resources } };
        assert.equal(baked(readCost(Graph.of(state), "us-east-1")), undefined);
        assert.deepEqual(baked(readCost(Graph.of(baking), "us-east-1")), {
            basis: "assumed",
            part: "Baked images",
            quantity: "1 architecture × 2 snapshots of 4 GB",
            dollars: 8 * 0.05,
        });
    });

    it("leaves an instance type without a known price out of the sum, and says so", async () => {
        const type = "x9z.large";
        const report = await changedReport(
            (state) =>
                void set(
                    state,
                    "aws:ec2/launchTemplate:LaunchTemplate",
                    { instanceType: type },
                    "agent-linux-1",
                ),
        );
        assert.deepEqual(report.cost.unknown, [`1 × ${type}`]);
        assert.ok(Number.isFinite(report.cost.counted));
    });

    it("counts quotas as the resources are, and puts the fullest first", async () => {
        const { quotas } = await prodReport();
        const roles = quotas.find(({ what }) => what.startsWith("IAM roles"));
        assert.equal(roles?.used, await count("aws:iam/role:Role"));
        assert.ok(quotas.some(({ what, used }) => what.startsWith("AWS Config") && used > 10));
        const rules = await count("aws:cloudwatch/eventRule:EventRule");
        const here = quotas.find(({ what }) => what.startsWith("EventBridge"))?.used ?? 0;
        assert.ok(here > 0 && here < rules, `${here} rules of one region, ${rules} of all`);
        assert.deepEqual(
            quotas.map(({ share }) => share),
            quotas.map(({ share }) => share).toSorted((a, b) => b - a),
        );
    });

    it("refuses a state that is not this kit's", async () => {
        await assert.rejects(
            changedReport(({ deployment }) => {
                const others = deployment.resources?.filter(({ type }) => type !== fileSystem);
                Object.assign(deployment, { resources: others });
            }),
            /has no EFS file system/,
        );
    });
});

describe("The price of an instance", () => {
    for (const [type, price] of [
        ["t4g.small", 0.0168],
        ["t3.medium", 0.0416],
        ["m7g.large", 0.0816],
        ["m7i.4xlarge", 0.8064],
        ["m7i.metal-24xl", undefined],
        ["p5.48xlarge", undefined],
    ] as const)
        it(`of ${type} is ${price === undefined ? "not guessed" : `$${price} per hour`}`, () => {
            const found = instancePerHour(type);
            assert.equal(found === undefined ? undefined : Number(found.toFixed(4)), price);
        });
});
