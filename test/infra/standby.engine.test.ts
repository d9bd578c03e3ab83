import assert from "node:assert/strict";
import { join } from "node:path";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn } from "../../proof/finding";
import { Proof } from "../../proof/proof";
import type { RunOptions } from "../../rehearsal/engine/run";
import { Workspace } from "../../rehearsal/engine/workspace";
import { environmentsIn, ownFileSystemsIn } from "../../state/environments";
import { Graph } from "../../state/graph";

const program = join(__dirname, "..", "..");
const storage = { replicationRegion: "us-west-2" };
const replicationType = "aws:efs/replicationConfiguration:ReplicationConfiguration";
const fileSystemType = "aws:efs/fileSystem:FileSystem";

/** How many instances each environment's agents have, and what their groups are in. */
const instancesIn = (graph: Graph) =>
    Object.fromEntries(
        environmentsIn(graph).map((environment) => [
            environment.name,
            environment.graph
                .all("aws:autoscaling/group:Group")
                .map(({ props }) => `${String(props.region)} ${String(props.desiredCapacity)}`),
        ]),
    );

/** Id of what the standby is on. */
const replicaOf = (graph: Graph): string =>
    environmentsIn(graph)
        .filter(({ standbyFor }) => standbyFor !== undefined)
        .flatMap((standby) => ownFileSystemsIn(standby.graph).map(({ id }) => id))
        .join();

/** What is not as docs/access.md has it, in both environments. */
const unexpectedIn = async (graph: Graph) =>
    differencesIn(
        await new Proof(expectedTables(), bystandersOf(graph, "arn:aws:iam::111122223333:role/Deployer")).of(
            graph,
            undefined,
        ),
    );

describe("A standby on the engine", () => {
    let workspace: Workspace;
    const graphOf = async () => Graph.of(await workspace.exportState());
    const withPack = { policyPackConfigs: [join(program, "policy-pack/config/dev.json")] };
    const update = async (options: RunOptions = withPack) => {
        const run = await workspace.up(options);
        assert.deepEqual([run.causes, run.policyEvents], [[], []]);
        assert.equal(run.succeeded, true, run.stderr);
        return run;
    };

    before(async () => {
        workspace = await Workspace.create({
            program,
            policyPacks: [join(program, "policy-pack")],
            config: {
                "jenkins-efs:agents": [{ name: "linux-1", instanceType: "t4g.medium" }],
                "jenkins-efs:protect": true,
                "jenkins-efs:bake": true,
                "jenkins-efs:backup": {},
            },
        });
    });
    after(() => workspace?.dispose());

    it("can be added to an environment that is deployed, which a preview shows before", async () => {
        await update({ policyPacks: [] });
        workspace.setConfig("storage", storage);
        const { causes, succeeded } = await workspace.preview();
        assert.deepEqual([causes, succeeded], [[], true]);
    });

    it("is deployed beside the environment, passes the pack, and is proven like it, each with its own region's names", async () => {
        await update();
        const graph = await graphOf();
        assert.deepEqual(instancesIn(graph), { dev: ["us-east-1 1"], standby: ["us-west-2 0"] });
        const [, standby] = environmentsIn(graph);
        assert.equal(standby?.standbyFor, "dev");
        const [replica] = ownFileSystemsIn(standby.graph);
        assert.equal(replica?.outlives, true);
        assert.deepEqual(replica.props.protection, { replicationOverwrite: "REPLICATING" });
        assert.deepEqual(await unexpectedIn(graph), []);
    });

    it("runs on its replica once that was promoted, which the update leaves in place, and nothing runs at home", async () => {
        const before = await graphOf();
        const replica = replicaOf(before);
        // As EFS does for npm run failover.
        const { account } = workspace;
        const of = (type: string, id?: string) =>
            account.all().find((each) => each.token === type && (id === undefined || each.id === id));
        const [replication, fileSystem] = [of(replicationType), of(fileSystemType, replica)];
        assert.ok(replication !== undefined && fileSystem !== undefined);
        account.remove(replication);
        const protection = { replicationOverwrite: "ENABLED" };
        account.put({ ...fileSystem, outputs: { ...fileSystem.outputs, protection } });
        // As its last lines say.
        await workspace.unprotect(before.all(replicationType).map(({ urn }) => urn));
        workspace.setConfig("storage", { ...storage, promotedReplicaId: replica });

        const { operations } = await update();
        const graph = await graphOf();
        assert.deepEqual(instancesIn(graph), { dev: ["us-east-1 0"], standby: ["us-west-2 1"] });
        assert.deepEqual(graph.all(replicationType), []);
        const kept = /accessPoint:AccessPoint|mountTarget:MountTarget|fileSystem:FileSystem|aws:kms/;
        assert.deepEqual(
            [...operations].filter(
                ([urn, done]) => kept.test(urn) && !done.every((op) => /same|read/.test(op)),
            ),
            [],
        );
        assert.ok(graph.all("aws:ec2/natGateway:NatGateway").some(({ name }) => name.startsWith("standby")));
    });

    it("stands by on a new replica once the environment is failed back, and leaves the old one to be deleted", async () => {
        const promoted = replicaOf(await graphOf());
        workspace.setConfig("storage", storage);
        // To what the pack has judged before.
        await update({ policyPacks: [] });
        const graph = await graphOf();
        assert.deepEqual(instancesIn(graph), { dev: ["us-east-1 1"], standby: ["us-west-2 0"] });
        const replica = replicaOf(graph);
        assert.notEqual(replica, promoted);
        // EFS deletes no file system that has a mount target.
        const left = workspace.account.all().map(({ id, outputs }) => [id, outputs.fileSystemId]);
        assert.ok(left.some(([id]) => id === promoted));
        assert.deepEqual(
            left.filter(([, fileSystemId]) => fileSystemId === promoted),
            [],
        );
    });
});
