import assert from "node:assert/strict";
import { savedQueries } from "../../infra/auditing/queryTexts";
import { minimal, type Run, run } from "../infra/program";
import { commandsOf, pagesUnder, read, sectionsOf, spansOf } from "./pages";

const parts = ["What happened", "First minute", "Fix", "Verify"];

describe("each runbook", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", {
            ...minimal,
            "jenkins-efs:shared": [{ name: "go-cache", writers: ["linux-1"], readers: [] }],
        });
    });
    const pages = pagesUnder("docs/runbooks").map((path) => [path, read(path)] as const);

    it("says what happened, what to do in the first minute, how to fix it, and how to verify that", () => {
        for (const [path, page] of pages) {
            const sections = sectionsOf(page);
            assert.deepEqual(
                sections.map(([heading]) => heading),
                parts,
                path,
            );
            for (const [heading, text] of sections) assert.ok(text.length > 40, `${path}: ${heading}`);
        }
    });

    it("names the command or the query that shows that it is mended", () => {
        for (const [path, page] of pages) {
            const [, verify = ""] = sectionsOf(page).at(-1) ?? [];
            const shown =
                commandsOf(verify).length + spansOf(verify).filter((span) => /^\S+ \S/.test(span)).length;
            assert.ok(shown > 0 || /quer(y|ies) `/i.test(verify), path);
        }
    });

    it("is about an alarm of its name, and asks CloudWatch for no other", () => {
        const alarms = stack.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
        for (const [path, page] of pages) {
            const name = /(?<name>[a-z-]+)\.md$/.exec(path)?.groups?.name ?? "";
            assert.ok(page.startsWith(`# ${name}: `), path);
            for (const [, prefix = ""] of page.matchAll(/--alarm-name-prefix (\S+)/g)) {
                assert.ok(prefix.includes(`-${name}`), `${path}: ${prefix}`);
                assert.ok(alarms.includes(prefix.replace("<agent>", "linux-1")), `${path}: ${prefix}`);
            }
        }
    });

    it("names queries and outputs that there are", () => {
        const queries = savedQueries.map(({ name }) => name);
        for (const [path, page] of pages) {
            for (const [, name = "", second = name] of page.matchAll(
                /quer(?:y|ies)\s+`([^`]+)`(?: and `([^`]+)`)?/gi,
            ))
                for (const query of [name, second])
                    assert.ok(queries.includes(query), `${path}: query ${query}`);
            for (const [, output = ""] of page.matchAll(/pulumi stack output (\w+)/g))
                assert.ok(output in stack.outputs, `${path}: output ${output}`);
        }
    });

    it("sends to log streams that an agent ships", () => {
        const shipped = [
            ...read("agent-userdata/files/cloudwatch-agent.json").matchAll(/\{instance_id\}\/([a-z-]+)/g),
        ].map(([, stream]) => stream);
        for (const [path, page] of pages)
            for (const [, stream = ""] of page.matchAll(/(?:<agent>\/<instance>\/|stream `)([a-z-]+)/g))
                assert.ok(shipped.includes(stream), `${path}: stream ${stream}`);
    });
});
