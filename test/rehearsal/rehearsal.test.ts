import assert from "node:assert/strict";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { help, parseOptions } from "../../commands/options";
import { Run } from "../../rehearsal/engine/run";
import {
    changesNothing,
    changesOnly,
    evaluatesPolicies,
    findsNoDrift,
    policyBeforeMountTargets,
} from "../../rehearsal/expectations";
import { asJson, partOf, reportPassed } from "../../rehearsal/report";

const urn = (type: string, name: string): string =>
    `urn:pulumi:dev::jenkins-efs::jenkins-efs:agents:Agent$${type}::${name}`;

const event = (
    kind: "resourcePreEvent" | "resOutputsEvent",
    type: string,
    name: string,
    op: OpType,
): EngineEvent => ({
    sequence: 0,
    timestamp: 0,
    [kind]: { metadata: { op, urn: urn(type, name), type, provider: "" } },
});

const run = (events: EngineEvent[]): Run => new Run(0, "", "", events, 1);

const ran = (...operations: [string, string, OpType][]): Run =>
    run(operations.map(([type, name, op]) => event("resourcePreEvent", type, name, op)));

describe("The options of the rehearsal", () => {
    it("default to the dev stack, its configured agents and a scratch folder that goes", () => {
        assert.deepEqual(parseOptions([]), {
            stack: "dev",
            agents: undefined,
            keep: false,
            exportFile: undefined,
            json: false,
            help: false,
        });
    });

    it("are read as the help says", () => {
        assert.deepEqual(
            parseOptions(["--stack", "prod", "--agents", "40", "--export", "state.json", "--keep", "--json"]),
            {
                stack: "prod",
                agents: 40,
                keep: true,
                exportFile: "state.json",
                json: true,
                help: false,
            },
        );
        for (const option of ["--stack", "--agents", "--export", "--keep", "--json", "--help"])
            assert.ok(help.includes(option), option);
    });
});

describe("The rehearsal expects", () => {
    const role = "aws:iam/role:Role";

    it("policies to judge what is deployed", () => {
        const judged = { sequence: 0, timestamp: 0, policyAnalyzeSummaryEvent: { passed: ["a"] } };
        assert.deepEqual(evaluatesPolicies(run([judged])), []);
        assert.equal(evaluatesPolicies(run([])).length, 1);
    });

    it("no changes from an unchanged program", () => {
        assert.deepEqual(changesNothing(ran([role, "agent-a", "same"], [role, "agent-b", "same"])), []);
        assert.deepEqual(changesNothing(ran([role, "agent-a", "update"])), [
            "it must change nothing, but it would update: aws:iam/role:Role agent-a",
        ]);
    });

    it("no drift after an update", () => {
        const summary = (resourceChanges: Partial<Record<OpType, number>>): Run =>
            run([
                {
                    sequence: 0,
                    timestamp: 0,
                    summaryEvent: {
                        maybeCorrupt: false,
                        durationSeconds: 1,
                        resourceChanges,
                        policyPacks: {},
                    },
                },
            ]);
        assert.deepEqual(findsNoDrift(summary({ same: 3 })), []);
        assert.deepEqual(findsNoDrift(summary({ same: 3, delete: 1 })), [
            "a refresh must find what the update left, but 1 resource(s) are delete",
        ]);
    });

    it("changes of no agent but the one that comes and the one that goes", () => {
        const agents = ["a", "b", "c"];
        const swap: [string, string, OpType][] = [
            [role, "agent-c", "create"],
            [role, "agent-b", "delete"],
            [role, "agent-a", "same"],
        ];
        assert.deepEqual(changesOnly(ran(...swap), "c", "b", agents), []);
        assert.deepEqual(changesOnly(ran(...swap, [role, "agent-a-profile", "update"]), "c", "b", agents), [
            "only c and b must change, but it did update: aws:iam/role:Role agent-a-profile",
        ]);
        assert.deepEqual(changesOnly(ran(...swap, [role, "boundary", "update"]), "c", "b", agents), [
            "only c and b must change, but it did update: aws:iam/role:Role boundary",
        ]);
        const secret = "aws:secretsmanager/secret:Secret";
        const copies: [string, string, OpType][] = [
            [secret, "agent-c", "read"],
            [secret, "agent-b", "discard"],
        ];
        assert.deepEqual(changesOnly(ran(...swap, ...copies), "c", "b", agents), []);
        assert.equal(changesOnly(ran(...swap, [secret, "agent-a", "discard"]), "c", "b", agents).length, 1);
        const pipeline = "aws:imagebuilder/imagePipeline:ImagePipeline";
        assert.deepEqual(
            changesOnly(ran(...swap, [pipeline, "images-x86_64", "delete"]), "c", "b", agents),
            [],
        );
        assert.deepEqual(
            changesOnly(ran([role, "agent-c", "create"], [role, "agent-b", "update"]), "c", "b", agents),
            ["only c and b must change, but it did update: aws:iam/role:Role agent-b"],
        );
        assert.deepEqual(changesOnly(ran([role, "agent-c", "create"]), "c", "b", agents), [
            "b must change, but none of its resources did",
        ]);
    });

    it("the file system policy in force before the first mount target", () => {
        const policy = event(
            "resOutputsEvent",
            "aws:efs/fileSystemPolicy:FileSystemPolicy",
            "storage",
            "create",
        );
        const target = event("resourcePreEvent", "aws:efs/mountTarget:MountTarget", "storage-a", "create");
        assert.deepEqual(policyBeforeMountTargets(run([policy, target])), []);
        assert.equal(policyBeforeMountTargets(run([target, policy])).length, 1);
        assert.equal(policyBeforeMountTargets(run([target])).length, 1);
    });
});

const cli = { command: "pulumi", version: "3.219.0", origin: "on PATH", pluginFolders: [] } as const;

describe("The result for a reader", () => {
    const stack = "urn:pulumi:dev::kit::pulumi:pulumi:Stack::kit-dev";
    const provider = "urn:pulumi:dev::kit::pulumi:providers:aws::default_7_48_0";
    const deployed = [stack, provider, urn("aws:iam/role:Role", "a"), urn("aws:iam/policy:Policy", "a")];

    it("says in one line why the engine, the state and AWS count differently", () => {
        const said = reportPassed("dev", cli, { steps: [], deployed, remains: ["key a"] });
        assert.match(
            said,
            /\n {2}4 in the state: 2 of AWS, 1 that group them, and 1 providers, which the engine does not count\n/,
        );
        assert.match(said, /leaves in AWS\n {2}key a\n/);
    });

    it("tells what previews had to wait for from advice that somebody can follow", () => {
        const said = (...names: string[]) => {
            const events = names.map((policyName) => ({
                policyEvent: { policyName, enforcementLevel: "advisory", message: "" },
            }));
            const steps = [{ name: "preview", seconds: 1, faults: [], run: run(events as EngineEvent[]) }];
            return reportPassed("dev", cli, { steps, deployed, remains: undefined });
        };
        assert.match(said("preview-coverage"), /\n {2}where values were not known yet, previews said so/);
        assert.doesNotMatch(said("preview-coverage"), /advice/);
        assert.match(said("secret-rotation"), /advice of policies [^\n]*:\n {2}secret-rotation \(1\)\n/);
        assert.doesNotMatch(said("secret-rotation"), /not known yet/);
    });

    it("says nothing of what is left of a stack that is kept", () => {
        assert.doesNotMatch(
            reportPassed("dev", cli, { steps: [], deployed, remains: undefined }),
            /leaves in AWS/,
        );
    });
});

describe("The result for a program", () => {
    it("names the step that failed, with what was wrong in it", () => {
        const steps = [
            { name: "preview", seconds: 1, faults: [] },
            { name: "up", seconds: 2, faults: ["it broke"], run: run([]) },
        ];
        assert.deepEqual(JSON.parse(asJson("dev", cli, { steps, deployed: [], remains: ["key a"] })), {
            stack: "dev",
            pulumi: "3.219.0",
            passed: false,
            resources: 0,
            steps: [
                { name: "preview", seconds: 1, faults: [] },
                { name: "up", seconds: 2, faults: ["it broke"] },
            ],
            remains: ["key a"],
        });
    });
});

describe("What the engine says", () => {
    it("is kept without colours and without repetition", () => {
        const diagnostic = (message: string): EngineEvent => ({
            sequence: 0,
            timestamp: 0,
            diagnosticEvent: {
                message,
                prefix: "<{%fg 1%}>error: <{%reset%}>",
                color: "raw",
                severity: "error",
            },
        });
        const { errors } = run([diagnostic("it broke<{%reset%}>\n"), diagnostic("it broke<{%reset%}>\n")]);
        assert.deepEqual(errors, ["error: it broke"]);
    });

    it("counts how often each policy was evaluated, passed or failed", () => {
        const summary = (names: object): EngineEvent => ({ sequence: 0, timestamp: 0, ...names });
        const { evaluatedPolicies } = run([
            summary({ policyAnalyzeSummaryEvent: { passed: ["a"], failed: ["b"] } }),
            summary({ policyAnalyzeSummaryEvent: { passed: ["a"] } }),
            summary({ policyAnalyzeStackSummaryEvent: { passed: ["c"] } }),
        ]);
        assert.deepEqual(
            [...evaluatedPolicies],
            [
                ["a", 2],
                ["b", 1],
                ["c", 1],
            ],
        );
    });

    it("is sorted by the part of the stack that a resource belongs to", () => {
        assert.equal(partOf(urn("aws:iam/role:Role", "agent-a")), "agents");
        assert.equal(
            partOf(
                "urn:pulumi:dev::two::jenkins-efs:environment:Environment$jenkins-efs:network:Network$awsx:ec2:Vpc$aws:ec2/vpc:Vpc::web-network",
            ),
            "network",
        );
        assert.equal(partOf("urn:pulumi:dev::jenkins-efs::aws:iam/role:Role::agent-a"), "(top level)");
    });
});
