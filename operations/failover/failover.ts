import { isOut } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Operation, Outcome, Subject } from "../operation";
import { commandOf } from "../options";
import { othersThan, scale } from "./groups";
import type { FailoverOptions } from "./options";
import { policyFor } from "./policy";
import { type Plan, tell } from "./print";
import { promote, replicaOf } from "./replica";
import { sidesOf } from "./sides";

/** `npm run failover`. It asks in the replica's region, as the environment's own may be the one that is lost. */
export const failover: Operation<FailoverOptions> = {
    script: "failover",
    policy: policyFor,
    regionOf: (subject) => sidesOf(subject).there.region,
    run: (session, subject, options) => run(session, subject, options, new Date()),
};

async function run(
    session: Session,
    subject: Subject,
    options: FailoverOptions,
    now: Date,
): Promise<Outcome> {
    const plan = await planOf(session, subject, options);
    const { replica, sides, running = [], waiting = [] } = plan;
    if (replica.status !== undefined && replica.lastSync === undefined)
        throw new Error(
            `The first copy to ${sides.there.fileSystem.id} is not whole (${replica.status}), and promoted it would stay in parts. Nothing was done. Wait until it has a last sync: aws efs describe-replication-configurations --region ${sides.there.region} --file-system-id ${sides.there.fileSystem.id}`,
        );
    if (!options.yes && !session.dryRun) return tell(plan, now, false);

    if (running.length > 0) {
        session.say(`Stops ${running.length} agents in ${sides.here.region}; their builds get to end.`);
        await stop(session, sides.here.region, running);
    }
    if (replica.status !== undefined || !replica.isWritable) {
        session.say(`Promotes ${sides.there.fileSystem.id} in ${sides.there.region}.`);
        await promote(session, sides, options.localOnly);
    }
    if (sides.there.hasEgress && waiting.length > 0) {
        session.say(`Starts ${waiting.length} agents in ${sides.there.region}.`);
        await scale(session, sides.there.region, waiting, 1);
    }
    return session.dryRun ? tell(plan, now, false) : tell(await planOf(session, subject, options), now, true);
}

/** A region may say what runs in it and fail at all else, which must not keep the files from being reached elsewhere. */
async function stop(session: Session, region: string, running: readonly string[]): Promise<void> {
    try {
        await scale(session, region, running, 0);
    } catch (error) {
        if (!isOut(error)) throw error;
        session.say(
            `${region} does not stop them. Goes on without: until they are stopped, Jenkins keeps its nodes connected to them.`,
        );
    }
}

async function planOf(session: Session, subject: Subject, options: FailoverOptions): Promise<Plan> {
    const sides = sidesOf(subject);
    const replica = await replicaOf(session, sides);
    return {
        sides,
        replica,
        running: await othersThan(session, sides.here, 0),
        waiting: await othersThan(session, sides.there, 1),
        again: commandOf("failover", options, ...(options.localOnly ? ["--local-only"] : [])),
    };
}
