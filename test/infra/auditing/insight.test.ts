import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { savedQueries } from "../../../infra/auditing/queryTexts";
import { fileSystemArn, minimal, type Run, run } from "../program";
import { flow } from "./events";

/** The least stack, run once for all that only look at it. */
let made: Promise<Run> | undefined;
const minimalStack = () => {
    made ??= run("test", minimal);
    return made;
};

describe("AWS Config", () => {
    type Rule = {
        Type: string;
        Properties: {
            ConfigRuleName: string;
            InputParameters?: Record<string, string>;
            Scope?: Record<string, string>;
            Source: { Owner: string; SourceIdentifier: string };
        };
    };
    const rules = (stack: Run) => {
        const { templateBody } = stack.get(
            "aws:cfg/conformancePack:ConformancePack",
            "auditing-compliance",
        ).inputs;
        return parse(String(templateBody)).Resources as Record<string, Rule>;
    };

    it("judges what is really there by AWS's rules, as one pack", async () => {
        const found = Object.values(rules(await minimalStack()));
        assert.deepEqual(
            found.map(({ Properties }) => Properties.Source.SourceIdentifier),
            [
                "EFS_ENCRYPTED_CHECK",
                "EFS_IN_BACKUP_PLAN",
                "EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN",
                "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
                "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
                "EFS_MOUNT_TARGET_PUBLIC_ACCESSIBLE",
                "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS",
                "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
                "EC2_IMDSV2_CHECK",
                "ENCRYPTED_VOLUMES",
                "CMK_BACKING_KEY_ROTATION_ENABLED",
                "KMS_CMK_NOT_SCHEDULED_FOR_DELETION",
                "MULTI_REGION_CLOUD_TRAIL_ENABLED",
                "CLOUD_TRAIL_ENCRYPTION_ENABLED",
                "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
                "CLOUDWATCH_LOG_GROUP_ENCRYPTED",
            ],
        );
        for (const { Type, Properties } of found) {
            assert.equal(Type, "AWS::Config::ConfigRule");
            assert.equal(Properties.Source.Owner, "AWS");
        }
    });

    it("asks for this environment's keys, not for any", async () => {
        const { EfsEncryptedCheck, EncryptedVolumes } = rules(await minimalStack());
        const key = (purpose: string) => `arn:aws:mock:us-east-1:111122223333:Key/key-${purpose}`;
        assert.deepEqual(EfsEncryptedCheck, {
            Type: "AWS::Config::ConfigRule",
            Properties: {
                ConfigRuleName: "efs-encrypted-check",
                InputParameters: { KmsKeyId: key("data") },
                Source: { Owner: "AWS", SourceIdentifier: "EFS_ENCRYPTED_CHECK" },
            },
        });
        assert.deepEqual(EncryptedVolumes?.Properties.InputParameters, { kmsId: key("agents") });
    });

    it("judges only what is this environment's own where a rule can be told so, and everything else too where not", async () => {
        const own = Object.entries(rules(await minimalStack())).flatMap(([name, { Properties }]) => {
            const { Scope, InputParameters: { resourceId, kmsKeyIds } = {} } = Properties;
            const only = Scope ?? resourceId ?? kmsKeyIds;
            return only === undefined ? [] : [[name, only]];
        });
        assert.deepEqual(own, [
            ["EfsResourcesProtectedByBackupPlan", "fs-0123456789abcdef0"],
            ["EncryptedVolumes", { TagKey: "environment", TagValue: "test" }],
            [
                "KmsCmkNotScheduledForDeletion",
                "key-data-key-id,key-vault-key-id,key-logs-key-id,key-agents-key-id",
            ],
        ]);
    });

    it("can be made to record here: everything, with AWS's role, to an encrypted bucket, before any rule", async () => {
        const stack = await run("test", { ...minimal, "jenkins-efs:auditing": { configRecorder: "made" } });
        const name = "auditing-compliance";
        assert.deepEqual(stack.get("aws:cfg/recorder:Recorder", name).inputs, {
            roleArn: "arn:aws:iam::111122223333:role/aws-service-role/AWSServiceRoleForConfig",
            recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
        });
        assert.deepEqual(stack.get("aws:cfg/deliveryChannel:DeliveryChannel", name).inputs, {
            s3BucketName: "auditing-compliance-id",
            s3KmsKeyArn: "arn:aws:mock:us-east-1:111122223333:Key/key-logs",
            snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
        });
        assert.deepEqual(stack.get("aws:cfg/recorderStatus:RecorderStatus", name).inputs, {
            name: "auditing-compliance-0123456",
            isEnabled: true,
        });
        const orderOf = (type: string) => stack.get(type, name).dependsOn;
        assert.ok(
            orderOf("aws:cfg/conformancePack:ConformancePack").some((urn) =>
                urn.endsWith("RecorderStatus::auditing-compliance"),
            ),
        );
        assert.ok(
            orderOf("aws:cfg/recorderStatus:RecorderStatus").some((urn) =>
                urn.endsWith("DeliveryChannel::auditing-compliance"),
            ),
        );
    });

    it("is told before anything is made that the recorder's service-linked role is missing, and how to make it", async () => {
        const missingRole = "AWSServiceRoleForConfig";
        const config = { ...minimal, "jenkins-efs:auditing": { configRecorder: "made" } };
        await assert.rejects(run("test", config, { missingRole }), {
            message:
                "The account has no AWSServiceRoleForConfig role yet, which records for AWS Config; nothing was created. " +
                "Create it once: aws iam create-service-linked-role --aws-service-name config.amazonaws.com",
        });
        // Whoever uses the account's recorder needs no role of this stack's choice.
        assert.ok((await run("test", minimal, { missingRole })).resources.length > 0);
    });

    it("uses the account's recorder otherwise", async () => {
        const stack = await minimalStack();
        assert.deepEqual(stack.all("aws:cfg/recorder:Recorder"), []);
    });
});

describe("the saved queries", () => {
    it("run where their records are, for this file system and these keys", async () => {
        const stack = await minimalStack();
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

describe("the dashboard", () => {
    type Widget = { x: number; y: number; width: number; height: number; properties: { title: string } };
    let widgets: Widget[];
    let body: string;
    before(async () => {
        const { inputs } = (await minimalStack()).get(
            "aws:cloudwatch/dashboard:Dashboard",
            "auditing-dashboard",
        );
        assert.equal(inputs.dashboardName, "jenkins-efs-test");
        body = String(inputs.dashboardBody);
        widgets = JSON.parse(body).widgets;
    });

    it("shows alarms, load, storage by class, backups, agents and what was refused", () => {
        assert.deepEqual(
            widgets.map(({ properties }) => properties.title),
            [
                "Alarms",
                "Throughput in bytes per second: used and permitted",
                "Clients connected",
                "Burst credits in bytes",
                "Operations: percent of the limit",
                "Stored bytes by class",
                "Hours since the newest backup",
                "Backups per day: finished and failed",
                "Agents whose mount is proven (1)",
                "Agents that Jenkins has connected (1)",
                "Agents: bytes read from and written to the file system",
                "Agents: time until the file system answers, in milliseconds",
                "Agents: operations on the file system, and sent again",
                "Agents: memory used in percent",
                "Agents: disk used in percent",
                "Refused flows and connections outside the rules",
            ],
        );
        for (const found of [
            "fs-0123456789abcdef0",
            "backup-0123456",
            "JenkinsEfs/Auditing/jenkins-efs-test",
        ])
            assert.ok(body.includes(found), found);
    });

    it("finds this environment's agents by their metrics' dimensions", () => {
        const searches = body.match(/SEARCH\([^)]*\)/g) ?? [];
        assert.equal(searches.length, 9);
        for (const search of searches)
            assert.match(
                search,
                /'\{JenkinsEfs\/Agent,AgentName,Environment\} Environment=\\"jenkins-efs-test\\" MetricName=/,
            );
    });

    it("does not name the agents, who come and go", () => {
        assert.ok(!body.includes("linux-1"));
    });

    it("lays its widgets out side by side", () => {
        const places = widgets.map(({ x, y }) => `${x} ${y}`);
        assert.equal(new Set(places).size, widgets.length);
        for (const { x, width } of widgets) assert.ok(x + width <= 24);
    });
});
