import type { StackValidationPolicy } from "@pulumi/policy";
import { takeUnread, takeWaiting, type Waiting } from "./kernel/ledger";
import { advise } from "./kernel/report";
import { type Unjudged, unjudgedIn } from "./unjudged";

/**
 * Says what preview could not judge, in one advisory message. No control: it never refuses anything, whatever its level.
 *
 * It has to be the last policy of the pack, because the host asks in order.
 */
export const previewCoverage: StackValidationPolicy = {
    name: "preview-coverage",
    displayName: "What the preview could not judge",
    description: "Lists the verdicts that wait for values which only the update knows.",
    enforcementLevel: "advisory",
    severity: "low",
    validateStack: ({ resources }, say) => {
        const waiting = takeWaiting();
        if (waiting.length > 0) advise(say, summary(waiting));
        const unread = takeUnread();
        if (unread.length > 0) advise(say, openAnswers(unread));
        const unjudged = unjudgedIn(resources);
        if (unjudged.length > 0) advise(say, leftOut(unjudged));
    },
};
// Every stack has one, so the rule always runs.
Object.assign(previewCoverage.validateStack, { __pulumiType: "pulumi:pulumi:Stack" });

function summary(waiting: readonly Waiting[]): string {
    const byControl = new Map<string, Waiting[]>();
    for (const entry of waiting)
        byControl.set(entry.control, [...(byControl.get(entry.control) ?? []), entry]);
    const lines = [...byControl].map(([control, entries]) => {
        const shown = entries.slice(0, 3).map(({ name, what }) => `${name} (${what})`);
        const more = entries.length > shown.length ? ` and ${entries.length - shown.length} more` : "";
        return `  ${control}: ${shown.join(", ")}${more}`;
    });
    return [
        `${waiting.length} verdict(s) of ${byControl.size} control(s) wait for values that are not known yet. The update decides them: rules about one resource before it is created, rules across resources at the end.`,
        ...lines,
    ].join("\n");
}

function openAnswers(unread: readonly Waiting[]): string {
    return [
        `${unread.length} verdict(s) wait for somebody's answer: no update reads what they are about. Write it where the pack can read it, or read it yourself and say so with an exemption of the control, which has a reason and a last day (docs/policy-rollout.md).`,
        ...unread.map(({ control, name, what }) => `  ${control}: ${name}: ${what}`),
    ].join("\n");
}

function leftOut(unjudged: readonly Unjudged[]): string {
    return [
        `${unjudged.length} resource(s) that create something of EFS, KMS or AWS Backup, or mount it, are not judged by this pack, which knows the types of the providers aws and aws-native. Use those, or judge them by other means.`,
        ...unjudged.map(({ name, type, creates }) => `  ${name} (${type}): ${creates}`),
    ].join("\n");
}
