import assert from "node:assert/strict";
import { readConfig } from "../../infra/config";
import { Environment } from "../../infra/environment";
import { surveySite } from "../../infra/site";
import { replicaId } from "./account";
import { type Decides, evaluate } from "./auditing/alarmEvaluation";
import { type ExistingFileSystem, ownGroup } from "./existing";
import { minimal, type Registered, type Run, run } from "./program";

type Values = Record<string, unknown>;

const replicated: Values = {
    ...minimal,
    "jenkins-efs:shared": [{ name: "cache", writers: ["linux-1"], readers: [] }],
    "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
};
const promoted: Values = {
    ...replicated,
    "jenkins-efs:storage": { replicationRegion: "eu-west-1", promotedReplicaId: replicaId },
};

/** The replica, with the standby's mount targets. */
const replica: ExistingFileSystem = {
    id: replicaId,
    region: "eu-west-1",
    mountTargets: [{ zone: "eu-west-1a", group: ownGroup }],
};

const sizeOf = (stack: Run, name: string) => {
    const { minSize, maxSize, desiredCapacity } = stack.get("aws:autoscaling/group:Group", name).inputs;
    return [minSize, maxSize, desiredCapacity];
};

const placeOf = (stack: Run, name: string) => {
    const { posixUser, rootDirectory } = stack.get("aws:efs/accessPoint:AccessPoint", name).inputs;
    return { posixUser, rootDirectory };
};

describe("the standby", () => {
    let waiting: Run;
    let active: Run;
    before(async () => {
        waiting = await run("test", replicated);
        active = await run("test", promoted, { fileSystems: [replica] });
    });

    it("is made with a replica and not without", async () => {
        const alone = await run("test", minimal);
        assert.deepEqual(
            alone.resources.filter(({ name }) => name.startsWith("standby")).map(({ name }) => name),
            [],
        );
        assert.ok(waiting.resources.some(({ name }) => name === "standby-storage-policy"));
    });

    it("waits at zero while agents run here, and runs them once its replica is promoted, never both", () => {
        assert.deepEqual(sizeOf(waiting, "agent-linux-1"), [1, 1, 1]);
        assert.deepEqual(sizeOf(waiting, "standby-agent-linux-1"), [0, 0, 0]);
        assert.deepEqual(sizeOf(active, "agent-linux-1"), [0, 0, 0]);
        assert.deepEqual(sizeOf(active, "standby-agent-linux-1"), [1, 1, 1]);
    });

    it("has every directory under the same path and uid, on the replica", () => {
        for (const part of ["agent-linux-1", "shared-cache"])
            assert.deepEqual(placeOf(waiting, `standby-${part}`), placeOf(waiting, part));
        const { fileSystemId } = waiting.get(
            "aws:efs/accessPoint:AccessPoint",
            "standby-shared-cache",
        ).inputs;
        assert.equal(fileSystemId, replicaId);
    });

    it("has the file system policy on the replica before the first mount target", () => {
        const targets = waiting
            .all("aws:efs/mountTarget:MountTarget")
            .filter(({ name }) => name.startsWith("standby"));
        assert.deepEqual(
            targets.map(({ name }) => name),
            ["standby-storage-mount-eu-west-1a", "standby-storage-mount-eu-west-1b"],
        );
        for (const { dependsOn } of targets)
            assert.ok(dependsOn.some((urn) => urn.endsWith("FileSystemPolicy::standby-storage-policy")));
    });

    it("keeps the same access points when it is promoted, so that nothing is made anew", () => {
        const ids = (stack: Run) =>
            stack
                .all("aws:efs/accessPoint:AccessPoint")
                .map(({ name, inputs }) => [name, inputs.fileSystemId]);
        assert.deepEqual(ids(active), ids(waiting));
    });

    it("replicates nothing once it is promoted: a replication would overwrite what agents write there", () => {
        const type = "aws:efs/replicationConfiguration:ReplicationConfiguration";
        assert.equal(waiting.all(type).length, 1);
        assert.equal(active.all(type).length, 0);
    });

    it("is backed up once it is promoted, as until then its source is", () => {
        const selections = (stack: Run) =>
            stack.all("aws:backup/selection:Selection").map(({ name }) => name);
        assert.deepEqual(selections(waiting), ["backup"]);
        assert.deepEqual(selections(active), ["backup", "standby-backup"]);
    });

    const alarmsOf = (stack: Run) =>
        stack.all("aws:cloudwatch/metricAlarm:MetricAlarm").filter(({ name }) => name.startsWith("standby-"));

    it("has alarms of its own, told by a topic of its own to the same people", async () => {
        const mailed = await run("test", {
            ...replicated,
            "jenkins-efs:auditing": { alarmEmails: ["ci@example.com"] },
        });
        assert.match(
            String(mailed.get("aws:sns/topic:Topic", "standby-auditing-alarms").inputs.name),
            /-test-standby-alarms$/,
        );
        const { topic, endpoint } = mailed.get(
            "aws:sns/topicSubscription:TopicSubscription",
            "standby-auditing-alarms-ci@example.com",
        ).inputs;
        assert.equal(endpoint, "ci@example.com");
        const agentAlarms = [
            ...["agent-disconnected", "area-missing", "disk-full", "mount-missing", "secret-missing"],
            "watchdog-down",
        ];
        assert.deepEqual(
            alarmsOf(mailed)
                .map((alarm) => alarm.name.replace(/^standby-auditing-(alarm-)?/, ""))
                .toSorted(),
            [
                ...agentAlarms.map((each) => `agents-${each}-linux-1`),
                "agents-controller-silent",
                "burst-credits-low",
                "flow-rejected",
                "io-limit-high",
                "throughput-high",
            ].toSorted(),
        );
        for (const { inputs } of alarmsOf(mailed)) assert.deepEqual(inputs.alarmActions, [topic]);
        const rules = mailed
            .all("aws:cloudwatch/eventRule:EventRule")
            .filter((rule) => rule.name.startsWith("standby-"));
        assert.deepEqual(
            rules.map((rule) => rule.name.replace(/^standby-auditing-(alarm-)?/, "")).toSorted(),
            ["agent-unhealthy", "agents-connection-mispaired-linux-1", "backup-failed", "restore-failed"],
        );
        for (const { inputs } of rules) assert.match(String(inputs.namePrefix), /^standby-auditing-/);
    });

    it("raises none of its alarms while no agent says anything and no backup is made, and misses a backup once it is due", () => {
        for (const { name, inputs } of alarmsOf(waiting)) {
            const silence = Array<undefined>(Number(inputs.evaluationPeriods)).fill(undefined);
            assert.notEqual(evaluate(inputs as unknown as Decides, silence, "OK"), "ALARM", name);
        }
        const isBackup = ({ name }: Registered) => name === "standby-auditing-alarm-backup-missing";
        assert.deepEqual(
            [waiting, active].map((stack) => alarmsOf(stack).some(isBackup)),
            [false, true],
        );
    });

    it("is promoted of one environment alone, as the others would stop and leave their replicas", async () => {
        const program = async () => {
            await surveySite(readConfig(), ["web", "mobile"]);
            return {};
        };
        await assert.rejects(
            run("test", promoted, { program }),
            /storage\.promotedReplicaId is one file system, and the environments web, mobile of this stack have it/,
        );
    });

    const other = "fs-0aaaaaaaaaaaaaaaa";
    const promotions: readonly (readonly [
        what: string,
        fileSystems: readonly ExistingFileSystem[],
        message: RegExp,
    ])[] = [
        ["that is nowhere", [], /promotedReplicaId.*is no file system of this account in eu-west-1/s],
        [
            "of another region",
            [{ id: replicaId }],
            /promotedReplicaId.*is no file system of this account in eu-west-1/s,
        ],
        [
            "that is not the one which its standby mounts",
            [
                { id: replicaId, region: "eu-west-1" },
                { ...replica, id: other },
            ],
            /is not what stands by: test-standby has its mount targets on fs-0a{16}, and would leave that/,
        ],
        [
            "that is replicated to yet",
            [{ ...replica, described: { protection: { replicationOverwrite: "REPLICATING" } } }],
            /is a replica yet.*with --yes, or remove the key.*npm run failover -- --stack test/s,
        ],
    ];
    for (const [what, fileSystems, message] of promotions)
        it(`runs on no promoted replica ${what}, and says so before anything is made`, async () => {
            await assert.rejects(run("test", promoted, { fileSystems }), { message });
        });

    describe("of each of several environments in one program", () => {
        const mountedBy = (id: string, environment: string): ExistingFileSystem => ({
            id,
            region: "eu-west-1",
            mountTargets: [{ zone: "eu-west-1a", group: `sg-${environment}`, environment }],
        });
        const there = [mountedBy(replicaId, "test-web-standby"), mountedBy(other, "test-mobile-standby")];
        /** Runs web and mobile, of which web has failed over to `id`. */
        const failedOver = (id: string, fileSystems: readonly ExistingFileSystem[], isAsked = true) =>
            run("test", replicated, {
                fileSystems,
                program: async () => {
                    const config = readConfig();
                    const web = { ...config, storage: { ...config.storage, promotedReplicaId: id } };
                    const environments = { web, mobile: config };
                    const site = await surveySite(config, isAsked ? environments : ["web", "mobile"]);
                    for (const [name, own] of Object.entries(environments))
                        new Environment(name, { config: own, site });
                    return {};
                },
            });

        it("runs on its own replica and leaves the others as they are", async () => {
            const stack = await failedOver(replicaId, there);
            assert.deepEqual(sizeOf(stack, "web-standby-agent-linux-1"), [1, 1, 1]);
            assert.deepEqual(sizeOf(stack, "mobile-agent-linux-1"), [1, 1, 1]);
        });

        it("runs on no other's, and says so before anything is made", async () => {
            await assert.rejects(failedOver(other, there), {
                message:
                    /is not what stands by: test-web-standby has its mount targets on fs-0.*npm run failover -- --stack test --environment web/s,
            });
        });

        it("runs on none that AWS was not asked of, and says how it is", async () => {
            await assert.rejects(failedOver(replicaId, there, false), {
                message: new RegExp(
                    `^Environment web has ${replicaId} as storage\\.promotedReplicaId, and AWS was asked of none.*surveySite\\(config, `,
                ),
            });
        });
    });

    it("runs on a promoted replica on which nothing stood by before", async () => {
        const first = await run("test", promoted, {
            fileSystems: [{ id: replicaId, region: "eu-west-1" }],
        });
        assert.deepEqual(sizeOf(first, "standby-agent-linux-1"), [1, 1, 1]);
    });

    const egress = (stack: Run) => ({
        nat: stack.get("awsx:ec2:Vpc", "standby-network").inputs.natGateways,
        endpoints: stack
            .all("aws:ec2/vpcEndpoint:VpcEndpoint")
            .filter(({ name }) => name.startsWith("standby")).length,
    });

    it("pays for no egress until it is promoted, unless that is to be ready", async () => {
        assert.deepEqual(egress(waiting), { nat: { strategy: "None" }, endpoints: 1 });
        assert.deepEqual(egress(active), { nat: { strategy: "OnePerAz" }, endpoints: 9 });
        const ready = await run("test", { ...replicated, "jenkins-efs:standby": { egress: "ready" } });
        assert.deepEqual(egress(ready), egress(active));
        assert.deepEqual(sizeOf(ready, "standby-agent-linux-1"), [0, 0, 0]);
    });

    it("starts no agent before each endpoint and rule is there through which it starts", () => {
        const { dependsOn } = active.get("aws:autoscaling/group:Group", "standby-agent-linux-1");
        const made = active
            .all("aws:ec2/vpcEndpoint:VpcEndpoint")
            .concat(active.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"))
            .filter(({ name }) => name.startsWith("standby-network") && name !== "standby-network-s3");
        assert.equal(made.length, 9);
        for (const { name } of made)
            assert.ok(
                dependsOn.some((urn) => urn.endsWith(`::${name}`)),
                name,
            );
    });

    it("reads the agents' own secrets, of which its region gets copies under its own key", () => {
        assert.deepEqual(waiting.get("aws:secretsmanager/secret:Secret", "agent-linux-1").inputs.replicas, [
            { region: "eu-west-1", kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/standby-key-agents" },
        ]);
        assert.match(
            String(waiting.get("aws:iam/policy:Policy", "standby-agent-linux-1").inputs.policy),
            /"Action":"secretsmanager:GetSecretValue","Resource":"[^"]*agent-linux-1"/,
        );
    });

    const refusals: readonly (readonly [what: string, config: Values, message: RegExp])[] = [
        [
            "a promoted replica in no region",
            { "jenkins-efs:storage": { promotedReplicaId: replicaId } },
            /storage\.promotedReplicaId.*is in no region; write storage\.replicationRegion/s,
        ],
        [
            "zones of a standby that is not made",
            {
                "jenkins-efs:storage": {},
                "jenkins-efs:standby": { availabilityZones: ["eu-west-1a", "eu-west-1b"] },
            },
            /standby\.availabilityZones.*storage\.replicationRegion makes, which is missing/s,
        ],
        [
            "zones of another region",
            { "jenkins-efs:standby": { availabilityZones: ["us-east-1a", "eu-west-1b"] } },
            /has us-east-1a, which is not in storage\.replicationRegion eu-west-1/,
        ],
        [
            "one zone twice",
            { "jenkins-efs:standby": { availabilityZones: ["eu-west-1a", "eu-west-1a"] } },
            /standby\.availabilityZones.*names a zone twice/s,
        ],
        [
            "the addresses of the environment itself",
            { "jenkins-efs:standby": { vpcCidr: "10.40.0.0/16" } },
            /standby\.vpcCidr.*has addresses of network\.vpcCidr 10\.40\.0\.0\/16/s,
        ],
        [
            "some addresses of the environment itself",
            { "jenkins-efs:network": { vpcCidr: "10.41.16.0/20" } },
            /standby\.vpcCidr.*has addresses of network\.vpcCidr 10\.41\.16\.0\/20/s,
        ],
        [
            "a block that no VPC can have",
            { "jenkins-efs:standby": { vpcCidr: "169.254.0.0/16" } },
            /standby\.vpcCidr.*link-local/s,
        ],
        [
            "a zone that its region does not have",
            { "jenkins-efs:standby": { availabilityZones: ["eu-west-1a", "eu-west-1f"] } },
            /standby\.availabilityZones.*is not available in eu-west-1; the region has/s,
        ],
    ];
    for (const [what, config, message] of refusals)
        it(`does not take ${what}`, async () => {
            await assert.rejects(run("test", { ...replicated, ...config }), { message });
        });
});
