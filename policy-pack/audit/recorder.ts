import { stackRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, see, show, text, UNKNOWN } from "../kernel/values";

const recorderTypes = { status: tokens.configRecorderStatus, channel: tokens.deliveryChannel } as const;

export const recorderComplete = stackRule({
    name: "config-recorder-complete",
    title: "AWS Config records everything and is on",
    asserts:
        "a Recorder records all supported and global types, its RecorderStatus is on, and a DeliveryChannel exists",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["Config.1"],
        cis: ["3.3"],
        checkov: ["CKV2_AWS_45", "CKV2_AWS_48"],
        prowler: ["config_recorder_all_regions_enabled", "config_recorder_using_aws_service_role"],
    },
    nist: { by: "Security Hub", controls: ["CM-3", "CM-6(1)", "CM-8"] },
    fix: [
        'new aws.cfg.Recorder("config", { roleArn, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } });',
        'new aws.cfg.RecorderStatus("config", { name: recorder.name, isEnabled: true });',
    ],
    trigger: tokens.configRecorder,
    check(stack, report) {
        const channels = stack.of(recorderTypes.channel);
        for (const recorder of stack.of(tokens.configRecorder)) {
            const group = see(recorder.props, "recordingGroup");
            for (const property of ["allSupported", "includeGlobalResourceTypes"]) {
                const value = see(group, property);
                // A recorder without a group records all that is supported, and no global types.
                const claim = value === undefined && property === "allSupported" ? true : flag(value);
                if (claim === UNKNOWN) report.wait(recorder, `recordingGroup.${property}`);
                else if (claim !== true) {
                    report.violation(
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
                report.violation(
                    recorder,
                    states.length === 0
                        ? "it has no RecorderStatus, so it is off"
                        : "its RecorderStatus is off",
                    "be on",
                    "Add an aws.cfg.RecorderStatus with isEnabled: true",
                );
            }
            if (channels.length === 0)
                report.violation(
                    recorder,
                    "it has no DeliveryChannel, so it cannot start",
                    "have one",
                    "Add an aws.cfg.DeliveryChannel",
                );
        }
    },
});

const efsRules = [
    "EFS_ENCRYPTED_CHECK",
    "EFS_IN_BACKUP_PLAN",
    "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
    "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
] as const;

export const efsRulesDeployed = stackRule({
    name: "config-efs-rules-deployed",
    title: "A stack that records with AWS Config watches its file systems",
    asserts:
        "a stack with a recorder and a file system declares the EFS rules of AWS Config, or a conformance pack",
    severity: "low",
    level: "advisory",
    decisive: "edges",
    references: {
        configRules: [
            "efs-encrypted-check",
            "efs-in-backup-plan",
            "efs-access-point-enforce-root-directory",
            "efs-access-point-enforce-user-identity",
        ],
    },
    nist: { by: "this pack", controls: ["CA-7"] },
    fix: [
        'new aws.cfg.Rule("efs-encrypted", { source: { owner: "AWS", sourceIdentifier: "EFS_ENCRYPTED_CHECK" } });',
    ],
    trigger: tokens.fileSystem,
    settings: { requireRecorder: choice("Refuse a stack with a file system and no recorder", false) },
    check(stack, report, { requireRecorder }) {
        const [first] = stack.of(tokens.fileSystem);
        if (!first) return;
        const [recorder] = stack.of(tokens.configRecorder);
        if (!recorder) {
            if (!requireRecorder)
                return report.notApplicable(
                    "The stack has no recorder, and the configuration does not ask for one",
                );
            return report.violation(
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
        report.violation(
            recorder,
            `it records the file system, and nothing evaluates ${missing.join(", ")}`,
            "be joined by the EFS rules of AWS Config",
            "Add an aws.cfg.Rule for each, or the conformance pack Security-Best-Practices-for-EFS",
        );
    },
});
