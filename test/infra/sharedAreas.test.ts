import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { pairingAlarm } from "../../infra/auditing/alarms/connections";
import { validateConfig } from "../../infra/config";
import { accessPointId } from "./account";
import { minimal, type Run, run } from "./program";

const agents = ["linux-1", "linux-2", "linux-3"].map((name) => ({ name, instanceType: "m7g.large" }));
const area = { name: "maven-cache", writers: ["linux-1"], readers: "all" };

/** What is wrong with one list of areas: the keys, the problems, and the fixes. */
function faultsOf(shared: unknown, some: readonly object[] = agents) {
    const owner = { owner: "ci", controllerUrl: "https://jenkins.example.com/" };
    const result = validateConfig(
        { ...owner, agents: JSON.stringify(some), shared: JSON.stringify(shared) },
        "us-east-1",
    );
    return "faults" in result ? result.faults : [];
}

describe("the configuration of shared areas", () => {
    const refused: [title: string, areas: unknown, key: string, problem?: RegExp][] = [
        ["an area without a writer", [{ ...area, writers: [] }], "shared[0].writers"],
        ["an area of which nobody said who reads it", [{ ...area, readers: undefined }], "shared[0].readers"],
        [
            "a name that reads as another area's writers",
            [{ ...area, name: "maven-writer" }],
            "shared[0].name",
        ],
        ["a name that is no variable's", [{ ...area, name: "Maven_Cache" }], "shared[0].name"],
        [
            "a writer that is no agent",
            [{ ...area, writers: ["windows-1"] }],
            "shared[0].writers[0]",
            /is none of agents \(linux-1, linux-2, linux-3\)/,
        ],
        [
            "a reader that is no agent",
            [{ ...area, readers: ["linux-9x"] }],
            "shared[0].readers[0]",
            /none of/,
        ],
        [
            "an agent that is both",
            [{ ...area, readers: ["linux-1"] }],
            "shared[0].readers[0]",
            /is a writer too, who reads anyway/,
        ],
        [
            "an agent listed twice",
            [{ ...area, writers: ["linux-1", "linux-1"] }],
            "shared[0].writers[1]",
            /twice/,
        ],
        ["two areas of one name", [area, area], "shared[1].name", /is listed twice/],
        [
            "an area whose uid is an agent's",
            [{ ...area, uid: 395_293 }],
            "shared[0].uid",
            /agent linux-1; 395294/,
        ],
        [
            "more areas than an agent's policy takes",
            Array.from({ length: 21 }, (_, at) => ({ ...area, name: `area-${at}` })),
            "shared",
        ],
    ];
    for (const [title, areas, key, problem] of refused)
        it(`refuses ${title}`, () => {
            const [fault, ...more] = faultsOf(areas);
            assert.deepEqual([fault?.key, more], [key, []]);
            if (problem) assert.match(fault?.problem ?? "", problem);
        });

    it("refuses an agent whose own directory would be mounted over the areas", () => {
        const [fault] = faultsOf([{ ...area, writers: ["shared"] }], [{ ...agents[0], name: "shared" }]);
        assert.equal(fault?.key, "agents[0].name");
    });

    it("refuses a label that reads as an area's", () => {
        const [fault] = faultsOf([area], [{ ...agents[0], labels: ["arm64", "shared-maven-cache-writer"] }]);
        assert.equal(fault?.key, "agents[0].labels[1]");
        assert.deepEqual(faultsOf([], [{ ...agents[0], labels: ["shared-gpu"] }]), []);
    });

    it("offers the agent that was meant by a misspelt name", () => {
        assert.equal(faultsOf([{ ...area, writers: ["Linux-1"] }])[0]?.fix, "linux-1");
    });

    it("accepts an area that nobody reads but its writers, and 20 areas", () => {
        assert.deepEqual(faultsOf([{ ...area, readers: [] }]), []);
        assert.deepEqual(
            faultsOf(Array.from({ length: 20 }, (_, at) => ({ ...area, name: `area-${at}` }))),
            [],
        );
    });
});

describe("an environment with shared areas", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", {
            ...minimal,
            "jenkins-efs:agents": agents,
            "jenkins-efs:shared": [
                area,
                { name: "npm", writers: ["linux-2", "linux-3"], readers: ["linux-1"], required: true },
                { name: "go", writers: ["linux-3"], readers: [] },
            ],
        });
    });
    const points = () => stack.all("aws:efs/accessPoint:AccessPoint");
    const policyOf = (
        agent: string,
    ): { Sid: string; Action: string | string[]; Condition: Record<string, Record<string, unknown>> }[] =>
        JSON.parse(String(stack.get("aws:iam/rolePolicy:RolePolicy", `agent-${agent}-shared`).inputs.policy))
            .Statement;

    it("has one access point per area, with a directory, an identity and a tag of its own", () => {
        const shared = points().filter(({ name }) => name.startsWith("shared-"));
        assert.deepEqual(
            shared.map(({ inputs }) => (inputs.rootDirectory as { path: string }).path).toSorted(),
            ["/shared/go", "/shared/maven-cache", "/shared/npm"],
        );
        assert.deepEqual(
            shared.map(({ inputs }) => (inputs.tags as Record<string, string>)["shared-area"]).toSorted(),
            ["go", "maven-cache", "npm"],
        );
        const uids = points().map(({ inputs }) => (inputs.posixUser as { uid: number }).uid);
        assert.equal(new Set(uids).size, 6);
    });

    it("lets a writer mount and write, a reader mount only, and denies the reader every write", () => {
        const granted = (agent: string) =>
            policyOf(agent).map(({ Sid, Action, Condition }) => {
                const arns = [Condition.StringEquals?.["elasticfilesystem:AccessPointArn"]].flat();
                const actions = [Action]
                    .flat()
                    .map((action) => action.replace("elasticfilesystem:Client", ""));
                return [Sid, actions.join(), arns.map((arn) => String(arn).split("/").at(-1))];
            });
        const [maven, npm, go] = ["maven-cache", "npm", "go"].map((name) => accessPointId(`shared-${name}`));
        assert.deepEqual(granted("linux-1"), [
            ["WriteSharedAreas", "Mount,Write", [maven]],
            ["ReadSharedAreas", "Mount", [npm]],
            ["NoWriteToWhatIsRead", "Write", [npm]],
        ]);
        assert.deepEqual(granted("linux-3"), [
            ["WriteSharedAreas", "Mount,Write", [npm, go]],
            ["ReadSharedAreas", "Mount", [maven]],
            ["NoWriteToWhatIsRead", "Write", [maven]],
        ]);
    });

    it("starts an instance only once its role may mount the areas", () => {
        const { dependsOn } = stack.get("aws:autoscaling/group:Group", "agent-linux-1");
        assert.ok(dependsOn.some((urn) => urn.endsWith("RolePolicy::agent-linux-1-shared")));
    });

    it("gives each node the labels of its areas", () => {
        const { jenkins } = parse(String(stack.outputs.jenkinsConfigurationAsCode));
        assert.deepEqual(
            jenkins.nodes.map(
                ({ permanent }: { permanent: { labelString: string } }) => permanent.labelString,
            ),
            [
                "shared-maven-cache shared-maven-cache-writer shared-npm",
                "shared-maven-cache shared-npm shared-npm-writer",
                "shared-maven-cache shared-npm shared-npm-writer shared-go shared-go-writer",
            ],
        );
    });
});

describe("the alarm on an agent and what it mounts", () => {
    /** EventBridge's limit, by default. */
    const longestPattern = 2048;
    const region = "ap-southeast-1";
    const arn = (service: string, rest: string) => `arn:aws-us-gov:${service}:${region}:111122223333:${rest}`;
    const ids = Array.from({ length: 20 }, (_, at) => `fsap-${String(at).padStart(17, "0")}`);

    it("is within EventBridge's limit with 20 areas and the longest names, however many of them it reads", async () => {
        for (let reads = 0; reads <= ids.length; reads++) {
            const pattern = pairingAlarm.pattern({
                name: "linux-1",
                environment: "jenkins-efs-prod",
                fileSystemArn: arn("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
                accessPointArn: arn("elasticfilesystem", "access-point/fsap-0123456789abcdef0"),
                readAreaIds: ids.slice(0, reads),
                writtenAreaIds: ids.slice(reads),
                // A path of the longest project and environment, and a name of IAM's 64 characters.
                roleArn: `arn:aws-us-gov:iam::111122223333:role/${"p".repeat(39)}/${"e".repeat(17)}/${"r".repeat(64)}`,
            });
            const text = await new Promise<string>((resolve) => pulumi.jsonStringify(pattern).apply(resolve));
            assert.ok(text.length <= longestPattern, `${reads} read: ${text.length} characters`);
        }
    });
});
