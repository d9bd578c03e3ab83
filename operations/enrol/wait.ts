import type { Session } from "../aws/session";
import type { Jenkins } from "../jenkins/client";
import type { Enrolled } from "./enrol";

const lookEverySeconds = 10;

/** What to look at where an agent does not come, in the order in which it would come. */
const whereToLook = (agent: string, logGroup: string): string =>
    `agent ${agent} is not connected. Its own words are in CloudWatch's log group ${logGroup}; docs/runbooks/secret-missing.md, ` +
    "controller-silent.md and agent-disconnected.md go through what it may be. Where no instance runs: aws autoscaling describe-scaling-activities";

/** Waits until the agents are connected, for so many minutes at most; one look at Jenkins is for all. Says each as it comes. */
export async function waitForAgents(
    session: Session,
    jenkins: Jenkins,
    enrolled: readonly Enrolled[],
    { minutes, logGroup }: { readonly minutes: number; readonly logGroup: string },
): Promise<void> {
    if (session.dryRun) {
        session.say(`would wait  until the agents are connected, for ${minutes} minutes at most`);
        return;
    }
    const looks = Math.ceil((minutes * 60) / lookEverySeconds);
    for (let look = 0; ; look += 1) {
        const nodes = await jenkins.nodes();
        for (const each of enrolled.filter(({ online }) => online !== true)) {
            const node = nodes.get(each.agent);
            each.online = node?.connected === true;
            if (!each.online) continue;
            if (look > 0) session.say(`${each.agent} is connected.`);
            if (node?.mark !== undefined)
                each.notes.push(
                    `node ${each.agent} is marked offline, so no build is sent to it: ${JSON.stringify(node.mark)}`,
                );
        }
        const late = enrolled.filter(({ online }) => online !== true);
        if (late.length === 0) return;
        if (look === looks) {
            for (const { agent, faults } of late) faults.push(whereToLook(agent, logGroup));
            return;
        }
        if (look === 0)
            session.say(
                `Waiting until ${late.map(({ agent }) => agent).join(", ")} ${late.length === 1 ? "is" : "are"} connected, for ${minutes} minutes at most.`,
            );
        await session.pause(lookEverySeconds);
    }
}
