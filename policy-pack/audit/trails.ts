import { combined, resourceRule, stackRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Both halves of a combined rule read the same configuration, so they know the same settings. */
const trailSettings = { required: choice("Refuse a stack with a file system and no trail", false) };

const eachTrail = resourceRule({
    control: "cloudtrail-multi-region-on",
    types: [tokens.trail],
    settings: trailSettings,
    check(trail, report) {
        for (const { property, absent } of [
            { property: "isMultiRegionTrail", absent: false },
            { property: "enableLogging", absent: true },
            { property: "includeGlobalServiceEvents", absent: true },
        ]) {
            const value = see(trail.props, property);
            const claim = value === undefined ? absent : flag(value);
            if (claim === UNKNOWN) report.wait(trail, property);
            else if (claim !== true) {
                report.breach(
                    trail,
                    `${property} is ${show(value)}`,
                    "be true, so that no region and no service goes unrecorded",
                    `Set ${property}: true`,
                );
            }
        }
    },
});

const trailPresent = stackRule({
    control: "cloudtrail-multi-region-on",
    trigger: tokens.fileSystem,
    settings: trailSettings,
    check(stack, report, { required }) {
        if (!required) return report.skip("A trail in the stack is not required by the configuration");
        if (stack.of(tokens.trail).length > 0) return;
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            report.breach(
                fileSystem,
                "no trail of the stack records who changes and mounts it",
                "have one: the configuration asks for it",
                'Add an aws.cloudtrail.Trail, or remove "required" where the organisation has a trail of its own',
            );
        }
    },
});

/** Trails record every region and are on, and exist where the configuration asks for one. */
export const multiRegion = combined(eachTrail, trailPresent);

/** Trails are encrypted with a customer managed key. */
export const encrypted = resourceRule({
    control: "cloudtrail-kms",
    types: [tokens.trail],
    check(trail, report) {
        if (present(see(trail.props, "kmsKeyId"))) return;
        report.breach(
            trail,
            "kmsKeyId is absent, so whoever reads the bucket reads the trail",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

/** Trails can prove that their files are untouched. */
export const validated = resourceRule({
    control: "cloudtrail-validation",
    types: [tokens.trail],
    check(trail, report) {
        const value = see(trail.props, "enableLogFileValidation");
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(trail, "enableLogFileValidation");
        if (claim === true) return;
        report.breach(
            trail,
            `enableLogFileValidation is ${show(value)}, so a changed file cannot be told from a true one`,
            "be true",
            "Set enableLogFileValidation: true",
        );
    },
});

/** Trails are delivered to CloudWatch Logs. */
export const delivered = resourceRule({
    control: "cloudtrail-cloudwatch",
    types: [tokens.trail],
    check(trail, report) {
        if (present(see(trail.props, "cloudWatchLogsGroupArn"))) return;
        report.breach(
            trail,
            "cloudWatchLogsGroupArn is absent, so nothing can raise an alarm on what it records",
            "name a log group",
            "Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn",
        );
    },
});

const recorderTypes = { status: tokens.configRecorderStatus, channel: tokens.deliveryChannel } as const;

/** AWS Config records everything and is on. */
export const recorderComplete = stackRule({
    control: "config-recorder-complete",
    trigger: tokens.configRecorder,
    check(stack, report) {
        const channels = stack.of(recorderTypes.channel);
        for (const recorder of stack.of(tokens.configRecorder)) {
            const group = see(recorder.props, "recordingGroup");
            for (const property of ["allSupported", "includeGlobalResourceTypes"]) {
                const value = group === UNKNOWN ? UNKNOWN : see(group, property);
                // A recorder without a group records all that is supported, and no global types.
                const claim = value === undefined && property === "allSupported" ? true : flag(value);
                if (claim === UNKNOWN) report.wait(recorder, `recordingGroup.${property}`);
                else if (claim !== true) {
                    report.breach(
                        recorder,
                        `recordingGroup.${property} is ${show(value)}`,
                        "be true",
                        `Set recordingGroup.${property}: true`,
                    );
                }
            }
            const states = stack
                .pointingAt(recorder, [recorderTypes.status], ["name"])
                .map(({ props }) => flag(see(props, "isEnabled")));
            if (states.includes(UNKNOWN)) report.wait(recorder, "isEnabled of its status");
            else if (!states.includes(true)) {
                report.breach(
                    recorder,
                    states.length === 0
                        ? "it has no RecorderStatus, so it is off"
                        : "its RecorderStatus is off",
                    "be on",
                    "Add an aws.cfg.RecorderStatus with isEnabled: true",
                );
            }
            if (channels.length === 0) {
                report.breach(
                    recorder,
                    "it has no DeliveryChannel, so it cannot start",
                    "have one",
                    "Add an aws.cfg.DeliveryChannel",
                );
            }
        }
    },
});

const efsRules = [
    "EFS_ENCRYPTED_CHECK",
    "EFS_IN_BACKUP_PLAN",
    "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
    "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
] as const;

/** A stack that records with AWS Config watches its file systems. */
export const efsRulesDeployed = stackRule({
    control: "config-efs-rules-deployed",
    trigger: tokens.fileSystem,
    settings: { requireRecorder: choice("Refuse a stack with a file system and no recorder", false) },
    check(stack, report, { requireRecorder }) {
        const [first] = stack.of(tokens.fileSystem);
        if (!first) return;
        const [recorder] = stack.of(tokens.configRecorder);
        if (!recorder) {
            if (!requireRecorder)
                return report.skip("The stack has no recorder, and the configuration does not ask for one");
            return report.breach(
                first,
                "no recorder of AWS Config is in its stack",
                "have one: the configuration asks for it",
                'Add an aws.cfg.Recorder, or remove "requireRecorder" where the account has one of its own',
            );
        }
        if (stack.of(tokens.conformancePack).length > 0) return;
        const declared = stack
            .of(tokens.configRule)
            .map(({ props }) => see(props, "source", "sourceIdentifier"));
        const missing = efsRules.filter(
            (rule) => !declared.some((name) => text(name)?.toUpperCase() === rule),
        );
        if (missing.length === 0) return;
        if (declared.includes(UNKNOWN)) return report.wait(recorder, "the source of a rule");
        report.breach(
            recorder,
            `it records the file system, and nothing evaluates ${missing.join(", ")}`,
            "be joined by the EFS rules of AWS Config",
            "Add an aws.cfg.Rule for each, or the conformance pack Security-Best-Practices-for-EFS",
        );
    },
});
