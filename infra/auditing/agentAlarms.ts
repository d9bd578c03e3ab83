import * as pulumi from "@pulumi/pulumi";
import type { Agent } from "../agent";
import type { Access } from "../config/shared";
import { agentMetricAlarms, areasAlarm, sharedMetricAlarms } from "./alarms/agentMetrics";
import { pairingAlarm } from "./alarms/connections";
import { type Telling, tellEvents, watchMetric } from "./alarms/render";

/** The agents to watch, and how their alarms are told. */
export interface AgentAlarmsArgs extends Omit<Telling, "name" | "parent"> {
    readonly agents: Readonly<Record<string, Pick<Agent, "accessPoint" | "areas" | "role">>>;
    readonly fileSystemArn: pulumi.Input<string>;
}

/**
 * The alarms on each agent: that nobody else uses its access point, and what its health check finds. They are the agent's own,
 * so that none changes when another agent comes or goes.
 */
export class AgentAlarms extends pulumi.ComponentResource {
    constructor(name: string, args: AgentAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:AgentAlarms", name, {}, opts);
        const telling = { ...args, name, parent: this };
        for (const alarm of sharedMetricAlarms) watchMetric(telling, alarm.name, alarm, args);
        for (const [agent, { accessPoint, areas, role }] of Object.entries(args.agents)) {
            const { environment, fileSystemArn } = args;
            const subject = {
                name: agent,
                environment,
                fileSystemArn,
                accessPointArn: accessPoint.arn,
                writtenAreaIds: idsOf(areas, "write"),
                readAreaIds: idsOf(areas, "read"),
                roleArn: role.arn,
            };
            tellEvents(telling, `${pairingAlarm.name}-${agent}`, pairingAlarm, subject);
            const alarms = [...agentMetricAlarms, ...(areas.length > 0 ? [areasAlarm] : [])];
            for (const alarm of alarms) watchMetric(telling, `${alarm.name}-${agent}`, alarm, subject);
        }
        this.registerOutputs({});
    }
}

const idsOf = (areas: Agent["areas"], wanted: Access) =>
    areas.filter(({ access }) => access === wanted).map(({ shared }) => shared.accessPoint.id);
