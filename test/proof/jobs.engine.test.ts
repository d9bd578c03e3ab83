import assert from "node:assert/strict";
import { serviceJobs } from "../../proof/access/jobs/serviceJobs";
import { proveAccess } from "../../proof/access/proveAccess";
import { type Account, readAccount } from "../../proof/account/account";
import type { Document, Statement } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import { type Bystanders, principalsIn } from "../../proof/account/principals";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { rehearsedState } from "../../proof/rehearsed";
import { Graph } from "../../state/graph";

const table = expectedTables().find(({ title }) => title === serviceJobs.title);
const evaluator = new Evaluator();

/** The jobs that would fail, and every difference. */
async function failing(account: Account, bystanders: Bystanders) {
    const principals = principalsIn(account, bystanders);
    const { answers, faults } = await proveAccess(serviceJobs, table, account, principals, evaluator);
    assert.deepEqual(faults, []);
    return answers.filter(({ isExpected }) => !isExpected).map(({ where }) => where);
}

/** A document without one action of one of its statements. */
const without = (document: Document, statement: Statement, action: string): Document => ({
    ...document,
    statements: document.statements.map((one) =>
        one === statement ? { ...one, Action: [one.Action].flat().filter((each) => each !== action) } : one,
    ),
});

describe("the jobs that services do later", () => {
    let account: Account;
    let bystanders: Bystanders;
    before(async () => {
        const graph = Graph.of(
            await rehearsedState("prod", {
                auditing: {
                    alarmEmails: ["ops@example.com"],
                    configRecorder: "made",
                    vpcFlowLog: true,
                },
                bake: true,
            }),
        );
        account = readAccount(graph);
        bystanders = bystandersOf(graph);
    });

    it("are all asked for in the strictest stack, so that no row of the table is empty", () => {
        const asked = serviceJobs.ask(account).map(({ facets }) => facets.job);
        assert.deepEqual([...new Set(asked)], serviceJobs.dimensions.job);
    });

    it("have every permission that AWS documents for them", async () => {
        assert.deepEqual(await failing(account, bystanders), []);
    });

    it("fail without any one permission of their roles, so none is missing unnoticed and none is too many", async () => {
        const unnoticed: string[] = [];
        let removed = 0;
        for (const { kind, role } of account.serviceRoles)
            for (const document of role.policies)
                for (const statement of document.statements.filter(({ Effect }) => Effect === "Allow"))
                    for (const action of [statement.Action].flat().map(String)) {
                        const weakened = {
                            ...role,
                            policies: role.policies.map((one) =>
                                one === document ? without(document, statement, action) : one,
                            ),
                        };
                        const serviceRoles = account.serviceRoles.map((one) =>
                            one.role === role ? { ...one, role: weakened } : one,
                        );
                        removed++;
                        if ((await failing({ ...account, serviceRoles }, bystanders)).length === 0)
                            unnoticed.push(`${action} of the ${kind}`);
                    }
        assert.deepEqual(unnoticed, []);
        assert.ok(removed >= 19, `${removed} permissions`);
    });

    it("deliver access logs of no bucket that has another name than the audit buckets", async () => {
        const [log] = account.accessLogs;
        assert.ok(log);
        const accessLogs = [{ ...log, sourceArn: "arn:aws:s3:::web-files-0123456" }];
        assert.equal((await failing({ ...account, accessLogs }, bystanders)).length, 1);
    });
});
