import assert from "node:assert/strict";
import { restoredFileSystemPolicy } from "../../../infra/documents/fileSystemPolicy";
import { closed, opened, type Reachable, runsIn } from "../../../operations/restore/opening";
import { asEfsReadsIt, readDocument } from "../../../proof/account/document";
import { Evaluator } from "../../../proof/account/evaluate";
import type { Principal } from "../../../proof/account/principal";
import { writtenPolicy } from "../../../proof/account/written";
import { account, arns, documentOf, fileSystemArn, mount, principalOf, region } from "../../proof/anyAgents";

const efs = `arn:aws:elasticfilesystem:${region}:${account}`;
const restored: Reachable = {
    run: "0123456789ab",
    fileSystemArn: `${efs}:file-system/fs-0aaaaaaaaaaaaaaaa`,
    accessPointArn: `${efs}:access-point/fsap-0aaaaaaaaaaaaaaaa`,
};
const agents = ["linux-1", "linux-2", "linux-3"];
const broad = { Sid: "All", Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*" };

/** What is asked of the file system that holds the restored directory. */
const ask = (
    action: string,
    policy = restoredFileSystemPolicy(restored.fileSystemArn, restored.accessPointArn),
    context: Readonly<Record<string, string>> = {},
) => ({
    ...mount(restored.accessPointArn, action),
    resource: restored.fileSystemArn,
    context: { ...mount(restored.accessPointArn, action).context, ...context },
    resourcePolicy: asEfsReadsIt(readDocument("the restored file system's policy", policy)),
});

/** An agent with the boundary that its role really has, its policy, and what else is attached. */
function agent(
    at: number,
    policy = documentOf(agents[at] ?? "", at),
    ...attached: readonly unknown[]
): Principal {
    const others = attached.map((statement) =>
        readDocument("attached", JSON.stringify({ Statement: statement })),
    );
    return {
        ...principalOf(agents[at] ?? "", at),
        policies: [readDocument(`policy of ${agents[at]}`, policy), ...others],
        boundary: writtenPolicy("boundary-policy.json", "jenkins-efs", "aws"),
    };
}

const openedFor = (at: number, reachable = restored): string =>
    JSON.stringify(opened(JSON.parse(documentOf(agents[at] ?? "", at)), reachable));

describe("what was restored", () => {
    const evaluator = new Evaluator();
    const outcome = async (who: Principal, request: ReturnType<typeof ask>) =>
        (await evaluator.decide(who, request)).outcome;

    it("is mounted by the role that it was opened for, to read, by its one access point over TLS and a mount target", async () => {
        const reader = agent(0, openedFor(0), broad);
        assert.equal(await outcome(agent(0, openedFor(0)), ask("ClientMount")), "yes");
        for (const [request, why] of [
            [ask("ClientWrite"), "write"],
            [ask("ClientRootAccess"), "root"],
            [
                ask("ClientMount", undefined, {
                    "elasticfilesystem:AccessPointArn": `${efs}:access-point/fsap-0b`,
                }),
                "another access point",
            ],
            [ask("ClientMount", undefined, { "aws:SecureTransport": "false" }), "plaintext"],
            [
                ask("ClientMount", undefined, { "elasticfilesystem:AccessedViaMountTarget": "false" }),
                "past a mount target",
            ],
        ] as const)
            assert.equal(await outcome(reader, request), "never", why);
        const { "elasticfilesystem:AccessPointArn": _, ...context } = ask("ClientMount").context;
        const decision = await evaluator.decide(reader, { ...ask("ClientMount"), context });
        assert.equal(decision.outcome, "never", "no access point");
    });

    it("is mounted by no other agent, even with every action attached to its role", async () => {
        for (const at of [1, 2]) {
            assert.equal(await outcome(agent(at), ask("ClientMount")), "never");
            assert.equal(await outcome(agent(at, undefined, broad), ask("ClientMount")), "never");
        }
    });

    it("gives its reader nothing more on the environment's file system", async () => {
        for (const [at, name] of agents.entries())
            for (const action of ["ClientMount", "ClientWrite", "ClientRootAccess"]) {
                const request = mount(arns(name, at).accessPointArn, action);
                const before = await evaluator.decide(agent(0), request);
                const after = await evaluator.decide(agent(0, openedFor(0)), request);
                assert.equal(after.outcome, before.outcome, `${action} at ${name}'s`);
            }
        const there = { ...mount(restored.accessPointArn, "ClientMount"), resource: fileSystemArn };
        assert.equal(await outcome(agent(0, openedFor(0)), there), "no");
    });

    it("is out of reach again once its run is closed, and the policy is what it was", async () => {
        const before: Record<string, unknown> = JSON.parse(documentOf("linux-1", 0));
        const open = opened(before, restored);
        assert.deepEqual([runsIn(before), runsIn(open)], [[], [restored.run]]);
        assert.deepEqual(closed(open, restored.run), before);
        const other = { ...restored, run: "ba9876543210", accessPointArn: `${efs}:access-point/fsap-0c` };
        const both = opened(open, other);
        assert.deepEqual(runsIn(both), [restored.run, other.run]);
        assert.deepEqual(closed(closed(both, restored.run), other.run), before);
        assert.deepEqual(opened(open, restored), open);
        assert.equal(
            await outcome(agent(0, JSON.stringify(closed(both, restored.run))), ask("ClientMount")),
            "never",
        );
    });

    it("keeps an agent's areas where it has some", () => {
        const areas = [`${efs}:access-point/fsap-0d`, `${efs}:access-point/fsap-0e`];
        const before: Record<string, unknown> = JSON.parse(documentOf("linux-1", 0, areas));
        assert.deepEqual(closed(opened(before, restored), restored.run), before);
    });

    it("is not opened in a policy that is not this kit's, or has no room", () => {
        assert.throws(
            () => opened({ Statement: broad }, restored),
            /no statement NoOtherAccessPoint.*pulumi up --refresh/,
        );
        const areas = Array.from({ length: 60 }, (_, at) => arns("", at).accessPointArn);
        const full: Record<string, unknown> = JSON.parse(documentOf("linux-1", 0, areas));
        assert.throws(() => opened(full, restored), /IAM takes 6144\. Give another agent with --for/);
    });

    /** Each weakening of the two documents, and a request that then gets through. */
    const without = (policy: string, sid: string): string => {
        const document = JSON.parse(policy);
        const Statement = document.Statement.filter(({ Sid }: { readonly Sid: string }) => Sid !== sid);
        assert.equal(Statement.length, document.Statement.length - 1, sid);
        return JSON.stringify({ ...document, Statement });
    };
    const policy = restoredFileSystemPolicy(restored.fileSystemArn, restored.accessPointArn);
    const anywhere = JSON.stringify({
        Statement: { Sid: "All", Effect: "Allow", Action: "elasticfilesystem:Client*", Resource: "*" },
    });
    for (const [sid, action, context] of [
        ["DenyWrite", "ClientWrite", {}],
        ["DenyRoot", "ClientRootAccess", {}],
        ["DenyPlaintext", "ClientMount", { "aws:SecureTransport": "false" }],
        [
            "DenyWithoutAccessPoint",
            "ClientMount",
            { "elasticfilesystem:AccessPointArn": `${efs}:access-point/fsap-0b` },
        ],
        ["DenyOutsideMountTargets", "ClientMount", { "elasticfilesystem:AccessedViaMountTarget": "false" }],
    ] as const)
        it(`is kept by ${sid} of its file system from who may do everything`, async () => {
            const anybody = { ...agent(1, anywhere), boundary: undefined };
            assert.equal(await outcome(anybody, ask(action, policy, context)), "never");
            assert.equal(await outcome(anybody, ask(action, without(policy, sid), context)), "yes");
        });

    it("is kept from other agents by their own denial", async () => {
        const naive = without(documentOf("linux-2", 1), "NoOtherAccessPoint");
        assert.equal(await outcome(agent(1, naive, broad), ask("ClientMount")), "yes");
        const { Statement, ...rest } = JSON.parse(openedFor(0));
        const unnamed = Statement.map((each: { readonly Sid: string }) =>
            each.Sid === "NoOtherAccessPoint"
                ? JSON.parse(documentOf("linux-1", 0)).Statement.find(
                      ({ Sid }: { readonly Sid: string }) => Sid === each.Sid,
                  )
                : each,
        );
        assert.equal(
            await outcome(agent(0, JSON.stringify({ ...rest, Statement: unnamed })), ask("ClientMount")),
            "never",
        );
    });
});
