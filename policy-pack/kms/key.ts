import { absent } from "../kernel/absence";
import { keyTypes } from "../kernel/keys";
import { resourceRule, stackRule } from "../kernel/rule";
import { wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, number, present, see, show, text, UNKNOWN } from "../kernel/values";

export const rotation = resourceRule({
    name: "kms-key-rotation-enabled",
    title: "KMS keys rotate at least yearly",
    asserts:
        "enableKeyRotation is true, with a period of at most 365 days; asymmetric and HMAC keys cannot rotate and are left out",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["KMS.4"],
        cis: ["3.6"],
        pci: ["3.7.4"],
        configRules: ["cmk-backing-key-rotation-enabled"],
        checkov: ["CKV_AWS_7"],
        prowler: ["kms_cmk_rotation_enabled"],
    },
    nist: { by: "Security Hub", controls: ["SC-12", "SC-12(2)", "SC-28(3)"] },
    fix: ['new aws.kms.Key("data", { enableKeyRotation: true, rotationPeriodInDays: 365, policy });'],
    types: [tokens.key],
    settings: { maximumPeriodDays: wholeNumber("Longest time between rotations, in days", 365, 90, 2560) },
    check(key, report, { maximumPeriodDays }) {
        const spec = see(key.props, "customerMasterKeySpec");
        if (present(spec) && spec !== UNKNOWN && spec !== "SYMMETRIC_DEFAULT")
            return report.notApplicable("Asymmetric and HMAC keys cannot rotate by themselves");
        const value = see(key.props, "enableKeyRotation");
        const enabled = flag(value);
        if (enabled === UNKNOWN) return report.wait(key, "enableKeyRotation");
        if (enabled !== true)
            return report.violation(
                key,
                `enableKeyRotation is ${show(value)}, so one key material serves for ever`,
                "be true",
                "Set enableKeyRotation: true; data stays readable, because KMS keeps the earlier material",
            );
        const period = see(key.props, "rotationPeriodInDays");
        if (period === UNKNOWN) return report.wait(key, "rotationPeriodInDays");
        if (!present(period) || (number(period) ?? Number.POSITIVE_INFINITY) <= maximumPeriodDays) return;
        report.violation(
            key,
            `rotationPeriodInDays is ${show(period)}`,
            `be at most ${maximumPeriodDays}`,
            `Set rotationPeriodInDays to ${maximumPeriodDays}, or leave it out for 365`,
        );
    },
});

export const deletionWindow = resourceRule({
    name: "kms-key-deletion-window",
    title: "KMS keys wait the full window before deletion",
    asserts: "deletionWindowInDays is at least minimumDays; absent means 30",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["KMS.3"],
        configRules: ["kms-cmk-not-scheduled-for-deletion"],
        prowler: ["kms_cmk_not_deleted_unintentionally"],
    },
    nist: { by: "Security Hub", controls: ["SC-12(2)"] },
    fix: ['new aws.kms.Key("data", { deletionWindowInDays: 30, enableKeyRotation: true, policy });'],
    types: keyTypes,
    settings: { minimumDays: wholeNumber("Shortest deletion window, in days", 30, 7, 30) },
    check(key, report, { minimumDays }) {
        const days = see(key.props, "deletionWindowInDays");
        if (days === UNKNOWN) return report.wait(key, "deletionWindowInDays");
        if (!present(days) || (number(days) ?? 0) >= minimumDays) return;
        report.violation(
            key,
            `deletionWindowInDays is ${show(days)}, the time left to notice that data is about to be lost`,
            `be at least ${minimumDays}`,
            `Set deletionWindowInDays to ${minimumDays}`,
        );
    },
});

export const lockoutCheckKept = resourceRule({
    name: "kms-key-lockout-check-kept",
    title: "KMS keys keep the lockout safety check",
    asserts: "bypassPolicyLockoutSafetyCheck is not true",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["SC-12"] },
    fix: [
        'new aws.kms.Key("data", { enableKeyRotation: true, policy }); // no bypassPolicyLockoutSafetyCheck',
    ],
    types: keyTypes,
    check(key, report) {
        const bypass = flag(see(key.props, "bypassPolicyLockoutSafetyCheck"));
        if (bypass === UNKNOWN) return report.wait(key, "bypassPolicyLockoutSafetyCheck");
        if (bypass !== true) return;
        report.violation(
            key,
            "bypassPolicyLockoutSafetyCheck is true, so a policy that nobody can change any more is accepted",
            "be false or absent",
            "Remove bypassPolicyLockoutSafetyCheck",
        );
    },
});

export const enabled = resourceRule({
    name: "kms-key-enabled",
    title: "KMS keys are enabled",
    asserts: "isEnabled, or enabled of replicas and external keys, is not false",
    severity: "low",
    level: "advisory",
    decisive: "preview",
    references: { checkov: ["CKV_AWS_227"] },
    nist: { by: "this pack", controls: ["SC-12"] },
    fix: ['new aws.kms.Key("data", { enableKeyRotation: true, policy }); // no isEnabled: false'],
    types: keyTypes,
    check(key, report) {
        const property = key.type === tokens.key ? "isEnabled" : "enabled";
        const value = flag(see(key.props, property));
        if (value === UNKNOWN) return report.wait(key, property);
        if (value !== false) return;
        report.violation(
            key,
            `${property} is false, so what it encrypts cannot be read, backed up or restored`,
            "be true or absent",
            `Remove ${property}, or delete the key once nothing is encrypted with it`,
        );
    },
});

export const policyExplicit = stackRule({
    name: "kms-key-policy-explicit",
    title: "KMS keys state their key policy",
    asserts: "the key has an inline policy or a kms.KeyPolicy",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: { checkov: ["CKV2_AWS_64"] },
    nist: { by: "this pack", controls: ["AC-3"] },
    fix: ['new aws.kms.Key("data", { enableKeyRotation: true, policy: JSON.stringify(keyPolicy) });'],
    trigger: tokens.key,
    check(stack, report) {
        const links = stack.of(tokens.keyPolicy).map((policy) => stack.link(policy, ["keyId"], keyTypes));
        for (const key of stack.of(...keyTypes)) {
            const policy = see(key.props, "policy");
            // What AWS sets by itself comes back as an output; only the default document holds this statement and no other.
            if (present(policy) && !isDefault(text(policy) ?? "")) continue;
            if (links.some(({ to }) => to.includes(key))) continue;
            if (links.some(({ unsure }) => unsure)) report.wait(key, "the keyId of a key policy");
            else {
                absent(report, {
                    on: key,
                    what: "a key policy",
                    is: "it has no key policy of its own, so AWS's default lets any administrator of the account use it",
                    must: "state who administers it and who uses it",
                    remediation: "Set policy, or add an aws.kms.KeyPolicy",
                });
            }
        }
    },
});

function isDefault(policy: string): boolean {
    return /"Id"\s*:\s*"key-default-1"/.test(policy);
}
