import { restoreRunTag } from "../../infra/tags";
import type { Session } from "../aws/session";
import type { Outcome } from "../operation";
import { closeRole } from "./agentRole";
import { removeFileSystem, restoredFor, tag } from "./fileSystems";
import { jobsUnderWay } from "./job";
import type { RestoreOptions } from "./options";
import type { Places } from "./places";
import { runIn, tokenPrefix } from "./run";

/**
 * Removes what runs made: first what lets a role read it, then what was restored. What a run under way makes stays until its
 * job has ended, as AWS stops no restore job.
 */
export async function removeRuns(
    session: Session,
    { fileSystem: { arn }, tags: own, agents }: Places,
    { run: asked, yes }: Pick<RestoreOptions, "run" | "yes">,
    now: Date,
): Promise<Outcome> {
    const isMeant = (run: string | undefined): run is string =>
        run !== undefined && (asked === undefined || run === asked);
    const underWay = (await jobsUnderWay(session, tokenPrefix(arn), now)).flatMap(
        ({ job, creationToken }) => {
            const run = runIn(arn, creationToken);
            return isMeant(run) ? [{ run, job }] : [];
        },
    );
    const there = (await restoredFor(session, arn)).filter(({ run }) => isMeant(run));
    const doomed = there.filter(({ run }) => !underWay.some((each) => each.run === run));
    const runs = new Set([...there, ...underWay].map(({ run }) => run));
    if (runs.size > 1 && asked === undefined)
        return {
            json: { runs: there, underWay },
            text: `${[...runs].map((run) => `run ${run}${toldOf(there, run)}`).join("\n")}\nThere is more than one: give --run with one of them, as the others may be somebody else's.\n`,
            passed: false,
        };
    if (!yes && !session.dryRun)
        return {
            json: { runs: there, underWay },
            text: `${doomed.map(({ run }) => `would remove run ${run}${toldOf(there, run)}`).join("\n") || "no run has a file system to remove"}\n${busyWith(underWay)}With --yes this is done, and every agent's role is closed again.\n`,
            passed: underWay.length === 0,
        };
    const closed = new Set<string>();
    // Where there is one run at most, a role that is open for another is so for what is gone.
    for (const { policyArn } of agents)
        for (const run of await closeRole(session, policyArn, asked)) closed.add(run);
    for (const { id, tags } of doomed) {
        // A caller may delete only what has the tags of a run, which one that was interrupted early has not got yet.
        if (tags[restoreRunTag] === undefined)
            await tag(session, id, { ...own, [restoreRunTag]: "interrupted" });
        await removeFileSystem(session, id);
    }
    const removed = new Set([...closed, ...doomed.map(({ run }) => run)]);
    return {
        json: { removed: [...removed], fileSystems: doomed.map(({ id }) => id), underWay },
        text: `${removed.size === 0 ? "Nothing was left of a restore." : `Removed run ${[...removed].join(" and ")}: ${doomed.map(({ id }) => `file system ${id}`).join(" and ") || "no file system was left"}; no agent's role reads it any more.`}\n${busyWith(underWay)}`,
        passed: underWay.length === 0,
    };
}

const toldOf = (
    there: readonly {
        readonly run: string;
        readonly id: string;
        readonly tags: Readonly<Record<string, string>>;
    }[],
    run: string,
): string => {
    const found = there.find((each) => each.run === run);
    return found === undefined
        ? ""
        : `: file system ${found.id}, ${found.tags["restore-of"] ?? "not yet within reach"}`;
};

const busyWith = (underWay: readonly { readonly run: string; readonly job: string }[]): string =>
    underWay
        .map(
            ({ run, job }) =>
                `Run ${run} is under way: AWS stops no restore job. Remove it once job ${job} has ended.\n`,
        )
        .join("");
