import { missingRules } from "../../../../infra/documents/missingRules";
import { describeTypes, text } from "../resourceType";
import { oneUpTo } from "../texts";

/** CloudTrail and AWS Config. */
export const audit = describeTypes({
    "aws:cloudtrail/trail:Trail": {
        replaces: "name",
        autoName: { maxLength: 128 },
        // No two of . _ - side by side, and no IPv4 address.
        texts: { name: /^(?=.{3,128}$)(?!\d+(\.\d+){3}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/ },
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
        replaces: "name",
        autoName: {},
        texts: { name: oneUpTo(256) },
        id: ({ inputs }) => text(inputs.name),
        computed: () => ({
            recordingGroup: { allSupported: true, includeGlobalResourceTypes: false },
            recordingMode: { recordingFrequency: "CONTINUOUS" },
        }),
    },
    "aws:cfg/recorderStatus:RecorderStatus": {
        overwrites: true,
        id: ({ inputs }) => text(inputs.name),
        // What the console calls the recorder that it makes.
        existing: (id) => (id === "default" ? { name: id, isEnabled: true } : undefined),
    },
    "aws:cfg/deliveryChannel:DeliveryChannel": {
        overwrites: true,
        replaces: "name",
        autoName: {},
        texts: { name: oneUpTo(256) },
        id: ({ inputs }) => text(inputs.name),
    },
    "aws:cfg/rule:Rule": {
        overwrites: true,
        replaces: "name",
        autoName: { maxLength: 128 },
        texts: { name: oneUpTo(128) },
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
        replaces: "name",
        autoName: { maxLength: 256 },
        texts: { name: /^[a-zA-Z][-a-zA-Z0-9]{0,255}$/, templateBody: oneUpTo(51_200) },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("config", `conformance-pack/${i.id}/conformance-pack-${i.hex(9, "pack")}`),
        }),
        // One rule that the region lacks fails the whole pack.
        refusal: ({ inputs, region }) => {
            const [missing] = missingRules(region).filter((rule) =>
                new RegExp(`SourceIdentifier"?: *"?${rule}\\b`).test(text(inputs.templateBody)),
            );
            return missing && `CREATE_FAILED: AWS Config has no managed rule ${missing} in ${region}`;
        },
    },
});
