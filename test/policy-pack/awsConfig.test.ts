import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const recorder = declare(tokens.configRecorder, "recorder", {
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
});

const status = declare(tokens.configRecorderStatus, "status", {
    name: of(recorder, "name"),
    isEnabled: true,
});

const channel = declare(tokens.deliveryChannel, "channel", { s3BucketName: "config" });

rule("config-recorder-complete", {
    accepts: { "a recorder of everything that is on": [recorder, status, channel] },
    refuses: {
        "some types only": {
            plan: [but(recorder, { recordingGroup: { allSupported: false } }), status, channel],
            says: /allSupported is false/,
        },
        "no global types": {
            plan: [but(recorder, { recordingGroup: { allSupported: true } }), status, channel],
            says: /includeGlobalResourceTypes is absent/,
        },
        "no group": [but(recorder, { recordingGroup: undefined }), status, channel],
        "no status": { plan: [recorder, channel], says: /no RecorderStatus/ },
        "a status that is off": [recorder, but(status, { isEnabled: false }), channel],
        "no channel": { plan: [recorder, status], says: /DeliveryChannel/ },
    },
    waits: { "a group that is not known yet": [but(recorder, { recordingGroup: unknown }), status, channel] },
    ignores: { "a stack without a recorder": [channel] },
});

const configRules = [
    "EFS_ENCRYPTED_CHECK",
    "EFS_IN_BACKUP_PLAN",
    "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
    "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
].map((sourceIdentifier, index) =>
    declare(tokens.configRule, `rule-${index}`, { source: { owner: "AWS", sourceIdentifier } }),
);

rule("config-efs-rules-deployed", {
    accepts: {
        "the four rules": [fileSystem, key, recorder, ...configRules],
        "a conformance pack": [fileSystem, key, recorder, declare(tokens.conformancePack, "pack")],
    },
    refuses: {
        "no rule": { plan: [recorder, fileSystem, key], says: /EFS_ENCRYPTED_CHECK/ },
        "three of four": {
            plan: [recorder, fileSystem, key, ...configRules.slice(1)],
            says: /nothing evaluates EFS_ENCRYPTED_CHECK/,
        },
        "no recorder where the configuration requires one": {
            plan: [fileSystem, key],
            config: { requireRecorder: true },
            says: /no recorder/,
        },
    },
    waits: {
        "a rule whose source is not known yet": [
            recorder,
            fileSystem,
            key,
            declare(tokens.configRule, "late", { source: { sourceIdentifier: unknown } }),
        ],
    },
    ignores: {
        "a stack without a recorder, when none is required": [fileSystem, key],
        "a recorder without file systems": [recorder],
    },
});
