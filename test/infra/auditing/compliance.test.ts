import assert from "node:assert/strict";
import { mock } from "node:test";
import { parse } from "yaml";
import { minimal, type Run, run } from "../program";

describe("AWS Config", () => {
    let least: Run;
    before(async () => {
        least = await run("test", minimal);
    });
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
        const found = Object.values(rules(least));
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
        const { EfsEncryptedCheck, EncryptedVolumes } = rules(least);
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
        const own = Object.entries(rules(least)).flatMap(([name, { Properties }]) => {
            const { Scope, InputParameters: { resourceId, kmsKeyIds } = {} } = Properties;
            const only = Scope ?? resourceId ?? kmsKeyIds;
            return only === undefined ? [] : [[name, only]];
        });
        assert.deepEqual(own, [
            ["EfsResourcesProtectedByBackupPlan", "fs-0123456789abcdef0"],
            ["EncryptedVolumes", { TagKey: "environment", TagValue: "test" }],
            ["KmsCmkNotScheduledForDeletion", "key-data,key-vault,key-logs,key-agents"],
        ]);
    });

    it("can be made to record here: everything, with AWS's role, to an encrypted bucket, before any rule", async () => {
        const stack = await run("test", { ...minimal, "jenkins-efs:auditing": { configRecorder: "made" } });
        const name = "auditing-compliance";
        assert.deepEqual(stack.get("aws:cfg/recorder:Recorder", name).inputs, {
            roleArn:
                "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
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
        const answers = { getRole: { AWSServiceRoleForConfig: undefined } };
        const config = { ...minimal, "jenkins-efs:auditing": { configRecorder: "made" } };
        await assert.rejects(run("test", config, { answers }), {
            message:
                "The account has no AWSServiceRoleForConfig role yet, which records for AWS Config; nothing was created. " +
                "Create it once: aws iam create-service-linked-role --aws-service-name config.amazonaws.com",
        });
        // Whoever uses the account's recorder needs no role of this stack's choice.
        assert.ok((await run("test", minimal, { answers })).resources.length > 0);
    });

    it("uses the account's recorder otherwise, and says where somebody stopped it", async () => {
        assert.deepEqual(least.all("aws:cfg/recorder:Recorder"), []);
        const named = { ...minimal, "jenkins-efs:auditing": { configRecorderName: "org" } };
        // Without an engine the SDK prints what the program warns of.
        const printed = mock.method(console, "warn", () => undefined);
        try {
            await run("test", named, { stoppedRecorder: "default" });
            assert.equal(printed.mock.callCount(), 0);
            await run("test", named, { stoppedRecorder: "org" });
            assert.match(
                String(printed.mock.calls[0]?.arguments[0]),
                /recorder org is stopped.* start-configuration-recorder --configuration-recorder-name org$/,
            );
        } finally {
            printed.mock.restore();
        }
    });
});
