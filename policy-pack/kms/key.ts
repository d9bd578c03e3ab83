import { resourceRule, stackRule } from "../kernel/rule";
import { wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, number, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Keys rotate at least yearly. */
export const rotation = resourceRule({
    control: "kms-key-rotation-enabled",
    types: [tokens.key],
    settings: { maximumPeriodDays: wholeNumber("Longest time between rotations, in days", 365, 90, 2560) },
    check(key, report, { maximumPeriodDays }) {
        const spec = see(key.props, "customerMasterKeySpec");
        if (present(spec) && spec !== UNKNOWN && spec !== "SYMMETRIC_DEFAULT") {
            return report.skip("Asymmetric and HMAC keys cannot rotate by themselves");
        }
        const value = see(key.props, "enableKeyRotation");
        const enabled = flag(value);
        if (enabled === UNKNOWN) return report.wait(key, "enableKeyRotation");
        if (enabled !== true) {
            return report.breach(
                key,
                `enableKeyRotation is ${show(value)}, so one key material serves for ever`,
                "be true",
                "Set enableKeyRotation: true; data stays readable, because KMS keeps the earlier material",
            );
        }
        const period = see(key.props, "rotationPeriodInDays");
        if (period === UNKNOWN) return report.wait(key, "rotationPeriodInDays");
        if (!present(period) || (number(period) ?? Number.POSITIVE_INFINITY) <= maximumPeriodDays) return;
        report.breach(
            key,
            `rotationPeriodInDays is ${show(period)}`,
            `be at most ${maximumPeriodDays}`,
            `Set rotationPeriodInDays to ${maximumPeriodDays}, or leave it out for 365`,
        );
    },
});

/** Keys wait the full window before they are deleted. */
export const deletionWindow = resourceRule({
    control: "kms-key-deletion-window",
    types: [tokens.key],
    settings: { minimumDays: wholeNumber("Shortest deletion window, in days", 30, 7, 30) },
    check(key, report, { minimumDays }) {
        const days = see(key.props, "deletionWindowInDays");
        if (days === UNKNOWN) return report.wait(key, "deletionWindowInDays");
        if (!present(days) || (number(days) ?? 0) >= minimumDays) return;
        report.breach(
            key,
            `deletionWindowInDays is ${show(days)}, the time left to notice that data is about to be lost`,
            `be at least ${minimumDays}`,
            `Set deletionWindowInDays to ${minimumDays}`,
        );
    },
});

/** Keys keep the lockout safety check. */
export const lockoutCheckKept = resourceRule({
    control: "kms-key-lockout-check-kept",
    types: [tokens.key],
    check(key, report) {
        const bypass = flag(see(key.props, "bypassPolicyLockoutSafetyCheck"));
        if (bypass === UNKNOWN) return report.wait(key, "bypassPolicyLockoutSafetyCheck");
        if (bypass !== true) return;
        report.breach(
            key,
            "bypassPolicyLockoutSafetyCheck is true, so a policy that nobody can change any more is accepted",
            "be false or absent",
            "Remove bypassPolicyLockoutSafetyCheck",
        );
    },
});

/** Keys are enabled. */
export const enabled = resourceRule({
    control: "kms-key-enabled",
    types: [tokens.key],
    check(key, report) {
        const value = flag(see(key.props, "isEnabled"));
        if (value === UNKNOWN) return report.wait(key, "isEnabled");
        if (value !== false) return;
        report.breach(
            key,
            "isEnabled is false, so what it encrypts cannot be read, backed up or restored",
            "be true or absent",
            "Remove isEnabled, or delete the key once nothing is encrypted with it",
        );
    },
});

/** Keys state their key policy. */
export const policyExplicit = stackRule({
    control: "kms-key-policy-explicit",
    trigger: tokens.key,
    check(stack, report) {
        const links = stack.of(tokens.keyPolicy).map((policy) => stack.link(policy, ["keyId"], [tokens.key]));
        for (const key of stack.of(tokens.key)) {
            const policy = see(key.props, "policy");
            // What AWS sets by itself comes back as an output; only the default document holds this statement and no other.
            if (present(policy) && !isDefault(text(policy) ?? "")) continue;
            if (links.some(({ to }) => to.includes(key))) continue;
            if (links.some(({ unsure }) => unsure)) report.wait(key, "the keyId of a key policy");
            else {
                report.breach(
                    key,
                    "it has no key policy of its own, so AWS's default lets any administrator of the account use it",
                    "state who administers it and who uses it",
                    "Set policy, or add an aws.kms.KeyPolicy",
                );
            }
        }
    },
});

function isDefault(policy: string): boolean {
    return /"Id"\s*:\s*"key-default-1"/.test(policy);
}
