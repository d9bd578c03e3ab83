import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { savedQueries } from "../../../infra/auditing/queryTexts";
import { fileSystemArn, minimal, run } from "../program";
import { flow } from "./events";

describe("the saved queries", () => {
    it("run where their records are, for this file system and these keys", async () => {
        const stack = await run("test", minimal);
        const group = {
            agents: "/jenkins-efs/test/agents",
            flows: "/jenkins-efs/test/mount-target-flows",
            trail: "/jenkins-efs/test/trail",
        };
        const keyArns = ["data", "vault", "logs", "agents"].map(
            (purpose) => `arn:aws:mock:us-east-1:111122223333:Key/key-${purpose}`,
        );
        assert.deepEqual(
            stack.all("aws:cloudwatch/queryDefinition:QueryDefinition").map(({ inputs }) => inputs),
            savedQueries.map(({ name, source, text }) => ({
                name: `jenkins-efs-test/${name}`,
                logGroupNames: [group[source]],
                queryString: text({ fileSystemArn, keyArns }),
            })),
        );
    });

    const textOf = (name: string) =>
        savedQueries.find((query) => query.name === name)?.text({ fileSystemArn, keyArns: [] }) ?? "";

    it("find who changed which path in the lines that auditd writes", () => {
        const parts = [...textOf("path-changes").matchAll(/parse @message \/(.+)\//g)].map(
            ([, pattern = ""]) => new RegExp(pattern),
        );
        const read = (line: string) =>
            Object.assign({}, ...parts.map((pattern) => pattern.exec(line)?.groups ?? {}));
        const stamp = "msg=audit(1764000000.123:4711):";
        assert.deepEqual(
            read(
                `type=SYSCALL ${stamp} arch=c000003e syscall=263 success=yes exit=0 items=2 ppid=2001 pid=2002 auid=4294967295 uid=395293 gid=395293 tty=(none) ses=4294967295 comm="rm" exe="/usr/bin/rm" key="efs"`,
            ),
            {
                record: "SYSCALL",
                second: "1764000000.123",
                serial: "4711",
                uid: "395293",
                program: "/usr/bin/rm",
            },
        );
        assert.deepEqual(
            read(
                `type=PATH ${stamp} item=1 name="/mnt/efs/linux-1/release.tar" inode=42 dev=00:2f mode=0100640 ouid=395293 ogid=395293 rdev=00:00 nametype=DELETE cap_fp=0`,
            ),
            {
                record: "PATH",
                second: "1764000000.123",
                serial: "4711",
                path: "/mnt/efs/linux-1/release.tar",
                change: "DELETE",
            },
        );
        assert.deepEqual(read(`type=CWD ${stamp} cwd="/mnt/efs/linux-1"`), {
            record: "CWD",
            second: "1764000000.123",
            serial: "4711",
            path: "/mnt/efs/linux-1",
        });
        assert.equal(
            read(`type=PATH ${stamp} item=0 name=2F6D6E742F61 nametype=NORMAL`).path,
            "2F6D6E742F61",
        );
    });

    it("part a flow's record into as many columns as it has", () => {
        const [, glob = "", columns = ""] =
            /parse @message "(.+)" as (.+)/.exec(textOf("rejected-flows")) ?? [];
        const values = flow("REJECT", "10.40.0.99").split(" ");
        assert.equal(glob.split(" ").length, values.length);
        const record = Object.fromEntries(columns.split(", ").map((column, at) => [column, values[at]]));
        assert.deepEqual(
            [record.pkt_srcaddr, record.dstport, record.action, record.az_id],
            ["10.40.0.99", "2049", "REJECT", "use1-az1"],
        );
    });

    it("are each explained in docs/auditing.md", () => {
        const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "auditing.md"), "utf8");
        for (const { name } of savedQueries) assert.ok(page.includes(`\`${name}\``), name);
    });
});
