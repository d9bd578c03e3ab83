import { describeTypes, text } from "../resourceType";

/** CloudTrail and AWS Config. */
export const audit = describeTypes({
    "aws:cloudtrail/trail:Trail": {
        inputs: `advancedEventSelectors cloudWatchLogsGroupArn cloudWatchLogsRoleArn enableLogFileValidation
            enableLogging eventSelectors includeGlobalServiceEvents insightSelectors isMultiRegionTrail
            isOrganizationTrail kmsKeyId name^ region^ s3BucketName! s3KeyPrefix snsTopicName tags`,
        autoName: { maxLength: 128 },
        defaults: {
            enableLogFileValidation: false,
            enableLogging: true,
            includeGlobalServiceEvents: true,
            isMultiRegionTrail: false,
            isOrganizationTrail: false,
        },
        // The provider identifies a trail by its ARN.
        id: (i) => i.arn("cloudtrail", `trail/${text(i.inputs.name)}`),
        computed: (i) => ({ arn: i.id, homeRegion: i.region, snsTopicArn: "" }),
    },
    "aws:cfg/recorder:Recorder": {
        overwrites: true,
        inputs: "name^ recordingGroup recordingMode region^ roleArn!",
        autoName: {},
        id: ({ inputs }) => text(inputs.name),
        computed: () => ({
            recordingGroup: { allSupported: true, includeGlobalResourceTypes: false },
            recordingMode: { recordingFrequency: "CONTINUOUS" },
        }),
    },
    "aws:cfg/recorderStatus:RecorderStatus": {
        overwrites: true,
        inputs: "isEnabled! name region^",
        id: ({ inputs }) => text(inputs.name),
    },
    "aws:cfg/deliveryChannel:DeliveryChannel": {
        overwrites: true,
        inputs: "name^ region^ s3BucketName! s3KeyPrefix s3KmsKeyArn snapshotDeliveryProperties snsTopicArn",
        autoName: {},
        id: ({ inputs }) => text(inputs.name),
    },
    "aws:cfg/rule:Rule": {
        overwrites: true,
        inputs: `description evaluationModes inputParameters maximumExecutionFrequency name^ region^ scope source! tags`,
        autoName: { maxLength: 128 },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => {
            const ruleId = `config-rule-${i.hex(6, "rule")}`;
            return {
                arn: i.arn("config", `config-rule/${ruleId}`),
                evaluationModes: [{ mode: "DETECTIVE" }],
                ruleId,
            };
        },
    },
    "aws:cfg/conformancePack:ConformancePack": {
        overwrites: true,
        inputs: "deliveryS3Bucket deliveryS3KeyPrefix inputParameters name^ region^ templateBody templateS3Uri",
        autoName: { maxLength: 256 },
        namePattern: /^[a-zA-Z][-a-zA-Z0-9]{0,255}$/,
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("config", `conformance-pack/${i.id}/conformance-pack-${i.hex(9, "pack")}`),
        }),
    },
});
