import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "../../../rehearsal/engine/workspace";
import {
    changesNothing,
    changesOnly,
    findsNoDrift,
    policyBeforeMountTargets,
} from "../../../rehearsal/expectations";
import { resourcesOf } from "../../../state/exported";
import { shortUrn } from "../../../state/urn";

const fixtures = join(__dirname, "..", "fixtures");
const small = join(fixtures, "small");

const fileSystemType = "aws:efs/fileSystem:FileSystem";

/** Resources by type and name. */
const named = (urns: Iterable<string>): string[] => [...urns].map(shortUrn).sort();

describe("A small program on the real engine, without AWS", () => {
    let workspace: Workspace;

    before(async () => {
        workspace = await Workspace.create({ program: small });
    });

    after(() => workspace.dispose());

    it("previews what it would create, as unknown what AWS decides, and leaves the account empty", async () => {
        const run = await workspace.preview();
        assert.deepEqual(run.errors, []);
        assert.equal(run.exitCode, 0);
        assert.equal(run.resourceChanges.create, 37);
        assert.deepEqual(workspace.account.all(), []);
        const outputs = run.events.find(
            ({ resOutputsEvent: e }) => e?.metadata.type === "aws:efs/fileSystem:FileSystem",
        );
        assert.equal(
            outputs?.resOutputsEvent?.metadata.new?.outputs.arn,
            "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        );
        assert.equal(outputs?.resOutputsEvent?.metadata.new?.outputs.region, "us-east-1");
    });

    it("creates everything, the file system policy before the first mount target", async () => {
        const run = await workspace.up();
        assert.deepEqual(run.errors, []);
        assert.deepEqual(policyBeforeMountTargets(run), []);
        assert.equal(workspace.account.all().length, 32);
    });

    it("has the children, the ranges and the tags of an awsx VPC", async () => {
        const state = resourcesOf(await workspace.exportState());
        const children = state.filter(({ urn }) => urn.includes("awsx:ec2:Vpc$")).map(({ urn }) => urn);
        assert.deepEqual(named(children), [
            "aws:ec2/eip:Eip network-1",
            "aws:ec2/internetGateway:InternetGateway network",
            "aws:ec2/natGateway:NatGateway network-1",
            "aws:ec2/route:Route network-private-1",
            "aws:ec2/route:Route network-private-2",
            "aws:ec2/route:Route network-public-1",
            "aws:ec2/route:Route network-public-2",
            "aws:ec2/routeTable:RouteTable network-private-1",
            "aws:ec2/routeTable:RouteTable network-private-2",
            "aws:ec2/routeTable:RouteTable network-public-1",
            "aws:ec2/routeTable:RouteTable network-public-2",
            "aws:ec2/routeTableAssociation:RouteTableAssociation network-private-1",
            "aws:ec2/routeTableAssociation:RouteTableAssociation network-private-2",
            "aws:ec2/routeTableAssociation:RouteTableAssociation network-public-1",
            "aws:ec2/routeTableAssociation:RouteTableAssociation network-public-2",
            "aws:ec2/subnet:Subnet network-private-1",
            "aws:ec2/subnet:Subnet network-private-2",
            "aws:ec2/subnet:Subnet network-public-1",
            "aws:ec2/subnet:Subnet network-public-2",
            "aws:ec2/vpc:Vpc network",
        ]);
        const subnet = workspace.account.all().find(({ urn }) => urn.endsWith("Subnet::network-private-2"));
        assert.equal(subnet?.outputs.cidrBlock, "10.0.144.0/20");
        assert.equal(subnet?.outputs.availabilityZone, "us-east-1b");
        assert.equal(subnet?.outputs.mapPublicIpOnLaunch, false);
        assert.deepEqual(subnet?.outputs.tagsAll, {
            Name: "network-private-2",
            SubnetType: "Private",
            "managed-by": "pulumi",
            owner: "ci",
        });
    });

    it("changes nothing the second time, and a refresh finds no drift", async () => {
        assert.deepEqual(changesNothing(await workspace.up()), []);
        assert.deepEqual(findsNoDrift(await workspace.refresh()), []);
    });

    it("shows an update's new launch template version as unknown, and what depends on it as an update", async () => {
        workspace.setConfig("small:agents", [{ name: "alpha", instanceType: "t3.large" }, { name: "beta" }]);
        const run = await workspace.preview();
        assert.deepEqual(named(run.changes.keys()), [
            "aws:autoscaling/group:Group alpha",
            "aws:ec2/launchTemplate:LaunchTemplate alpha",
        ]);
        assert.equal(run.resourceChanges.update, 2);
        workspace.setConfig("small:agents", [{ name: "alpha" }, { name: "beta" }]);
    });

    it("touches only the agent that comes and the one that goes", async () => {
        workspace.setConfig("small:agents", [{ name: "gamma" }, { name: "alpha" }]);
        const run = await workspace.up();
        assert.deepEqual(run.errors, []);
        assert.deepEqual(changesOnly(run, "gamma", "beta", ["alpha", "beta", "gamma"]), []);
        assert.equal(run.changes.size, 8);
    });

    it("lets go of a file system that it made and now reads, without a change to anything", async () => {
        const own = workspace.account.all().filter(({ token }) => token === fileSystemType);
        workspace.setConfig("small:existing", own[0]?.id);
        const run = await workspace.up();
        assert.deepEqual(run.errors, []);
        assert.deepEqual(changesNothing(run), []);
        const read = resourcesOf(await workspace.exportState()).filter(({ external }) => external);
        assert.deepEqual(named(read.map(({ urn }) => urn)), [`${fileSystemType} storage`]);
    });

    it("destroys everything in an order that AWS accepts, but for the file system that it let go of", async () => {
        const run = await workspace.destroy();
        assert.deepEqual(run.errors, []);
        assert.deepEqual(resourcesOf(await workspace.exportState()), []);
        assert.deepEqual(
            workspace.account.all().map(({ token }) => token),
            [fileSystemType],
        );
    });

    it("writes nothing beside the program, and everything into a folder that goes", () => {
        assert.deepEqual(readdirSync(small).sort(), [
            "Pulumi.dev.yaml",
            "Pulumi.yaml",
            "index.ts",
            "package.json",
        ]);
        assert.doesNotMatch(readFileSync(join(small, "Pulumi.dev.yaml"), "utf8"), /encryptionsalt/);
        const { folder } = workspace;
        assert.ok(existsSync(join(folder, "state")));
        workspace.dispose();
        assert.ok(!existsSync(folder));
    });
});

describe("A program with a fault, on the real engine", () => {
    let workspace: Workspace | undefined;

    afterEach(() => workspace?.dispose());

    const start = async (fixture: string, options: Partial<Parameters<typeof Workspace.create>[0]> = {}) => {
        workspace = await Workspace.create({ program: join(fixtures, fixture), ...options });
        return workspace;
    };

    it("is refused for a type that the stand-in does not know, with the file to extend", async () => {
        const run = await (await start("unknown-type")).preview();
        assert.notEqual(run.exitCode, 0);
        assert.match(
            run.errors.join("\n"),
            /does not know aws:sqs\/queue:Queue.*rehearsal\/providers\/aws\/types\//,
        );
    });

    it("fails to destroy what AWS would not let go, because it states a dependency the wrong way round", async () => {
        const hidden = await start("hidden-dependency");
        assert.deepEqual((await hidden.up()).errors, []);
        const run = await hidden.destroy();
        assert.notEqual(run.exitCode, 0);
        assert.match(
            run.errors.join("\n"),
            /AWS refuses to delete aws:iam\/policy:Policy .* while aws:iam\/role:Role/,
        );
    });

    it("is refused by a mandatory policy, in the policy's own words", async () => {
        const run = await (
            await start("hidden-dependency", { policyPacks: [join(fixtures, "no-roles-pack")] })
        ).preview();
        assert.notEqual(run.exitCode, 0);
        const [violation] = run.policyEvents;
        assert.equal(violation?.policyName, "no-roles");
        assert.equal(violation?.enforcementLevel, "mandatory");
        assert.match(violation?.message ?? "", /roles are not wanted here/);
        assert.ok((run.evaluatedPolicies.get("no-roles") ?? 0) > 0);
    });

    it("is refused without a region, as the official provider refuses it", async () => {
        const run = await (
            await start("hidden-dependency", { config: { "aws:region": "nowhere" } })
        ).preview();
        assert.notEqual(run.exitCode, 0);
        assert.match(run.errors.join("\n"), /AWS region "nowhere": set aws:region/);
    });

    it("is not run with a configuration that only the real stack can decrypt", async () => {
        await assert.rejects(
            start("hidden-dependency", { stack: "sealed" }),
            /Pulumi\.sealed\.yaml: hidden:password is encrypted for the real stack/,
        );
    });
});
