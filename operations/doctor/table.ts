import { accessPoints } from "./accessPoints";
import { agentMetrics } from "./agentMetrics";
import { agents } from "./agents";
import { alarms } from "./alarms";
import { backups, copies } from "./backups";
import { buckets } from "./buckets";
import { type Row, row } from "./check";
import { endpoints } from "./endpoints";
import { eventRules } from "./eventRules";
import { fileSystem, fileSystemPolicy } from "./fileSystem";
import { flowLogs } from "./flowLogs";
import { keys } from "./keys";
import { logGroups, metricFilters } from "./logs";
import { mounting } from "./mounting";
import { mountTargets } from "./mountTargets";
import { plans } from "./plans";
import { quotas } from "./quotas";
import { conformance, recorder } from "./recorder";
import { replication } from "./replication";
import { restores } from "./restores";
import { restoreTests } from "./restoreTests";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { securityGroups } from "./securityGroups";
import { topic } from "./topic";
import { trail } from "./trail";
import { vaults } from "./vaults";

/** Every check, in the order in which its findings are told. A new one is a row here. */
export const checks: readonly Row[] = [
    row(fileSystem),
    row(fileSystemPolicy),
    row(mountTargets),
    row(accessPoints),
    row(replication),
    row(restores),
    row(mounting),
    row(roles),
    row(securityGroups),
    row(endpoints),
    row(keys),
    row(secrets),
    row(agents),
    row(agentMetrics),
    row(vaults),
    row(plans),
    row(backups),
    row(copies),
    row(restoreTests),
    row(trail),
    row(buckets),
    row(recorder),
    row(conformance),
    row(flowLogs),
    row(logGroups),
    row(metricFilters),
    row(alarms),
    row(eventRules),
    row(topic),
    row(quotas),
];
