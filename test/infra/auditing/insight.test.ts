import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { savedQueries } from "../../../infra/auditing/queryTexts";
import { fileSystemArn, minimal, type Run, run } from "../program";

describe("AWS Config", () => {
    type Rule = {
        Type: string;
        Properties: {
            ConfigRuleName: string;
            InputParameters?: Record<string, string>;
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
        const found = Object.values(rules(await run("test", minimal)));
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
        const { EfsEncryptedCheck, EncryptedVolumes } = rules(await run("test", minimal));
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

    it("uses the account's recorder otherwise", async () => {
        const stack = await run("test", minimal);
        assert.deepEqual(stack.all("aws:cfg/recorder:Recorder"), []);
    });
});

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
        const { inputs } = (await run("test", minimal)).get(
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
                "Finished and failed backups per day: a gap is the age of the newest",
                "Agents whose mount is proven (1)",
                "Agents that Jenkins has connected (1)",
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

    it("does not name the agents, who come and go", () => {
        assert.ok(!body.includes("linux-1"));
    });

    it("lays its widgets out side by side", () => {
        const places = widgets.map(({ x, y }) => `${x} ${y}`);
        assert.equal(new Set(places).size, widgets.length);
        for (const { x, width } of widgets) assert.ok(x + width <= 24);
    });
});
