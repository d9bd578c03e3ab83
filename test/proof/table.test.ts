import assert from "node:assert/strict";
import { subjects } from "../../proof/access/subjects";
import { readTables } from "../../proof/access/table";
import { asEfsReadsIt, readDocument } from "../../proof/account/document";
import { expectedTables } from "../../proof/expectations";

const page = `
## Files

| access | TLS | | its agent | everyone else |
|---|---|---|---|---|
| read, write | yes | | yes | no |
| any | no | | never | never |
`;

describe("docs/access.md", () => {
    it("has a table for each subject", () => {
        const titles = expectedTables().map(({ title }) => title);
        for (const { title } of subjects) assert.ok(titles.includes(title), title);
    });

    it("is read as requests in rows and principals in columns", () => {
        const [table] = readTables(page);
        assert.deepEqual(table?.dimensions, ["access", "TLS"]);
        assert.deepEqual(table?.columns, ["its agent", "everyone else"]);
        assert.deepEqual(
            table?.rows.map(({ asked, answers }) => [asked, answers]),
            [
                [
                    { access: ["read", "write"], TLS: ["yes"] },
                    { "its agent": "yes", "everyone else": "no" },
                ],
                [
                    { access: undefined, TLS: ["no"] },
                    { "its agent": "never", "everyone else": "never" },
                ],
            ],
        );
    });

    it("is refused where a row has a cell too few", () => {
        assert.throws(() => readTables(page.replace("| yes | no |", "| yes |")), /line 6 has 4 cells/);
    });
});

describe("a document as EFS reads it for an NFS client", () => {
    const read = (effect: string, condition: object) =>
        asEfsReadsIt(
            readDocument(
                "policy",
                JSON.stringify({
                    Statement: { Effect: effect, Action: "elasticfilesystem:Client*", Condition: condition },
                }),
            ),
        ).statements;
    const accessPoint = { StringEquals: { "elasticfilesystem:AccessPointArn": "arn" } };

    it("keeps the four keys that EFS honours", () => {
        assert.deepEqual(read("Allow", accessPoint)[0]?.Condition, accessPoint);
    });

    it("allows without the keys that it does not honour", () => {
        const tag = { StringEquals: { "aws:PrincipalTag/agent": "linux-1" } };
        assert.equal(read("Allow", tag)[0]?.Condition, undefined);
    });

    it("does not count on a denial that hangs on another key", () => {
        const exempt = { ArnNotEquals: { "aws:PrincipalArn": "arn" } };
        assert.deepEqual(read("Deny", { ...accessPoint, ...exempt }), []);
    });
});
