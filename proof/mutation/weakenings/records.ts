import { set } from "../mutant";
import type { Weakenings } from "./weakening";

/** Weakenings of logs, trails and alarms. */
export const records: Weakenings = {
    "aws:cloudwatch/logGroup:LogGroup": [
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        { operator: "kept for a day", change: set("retentionInDays", 1) },
    ],
    "aws:cloudtrail/trail:Trail": [
        { operator: "one region", change: set("isMultiRegionTrail", false) },
        { operator: "no digest", change: set("enableLogFileValidation", false) },
        { operator: "off", change: set("enableLogging", false) },
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        { operator: "not to CloudWatch", change: set("cloudWatchLogsGroupArn", undefined) },
    ],
    "aws:sns/topic:Topic": [
        { operator: "AWS's key", change: set("kmsMasterKeyId", "alias/aws/sns") },
        {
            operator: "no tags",
            change: (props) => {
                props.tags = {};
                props.tagsAll = {};
            },
        },
    ],
    "aws:cloudwatch/metricAlarm:MetricAlarm": [{ operator: "tells nobody", change: set("alarmActions", []) }],
};
