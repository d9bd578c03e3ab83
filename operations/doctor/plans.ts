import {
    BackupClient,
    type BackupRule,
    GetBackupPlanCommand,
    GetBackupSelectionCommand,
} from "@aws-sdk/client-backup";
import { isRecord } from "../../state/exported";
import { recordsOf, textOf, textsOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, type Remark, regionIn, type Thing, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface ExpectedSelection {
    readonly id: string;
    readonly settings: Settings;
}

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    /** By the rule's name. */
    readonly rules: Readonly<Record<string, Settings>>;
    readonly selections: readonly ExpectedSelection[];
}

interface Answer {
    readonly rules: readonly BackupRule[];
    /** What each selection is now, by its id; undefined for one that is gone. */
    readonly selections: Readonly<Record<string, Settings | undefined>>;
}

type Faults = "missing" | "changed" | "unselected" | "reselected";

/** A rule as far as it decides when, where to and for how long. */
const settingsOf = (
    schedule: unknown,
    vault: unknown,
    lifecycle: unknown,
    destinations: readonly unknown[],
): Settings => {
    const { deleteAfter, coldStorageAfter } = isRecord(lifecycle) ? lifecycle : {};
    return {
        schedule,
        vault,
        "deleted after days": deleteAfter || undefined,
        "cold after days": coldStorageAfter || undefined,
        "copied to": destinations.length === 0 ? undefined : destinations.map(String).toSorted(),
    };
};

/** What is backed up, when and for how long. */
export const plans: Check<Expected, Answer | undefined, Faults> = {
    name: "backup-plan",
    holds: "the backup plan selects the file system, and has the schedule, vault and lifetime that were deployed",
    faults: {
        missing: { severity: "critical", why: "nothing is backed up any more", mend: putBack },
        changed: {
            severity: "critical",
            why: "backups are made, kept or copied otherwise than planned",
            mend: putBack,
        },
        unselected: { severity: "critical", why: "the file system is backed up no more", mend: putBack },
        reselected: {
            severity: "critical",
            why: "something else is backed up, or by a role that may not",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:backup/plan:Plan").map((plan) => ({
            region: regionIn(plan),
            subject: `backup plan ${textOf(plan, "name") ?? plan.name}`,
            id: plan.id,
            arn: textOf(plan, "arn") ?? "",
            rules: Object.fromEntries(
                recordsOf(plan, "rules").map((rule) => [
                    String(rule.ruleName),
                    settingsOf(
                        rule.schedule,
                        rule.targetVaultName,
                        rule.lifecycle,
                        [rule.copyActions]
                            .flat()
                            .filter(isRecord)
                            .map(({ destinationVaultArn }) => destinationVaultArn),
                    ),
                ]),
            ),
            selections: graph
                .all("aws:backup/selection:Selection")
                .filter(({ props }) => props.planId === plan.id)
                .map((selection) => ({
                    id: selection.id,
                    settings: {
                        resources: textsOf(selection, "resources"),
                        role: textOf(selection, "iamRoleArn"),
                    },
                })),
        })),
    grants: ({ arn }) => [
        { actions: ["backup:GetBackupPlan", "backup:GetBackupSelection"], resources: [arn] },
    ],
    async ask(session, { id: BackupPlanId, selections, region }) {
        const client = session.client(BackupClient, region);
        const plan = await unlessMissing(client.send(new GetBackupPlanCommand({ BackupPlanId })));
        // A plan that was deleted is still told about, with the time of its end.
        if (plan?.BackupPlan === undefined || plan.DeletionDate !== undefined) return undefined;
        const found: Record<string, Settings | undefined> = {};
        for (const { id: SelectionId } of selections) {
            const answer = await unlessMissing(
                client.send(new GetBackupSelectionCommand({ BackupPlanId, SelectionId })),
            );
            const selection = answer?.BackupSelection;
            found[SelectionId] = selection && {
                resources: selection.Resources,
                role: selection.IamRoleArn,
            };
        }
        return { rules: plan.BackupPlan.Rules ?? [], selections: found };
    },
    judge({ subject: where, rules, selections }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such plan", wanted: "it" }];
        const changed = Object.entries(rules).flatMap(([name, settings]) => {
            const rule = answer.rules.find(({ RuleName }) => RuleName === name);
            const got = settingsOf(
                rule?.ScheduleExpression,
                rule?.TargetBackupVaultName,
                {
                    deleteAfter: rule?.Lifecycle?.DeleteAfterDays,
                    coldStorageAfter: rule?.Lifecycle?.MoveToColdStorageAfterDays,
                },
                (rule?.CopyActions ?? []).map(({ DestinationBackupVaultArn }) => DestinationBackupVaultArn),
            );
            return whenDiffers<Faults>(difference(settings, got), {
                fault: "changed",
                where: `rule ${name} of ${where}`,
            });
        });
        const selected = selections.flatMap(({ id, settings }): readonly Remark<Faults>[] => {
            const got = answer.selections[id];
            if (got === undefined)
                return [{ fault: "unselected", where, got: `no selection ${id}`, wanted: "it" }];
            return whenDiffers<Faults>(difference(settings, got), { fault: "reselected", where });
        });
        return [...changed, ...selected];
    },
};
