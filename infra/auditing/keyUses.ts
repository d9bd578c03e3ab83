import type { Config } from "../config";
import { defaults } from "../config/schema";
import type { LogsKeyUses } from "../documents/logsKeyPolicy";
import type { Names } from "../names";

/** What the logs key has to serve: what is made here, and nothing that is adopted. `settings` are those that `Auditing` gets. */
export function logsKeyUses(
    names: Names,
    settings: Config["auditing"] = defaults.auditing,
    bakes = defaults.bake,
): LogsKeyUses {
    const groups = [names.agentLogGroup, names.flowLogGroup, ...(bakes ? [names.imageLogGroup] : [])];
    const madeTrail = settings.trailLogGroupName === undefined;
    return {
        logGroupArns: [...groups, ...(madeTrail ? [names.trailLogGroup] : [])].map(({ arn }) => arn),
        topicArn: names.alarmTopic.arn,
        ...(madeTrail ? { trailArn: names.trail.arn } : {}),
        configDelivery: settings.configRecorder === "made",
        flowLogDelivery: settings.vpcFlowLog,
    };
}
