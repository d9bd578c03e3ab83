import { cleanUpAtExit } from "../../cli/cleanUp";
import { restoreRunTag } from "../../infra/tags";
import type { Session } from "../aws/session";
import type { Operation, Outcome, Subject } from "../operation";
import { commandOf } from "../options";
import { holdOpenable, openRole } from "./agentRole";
import { recoveryPointsIn } from "./backups";
import { copyingOf } from "./copying";
import { listedElsewhere, vaultsElsewhere } from "./elsewhere";
import { accessPointOf, arnOf, fileSystemOf, idIn, mountTargetsIn, putPolicy, tag } from "./fileSystems";
import { endOf, type JobAsked, startedJob } from "./job";
import type { RestoreOptions } from "./options";
import { type Places, placesIn } from "./places";
import { policyFor } from "./policy";
import { describePlan, listed, type Plan, planned, reached, restoredWhole } from "./print";
import { choose } from "./recoveryPoints";
import { removeRuns } from "./remove";
import { creationToken, runOf, wholeTag, wholeToken } from "./run";
import { type Target, targetOf } from "./target";

/** What a dry run takes for made. */
const pretendedId = "00000000000000000";

/** As long as what is not made yet will be called. */
const pretendedBeside = (fileSystemArn: string) => ({
    fileSystemArn: arnOf(fileSystemArn, `fs-${pretendedId}`),
    accessPointArn: fileSystemArn.replace(/:file-system\/.*$/, `:access-point/fsap-${pretendedId}`),
});

/** `npm run restore`. */
export const restore: Operation<RestoreOptions> = {
    script: "restore",
    policy: policyFor,
    pretended: {
        "backup:StartRestoreJob": () => ({ RestoreJobId: "that-would-be-started" }),
        "elasticfilesystem:CreateAccessPoint": () => ({
            AccessPointId: `fsap-${pretendedId}`,
            AccessPointArn: `arn:aws:elasticfilesystem:::access-point/fsap-${pretendedId}`,
        }),
    },
    run: async (session, subject, options) => {
        const outcome = await run(session, subject, options, new Date());
        return session.dryRun
            ? { ...outcome, text: `A dry run: nothing of this was done.\n\n${outcome.text}` }
            : outcome;
    },
};

async function run(session: Session, subject: Subject, options: RestoreOptions, now: Date): Promise<Outcome> {
    const { environment } = subject;
    const places = placesIn(environment.graph);
    if (options.remove) return removeRuns(session, places, options, now);
    const { wanted } = options;
    const target =
        wanted === undefined || wanted.kind === "everything"
            ? undefined
            : targetOf(places, wanted, options.reader);
    const sourceId = options.lostFileSystemId ?? places.fileSystem.id;
    const sourceArn = arnOf(places.fileSystem.arn, sourceId);
    const points = await recoveryPointsIn(session, places.vaultName, sourceArn);
    if (wanted === undefined) {
        const vaults = vaultsElsewhere(places, sourceArn, subject, options);
        return listed(points, places, sourceId, await listedElsewhere(session, vaults, now), now);
    }
    const choice = choose(points, options.asOf, now);
    const plan: Plan = {
        ...choice,
        sourceId,
        target,
        places,
        again: commandOf("restore", options),
        project: environment.graph.project,
    };
    if (!options.yes && !session.dryRun) return describePlan(plan, now);
    for (const line of planned(plan, now)) session.say(line);
    return target === undefined ? restoreWhole(session, plan) : restoreItem(session, plan, target);
}

async function restoreItem(session: Session, plan: Plan, target: Target): Promise<Outcome> {
    const { places, point, sourceId } = plan;
    const { arn } = places.fileSystem;
    const { item, reader, directory } = target;
    const run = runOf({ fileSystemArn: arn, recoveryPointArn: point.arn, item, roleArn: reader.roleArn });
    const remove = `${plan.again} --remove --run ${run} --yes`;
    const interrupted = cleanUpAtExit(() =>
        session.say(
            `Interrupted: the same command goes on with run ${run}. What it made is deleted by: ${remove}`,
        ),
    );
    try {
        await holdOpenable(session, reader.policyArn, { run, ...pretendedBeside(arn) });
        const asked = { point, sourceId, item, creationToken: creationToken(arn, run) };
        const fileSystemArn = await restored(session, places, asked);
        const fileSystemId = idIn(fileSystemArn);
        const told = { "restore-of": directory.path, "restore-for": reader.name };
        await markOnce(session, asked.creationToken, fileSystemId, {
            ...places.tags,
            ...told,
            [restoreRunTag]: run,
        });
        const accessPoint = await accessPointOf(session, { id: fileSystemId, run }, directory, {
            ...places.tags,
            ...told,
        });
        await putPolicy(session, fileSystemArn, accessPoint.arn);
        await mountTargetsIn(session, fileSystemId, places.mountTargets);
        await openRole(session, reader.policyArn, { run, fileSystemArn, accessPointArn: accessPoint.arn });
        const copying = copyingOf(target, {
            run,
            fileSystemId,
            accessPointId: accessPoint.id,
            region: session.region,
        });
        return reached({ run, fileSystemId, accessPointId: accessPoint.id, remove, copying, target, point });
    } finally {
        interrupted.forget();
    }
}

async function restoreWhole(session: Session, plan: Plan): Promise<Outcome> {
    const { places, point, sourceId } = plan;
    const token = wholeToken(places.fileSystem.arn, point.arn);
    const asked = { point, sourceId, item: undefined, creationToken: token };
    const fileSystemArn = await restored(session, places, asked);
    const number = point.arn.split(":").at(-1) ?? "";
    await markOnce(session, token, idIn(fileSystemArn), {
        ...places.tags,
        [wholeTag]: number,
    });
    await putPolicy(session, fileSystemArn, undefined);
    return restoredWhole(idIn(fileSystemArn), plan, session.region);
}

/** Restores into a new file system, or goes on with what was begun. @returns its ARN */
async function restored(session: Session, places: Places, asked: JobAsked): Promise<string> {
    const there = await fileSystemOf(session, asked.creationToken);
    // It gets its tags once it is whole.
    if (there?.tags.environment !== undefined) return arnOf(places.fileSystem.arn, there.id);
    const job = await startedJob(session, places, asked, there !== undefined);
    return endOf(session, job, pretendedBeside(places.fileSystem.arn).fileSystemArn);
}

/** Tags a file system, unless that was done: what has tags may not be tagged again. */
async function markOnce(
    session: Session,
    token: string,
    fileSystemId: string,
    tags: Readonly<Record<string, string>>,
): Promise<void> {
    const found = await fileSystemOf(session, token);
    if (found?.tags.environment === undefined) await tag(session, fileSystemId, tags);
}
