import type { RestoreTestingPlanForGet, RestoreTestingSelectionForGet } from "@aws-sdk/client-backup";
import { isRecord, numberIn } from "../../state/exported";
import { type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import type { Settings } from "./compare";

const sorted = (texts: unknown): readonly string[] | undefined =>
    Array.isArray(texts) && texts.length > 0 ? texts.map(String).toSorted() : undefined;

/** The key that a restored file system gets, whatever case its name comes back in. */
const keyIn = (overrides: unknown): unknown =>
    Object.entries(isRecord(overrides) ? overrides : {}).find(
        ([name]) => name.toLowerCase() === "kmskeyid",
    )?.[1];

/** When a plan of the state restores, and of what it chooses. */
export function settingsOf(plan: Resource): Settings {
    const [points] = recordsOf(plan, "recoveryPointSelection");
    return {
        schedule: textOf(plan, "scheduleExpression"),
        // AWS Backup takes UTC where none is said, and says so.
        "time zone": textOf(plan, "scheduleExpressionTimezone") ?? "Etc/UTC",
        "starts within hours": numberIn(plan.props, "startWindowHours") ?? 24,
        "of vaults": sorted(points?.includeVaults),
        "without vaults": sorted(points?.excludeVaults),
        "of kinds": sorted(points?.recoveryPointTypes),
        "of days": points?.selectionWindowDays,
        which: points?.algorithm,
    };
}

/** What a selection of the state restores, as which role and under which key. */
export const selectedBy = (selection: Resource): Settings => ({
    resources: sorted(textsOf(selection, "protectedResourceArns")),
    role: textOf(selection, "iamRoleArn"),
    key: keyIn(selection.props.restoreMetadataOverrides),
});

/** The same as AWS Backup has it. */
export const settingsIn = ({
    RecoveryPointSelection: points,
    ...plan
}: RestoreTestingPlanForGet): Settings => ({
    schedule: plan.ScheduleExpression,
    "time zone": plan.ScheduleExpressionTimezone,
    "starts within hours": plan.StartWindowHours,
    "of vaults": sorted(points?.IncludeVaults),
    "without vaults": sorted(points?.ExcludeVaults),
    "of kinds": sorted(points?.RecoveryPointTypes),
    "of days": points?.SelectionWindowDays,
    which: points?.Algorithm,
});

/** What a selection restores, as AWS Backup has it. */
export const selectedIn = (selection: RestoreTestingSelectionForGet): Settings => ({
    resources: sorted(selection.ProtectedResourceArns),
    role: selection.IamRoleArn,
    key: keyIn(selection.RestoreMetadataOverrides),
});
