import type { Outcome } from "../operation";
import type { Copying } from "./copying";
import { describeElsewhere, type Elsewhere } from "./elsewhere";
import type { Places } from "./places";
import { ageOf, type Choice, isCold, type RecoveryPoint, sizeOf, tableOf } from "./recoveryPoints";
import type { Target } from "./target";

/** What is about to be restored. */
export interface Plan extends Choice {
    readonly sourceId: string;
    /** Undefined where everything is. */
    readonly target: Target | undefined;
    readonly places: Places;
    /** The command with what tells the stack, and nothing else. */
    readonly again: string;
    /** Pulumi's project, which the keys of the configuration begin with. */
    readonly project: string;
}

/** The recovery points that there are. */
export function listed(
    points: readonly RecoveryPoint[],
    { vaultName, region }: Pick<Places, "vaultName" | "region">,
    sourceId: string,
    elsewhere: readonly Elsewhere[],
    now: Date,
): Outcome {
    const head = `Recovery points of ${sourceId} in vault ${vaultName} in ${region}:`;
    const here =
        points.length === 0
            ? [`${head} none. See docs/runbooks/backup-missing.md.`]
            : [
                  head,
                  ...tableOf(points, now).map((line) => `  ${line}`),
                  "Restore one directory with --agent NAME or --area NAME, as of a time with --as-of.",
              ];
    return {
        json: { fileSystemId: sourceId, vaultName, region, recoveryPoints: points, elsewhere },
        text: `${[...here, ...describeElsewhere(elsewhere, now)].join("\n")}\n`,
        passed: points.length > 0,
    };
}

/** What is about to be done, a line each. */
export function planned({ point, passedOver, sourceId, target }: Plan, now: Date): readonly string[] {
    return [
        `Restores ${target?.item ?? "everything"} of ${sourceId} as of ${point.createdAt.toISOString()}, ${ageOf(point.createdAt, now)} ago (the backup of everything has ${sizeOf(point.sizeBytes)}).`,
        ...passedOver.map(
            ({ createdAt, status }) => `Passes over ${createdAt.toISOString()}, which is ${status}.`,
        ),
        ...(isCold(point, now) ? ["It is in cold storage: the restore takes hours before it begins."] : []),
        ...(target === undefined
            ? ["Makes a file system with the kit's key and policy, which stays."]
            : [
                  "Makes a file system of its own for it, with the kit's key and mount targets, and one access point.",
                  `The role of agent ${target.reader.name} may mount that access point, to read; nobody writes. Alarm connection-mispaired rings when it does.`,
              ]),
        "AWS charges for what is restored, by GB, and for the new file system as for the old.",
    ];
}

/** The plan, where nothing is done yet. */
export function describePlan(plan: Plan, now: Date): Outcome {
    const { point, passedOver, sourceId, target } = plan;
    return {
        json: {
            plan: {
                fileSystemId: sourceId,
                recoveryPoint: point,
                passedOver,
                item: target?.item ?? "/",
                reader: target?.reader.name,
            },
        },
        text: `${[...planned(plan, now), "Run it again with --yes to do it."].join("\n")}\n`,
        passed: true,
    };
}

/** What is within reach now, and how to copy it. */
export function reached(found: {
    readonly run: string;
    readonly fileSystemId: string;
    readonly accessPointId: string;
    /** The command that removes it. */
    readonly remove: string;
    readonly copying: Copying;
    readonly target: Target;
    readonly point: RecoveryPoint;
}): Outcome {
    const { copying, remove, target, point, ...rest } = found;
    const { item, reader } = target;
    return {
        json: { ...rest, recoveryPointArn: point.arn, item, reader: reader.name, ...copying, remove },
        text: [
            `${item} as of ${point.createdAt.toISOString()} is restored, and agent ${reader.name} may read it.`,
            "",
            "On its instance:",
            "",
            `    ${copying.login}`,
            "",
            "copy it beside the original. What cp does not find was not in the backup:",
            "",
            ...copying.commands.map((command) => `    ${command}`),
            "",
            "Afterwards, as it is paid for until then:",
            "",
            `    ${remove}`,
            "",
        ].join("\n"),
        passed: true,
    };
}

/** Everything is restored, and how it is brought in. */
export function restoredWhole(
    fileSystemId: string,
    { point, places, again, project, sourceId }: Plan,
    region: string,
): Outcome {
    return {
        json: { fileSystemId, recoveryPointArn: point.arn },
        text: [
            `Everything as of ${point.createdAt.toISOString()} is in file system ${fileSystemId}, in a directory aws-backup-restore_… off its root. It has the kit's policy and no mount target yet.`,
            "",
            "To bring it in, with mount targets by the kit; the preview tells what it lacks, with the command that sets it:",
            "",
            `    pulumi config set --path '${project}:storage.fileSystemId' ${fileSystemId}`,
            "    pulumi preview",
            "    pulumi up",
            "",
            "Agents then begin with empty directories in it. Each gets its own back with:",
            "",
            ...places.agents.map(
                ({ name }) => `    ${again} --agent ${name} --file-system ${sourceId} --yes`,
            ),
            "",
            "Where it is not wanted after all:",
            "",
            `    aws efs delete-file-system --region ${region} --file-system-id ${fileSystemId}`,
            "",
        ].join("\n"),
        passed: true,
    };
}
