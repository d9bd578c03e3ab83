import assert from "node:assert/strict";
import type { Call } from "../../../operations/aws/session";
import { failover } from "../../../operations/failover/failover";
import { parseOptions } from "../../../operations/failover/options";
import { policyFor } from "../../../operations/failover/policy";
import { environmentIn, type Outcome } from "../../../operations/operation";
import { allows, assertLeast } from "../leastPrivilege";
import { replicaId, sourceId } from "./recordedReplication";
import { account, agents, fileSystemArn, graphOf, groupArn, groupName, here, Stage, there } from "./stage";

const both = agents.map(() => 1);
const none = agents.map(() => 0);
const before = { [here]: both, [there]: none };
const after = { [here]: none, [there]: both };

const stepsOf = ({ json }: Outcome) =>
    (json as { readonly steps: readonly { readonly state: string }[] }).steps.map(({ state }) => state);

const replicating = /^elasticfilesystem:DELETE/;
const describing = "elasticfilesystem:GET /2015-02-01/file-systems/replication-configurations";

describe("npm run failover", () => {
    const stage = Stage.open();

    /** As it has to be in the end, with the replication deleted once. */
    async function hasFailedOver(outcome: Outcome): Promise<void> {
        assert.deepEqual(await stage.sizes(), after);
        assert.equal(stage.replication.status, undefined);
        assert.deepEqual(stepsOf(outcome), ["done", "done", "done"]);
        assert.equal(outcome.passed, true);
    }

    it("tells what is lost, each step and every command that follows, and does nothing without --yes", async () => {
        const { text, passed } = await stage.run("");
        assert.match(
            text,
            /^From us-east-1 to us-west-2\n {2}replica {4}fs-0b+ of fs-0a+: ENABLED\n {2}last sync {2}\S+Z\n {2}lost {7}what was written in the [67] minutes since/,
        );
        assert.match(text, /to do: 2 groups.*to do\n.*to do: 2 groups/s);
        assert.match(text, /Nothing was done\. To do it:\n {2}npm run failover -- --stack prod --yes\n/);
        assert.match(
            text,
            new RegExp(
                "pulumi state unprotect --stack prod --yes 'urn:pulumi:prod::.*::storage-replication'\\n" +
                    `  pulumi config set --stack prod --path 'jenkins-efs:storage\\.promotedReplicaId' ${replicaId}\\n`,
            ),
        );
        assert.match(
            text,
            new RegExp(
                `create-replication-configuration --region ${there} --source-file-system-id ${replicaId} --destinations Region=${here},FileSystemId=${sourceId}`,
            ),
        );
        assert.equal(passed, true);
        assert.deepEqual(await stage.sizes(), before);
        assert.equal(stage.replication.status, "ENABLED");
    });

    it("stops the agents here, promotes the replica, waits until it is writable, and starts the agents there", async () => {
        const session = stage.session();
        await hasFailedOver(await stage.run("--yes", session));
        const changing = session.calls.map(({ action, region }) => `${action} ${region}`);
        assert.deepEqual(
            changing.filter((call) => /Update|Delete/.test(call)),
            [
                ...agents.map(() => `autoscaling:UpdateAutoScalingGroup ${here}`),
                `elasticfilesystem:DeleteReplicationConfiguration ${there}`,
                ...agents.map(() => `autoscaling:UpdateAutoScalingGroup ${there}`),
            ],
        );
        assert.ok(stage.lines.some((line) => /^Waiting until replica fs-0b+ is writable/.test(line)));
    });

    it("asks for no more than its policy allows, which allows nothing else", async () => {
        const session = stage.session();
        await stage.run("--yes", session);
        const statements = policyFor(stage.subject);
        const group = ({ input, region }: Call) =>
            groupArn(
                region,
                agents.find((agent) => groupName(region, agent) === input.AutoScalingGroupName) ?? "",
            );
        await assertLeast(statements, account, session.calls, (call) => {
            if (call.action === "autoscaling:DescribeAutoScalingGroups") return [{ resource: "*" }];
            if (call.action === "autoscaling:UpdateAutoScalingGroup") return [{ resource: group(call) }];
            const id = String(call.input.FileSystemId ?? call.input.SourceFileSystemId);
            return [{ resource: fileSystemArn(id === sourceId ? here : there, id) }];
        });
        for (const [action, resource] of [
            ["elasticfilesystem:DeleteReplicationConfiguration", fileSystemArn(here, "fs-0cccccccccccccccc")],
            ["autoscaling:UpdateAutoScalingGroup", groupArn(here, "another")],
            ["elasticfilesystem:DeleteFileSystem", fileSystemArn(there, replicaId)],
            ["elasticfilesystem:CreateReplicationConfiguration", fileSystemArn(there, replicaId)],
        ] as const)
            assert.equal(await allows(statements, account, action, { resource }), false, action);
    });

    it("fits IAM's managed policy with forty agents, and allows no other environment's groups", async () => {
        const many = Array.from({ length: 40 }, (_, at) => `linux-${at}`);
        stage.graph = graphOf({ agents: many });
        const statements = policyFor(stage.subject);
        const characters = JSON.stringify({ Version: "2012-10-17", Statement: statements }).replace(
            /\s/g,
            "",
        );
        assert.ok(characters.length <= 6144, String(characters.length));
        for (const [region, agent, isAllowed] of [
            [here, "linux-39", true],
            [there, "linux-0", true],
            [here, "mac-1", false],
        ] as const)
            assert.equal(
                await allows(statements, account, "autoscaling:UpdateAutoScalingGroup", {
                    resource: groupArn(region, agent),
                }),
                isAllowed,
                `${region} ${agent}`,
            );
        const others = groupArn(here, "linux-1").replace("-prod-", "-dev-");
        assert.equal(
            await allows(statements, account, "autoscaling:UpdateAutoScalingGroup", { resource: others }),
            false,
        );
    });

    it("says every call in a dry run, and changes nothing", async () => {
        const { text } = await stage.run("--dry-run");
        assert.deepEqual(
            stage.lines.filter((line) => line.startsWith("would ")).map((line) => line.split(" {")[0]),
            [
                ...agents.map(() => `would call  autoscaling:UpdateAutoScalingGroup in ${here}`),
                `would call  elasticfilesystem:DeleteReplicationConfiguration in ${there}`,
                `would wait  until replica ${replicaId} is writable, for 30 minutes at most`,
                ...agents.map(() => `would call  autoscaling:UpdateAutoScalingGroup in ${there}`),
            ],
        );
        assert.match(text, /Nothing was done/);
        assert.deepEqual(await stage.sizes(), before);
        assert.equal(stage.replication.status, "ENABLED");
    });

    it("leaves the start to the update where agents would have no egress before it", async () => {
        stage.graph = graphOf({ hasEgress: false });
        const { text } = await stage.run("--yes");
        assert.deepEqual(await stage.sizes(), { [here]: none, [there]: none });
        assert.match(text, /by the update below, which makes their egress first \(standby\.egress\)/);
    });

    it("starts the agents that have endpoints and no NAT gateway, as with network.internet none", async () => {
        stage.graph = graphOf({ hasEgress: false, hasEndpoint: true });
        await hasFailedOver(await stage.run("--yes"));
    });

    it("tells of one of several environments, which share their configuration, to set the replica in the program", async () => {
        stage.graph = graphOf({ name: "web" });
        const { text } = await stage.run("");
        assert.match(
            text,
            /# in the program: environment web, and no other, with storage\.promotedReplicaId fs-0b+\n/,
        );
        assert.doesNotMatch(text, /pulumi config/);
    });

    it("names the environment to fail over where what stands by for it is given", () => {
        const environment = environmentIn(stage.graph, "standby");
        assert.throws(
            () => failover.regionOf?.({ ...stage.subject, environment, standby: undefined }),
            /standby stands by for prod: give --environment prod/,
        );
    });

    it("tells a command that a shell takes where a file's name has spaces", async () => {
        const { text } = await failover.run(
            stage.session(),
            stage.subject,
            parseOptions(["--file", "my state.json"]),
        );
        assert.match(text, /npm run failover -- --file 'my state\.json' --yes\n/);
    });

    it("has nothing to do again once the update has made the state agree", async () => {
        await stage.run("--yes");
        stage.graph = graphOf({ hasReplica: false });
        const session = stage.session();
        const outcome = await stage.run("--yes", session);
        await hasFailedOver(outcome);
        assert.ok(session.calls.every(({ action }) => action.includes("Describe")));
        assert.doesNotMatch(outcome.text, /state unprotect/);
        assert.doesNotMatch((await stage.run("")).text, /Nothing was done/);
    });

    it("asks in the replica's region first, as its own may be the one that is lost", () => {
        assert.equal(failover.regionOf?.(stage.subject), there);
    });

    it("deletes the replica's half alone only where that is asked for", async () => {
        const session = stage.session();
        await stage.run("--yes --local-only", session);
        assert.equal(parseOptions(["--stack", "prod"]).localOnly, false);
        assert.deepEqual(
            session.calls
                .filter(({ action }) => action.includes("Delete"))
                .map(({ input }) => input.DeletionMode),
            ["LOCAL_CONFIGURATION_ONLY"],
        );
    });

    describe("when something goes wrong", () => {
        for (const [what, call] of [
            ["the replica", describing],
            ["the deletion", replicating],
            ["a group", "autoscaling:UpdateAutoScalingGroup"],
        ] as const)
            it(`gets through where AWS throttles ${what}`, async () => {
                stage.aws.faults = [{ call, kind: "throttle", times: 1 }];
                await hasFailedOver(await stage.run("--yes"));
            });

        for (const [what, call, done] of [
            ["to see the replica", describing, before],
            ["to change a group", "autoscaling:UpdateAutoScalingGroup", before],
            ["to delete the replication", replicating, { [here]: none, [there]: none }],
        ] as const)
            it(`says what is missing where it may not be done ${what}, and goes on from there`, async () => {
                stage.aws.faults = [{ call, kind: "deny" }];
                await assert.rejects(
                    stage.run("--yes"),
                    /AccessDeniedException.*\nWhat the caller has to be allowed is printed by: npm run --silent failover -- --stack prod --policy/s,
                );
                assert.deepEqual(await stage.sizes(), done);
                stage.aws.faults = [];
                await hasFailedOver(await stage.run("--yes"));
            });

        it("takes a deletion whose answer was lost for done", async () => {
            stage.aws.faults = [{ call: replicating, kind: "lost", times: 1 }];
            await hasFailedOver(await stage.run("--yes"));
            assert.deepEqual(stage.replication.deleted, ["deleted"]);
        });

        it("gets through a connection that is reset", async () => {
            stage.aws.faults = [{ call: replicating, kind: "reset", times: 2 }];
            await hasFailedOver(await stage.run("--yes"));
        });

        it("goes on where it was interrupted between the agents and the replica", async () => {
            const interrupted = stage.session(false, (line) => {
                if (line.startsWith("Promotes")) throw new Error("interrupted");
            });
            await assert.rejects(stage.run("--yes", interrupted), /interrupted/);
            assert.deepEqual(await stage.sizes(), { [here]: none, [there]: none });
            await hasFailedOver(await stage.run("--yes"));
        });

        it("goes on where it was interrupted while the replica became writable", async () => {
            const interrupted = stage.session(false, (line) => {
                if (line.startsWith("Waiting")) throw new Error("interrupted");
            });
            stage.replication.looks = 5;
            await assert.rejects(stage.run("--yes", interrupted), /interrupted/);
            const { text } = await stage.run("");
            assert.match(text, /being promoted/);
            await hasFailedOver(await stage.run("--yes"));
        });

        it("goes on where one of the groups there was started", async () => {
            await stage.resize(there, 1, ["linux-1"]);
            const session = stage.session();
            await hasFailedOver(await stage.run("--yes", session));
            assert.deepEqual(
                session.calls
                    .filter(({ action, region }) => /Update/.test(action) && region === there)
                    .map(({ input }) => input.AutoScalingGroupName),
                [groupName(there, "linux-2")],
            );
        });

        it("is one failover where two people ask for it at once", async () => {
            const [one, other] = await Promise.all([stage.run("--yes"), stage.run("--yes")]);
            await hasFailedOver(one);
            await hasFailedOver(other);
            assert.deepEqual(stage.replication.deleted, ["deleted"]);
        });

        it("goes on without the region that does not answer, and says what is left to do there", async () => {
            stage.aws.faults = [{ call: "autoscaling:DescribeAutoScalingGroups", kind: "reset", times: 6 }];
            const { text } = await stage.run("");
            assert.match(text, /us-east-1 does not answer: what runs there is stopped by the update below/);
        });

        for (const [kind, asked] of [
            ["reset", "Describe"],
            ["error", "Describe"],
            ["reset", "Update"],
            ["error", "Update"],
        ] as const)
            it(`goes on where the region that is out has a ${kind} for each ${asked}, and ends as not done`, async () => {
                stage.aws.faults = [{ call: new RegExp(`^autoscaling:${asked}`), kind, times: 6 }];
                const { passed, text } = await stage.run("--yes");
                assert.deepEqual(await stage.sizes(), { [here]: both, [there]: both });
                assert.match(
                    text,
                    /to do: 2 groups\n.*done\n.*done\n\nNot all of it was done\. To go on:\n/s,
                );
                assert.equal(passed, false);
                await hasFailedOver(await stage.run("--yes"));
            });

        it("does not end as done where agents there were not started", async () => {
            stage.aws.faults = [{ call: "autoscaling:DescribeAutoScalingGroups", kind: "reset", times: 24 }];
            assert.equal((await stage.run("--yes")).passed, false);
        });

        it("starts the others where a group there was deleted, and does not end as done", async () => {
            stage.graph = graphOf({ absent: "linux-1" });
            const { passed, text } = await stage.run("--yes");
            assert.deepEqual(await stage.sizes(), { [here]: none, [there]: [0, 1] });
            assert.match(text, /start the agents in us-west-2: to do: 1 group\n/);
            assert.equal(passed, false);
        });

        it("names --local-only where EFS does not delete the replication", async () => {
            stage.aws.faults = [{ call: replicating, kind: "error" }];
            await assert.rejects(stage.run("--yes"));
            assert.match(stage.lines.at(-1) ?? "", /--local-only deletes the replica's alone/);
        });

        it("promotes a replica in ERROR, or one that is paused, and says AWS's reason", async () => {
            for (const status of ["ERROR", "PAUSED"]) {
                Object.assign(stage.replication, { status, statusMessage: "The key is disabled.", looks: 1 });
                assert.match(
                    (await stage.run("")).text,
                    new RegExp(`: ${status} \\(The key is disabled\\.\\)`),
                );
                await stage.run("--yes");
                assert.equal(stage.replication.status, undefined);
            }
        });

        it("does not promote a replica whose first copy is not whole", async () => {
            Object.assign(stage.replication, { status: "ENABLING", lastSync: undefined });
            await assert.rejects(stage.run("--yes"), /The first copy to fs-0b+ is not whole \(ENABLING\)/);
            assert.deepEqual(await stage.sizes(), before);
            assert.equal(stage.replication.status, "ENABLING");
        });

        it("does not touch a replication of another file system, as a failback is", async () => {
            Object.assign(stage.replication, { from: replicaId, to: sourceId });
            await assert.rejects(
                stage.run("--yes"),
                /is not the replica of fs-0a+: AWS replicates fs-0b+ to fs-0a+/,
            );
            assert.deepEqual(await stage.sizes(), before);
        });

        it("says so where the replica was deleted", async () => {
            stage.replication.exists = false;
            await assert.rejects(stage.run("--yes"), /EFS has no file system fs-0b+ in us-west-2/);
            assert.deepEqual(await stage.sizes(), before);
        });

        it("says what is missing where nothing is replicated, or nothing stands by", async () => {
            stage.graph = graphOf({ hasStandby: false, hasReplica: false });
            await assert.rejects(stage.run("--yes"), /has no replica.*storage\.replicationRegion makes one/s);
            stage.graph = graphOf({ hasStandby: false });
            await assert.rejects(stage.run("--yes"), /has a replica and nothing stands by on it.*pulumi up/s);
        });

        it("does not take an answer that is none", async () => {
            stage.aws.faults = [{ call: describing, kind: "malformed" }];
            await assert.rejects(stage.run("--yes"));
            assert.deepEqual(await stage.sizes(), before);
        });

        it("says so where the replica never becomes writable, and finds it promoted later", async () => {
            stage.replication.looks = 1000;
            await assert.rejects(
                stage.run("--yes"),
                /Waited 30 minutes in vain until replica fs-0b+ is writable/,
            );
            stage.replication.looks = 0;
            await hasFailedOver(await stage.run("--yes"));
        });
    });
});
