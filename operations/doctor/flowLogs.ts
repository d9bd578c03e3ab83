import { EC2Client, type FlowLog, paginateDescribeFlowLogs } from "@aws-sdk/client-ec2";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly id: string;
    readonly settings: Settings;
}

/** A log group by its name, as AWS tells some only so; a bucket by its ARN. */
const destination = (arn: string | undefined): string | undefined => arn?.split(":log-group:").at(-1);

/** What reaches the mount targets, as far as it is recorded. */
export const flowLogs: Check<Expected, FlowLog | undefined, "missing" | "undelivered" | "changed"> = {
    name: "flow-logs",
    holds: "each flow log records all traffic, and delivers it",
    faults: {
        missing: {
            severity: "critical",
            why: "who reached the mount target, and who was refused, is recorded nowhere",
            mend: putBack,
        },
        undelivered: {
            severity: "critical",
            why: "what it records is lost: its role, log group, bucket or key lets it not",
            mend: "aws ec2 describe-flow-logs --region {region} --flow-log-ids {id}",
        },
        changed: {
            severity: "warning",
            why: "the alarm and the queries read other fields, or another place",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:ec2/flowLog:FlowLog").map((log) => ({
            region: regionIn(log),
            subject: `flow log ${log.id} (${log.name})`,
            id: log.id,
            settings: {
                of: textOf(log, "eniId") ?? textOf(log, "vpcId") ?? textOf(log, "subnetId"),
                to: destination(textOf(log, "logDestination")),
                traffic: textOf(log, "trafficType"),
            },
        })),
    grants: () => [{ actions: ["ec2:DescribeFlowLogs"], resources: ["*"] }],
    async ask(session, { id, region }) {
        const found = await unlessMissing(
            allOf(
                paginateDescribeFlowLogs({ client: session.client(EC2Client, region) }, { FlowLogIds: [id] }),
                (page) => page.FlowLogs,
            ),
        );
        return found?.[0];
    },
    judge({ id, subject: where, settings }, log) {
        if (log === undefined) return [{ fault: "missing", where, got: "no such flow log", wanted: "it" }];
        const { FlowLogStatus, DeliverLogsStatus, DeliverLogsErrorMessage } = log;
        const isFailing = DeliverLogsStatus === "FAILED" || FlowLogStatus !== "ACTIVE";
        return [
            ...when(isFailing, {
                fault: "undelivered",
                where,
                got: [FlowLogStatus, DeliverLogsStatus, DeliverLogsErrorMessage].filter(Boolean).join(", "),
                wanted: "ACTIVE, SUCCESS",
                values: { id },
            }),
            ...whenDiffers(
                difference(settings, {
                    of: log.ResourceId,
                    to: destination(log.LogDestination ?? log.LogGroupName),
                    traffic: log.TrafficType,
                }),
                { fault: "changed", where },
            ),
        ];
    },
};
