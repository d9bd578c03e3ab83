import { accessPoints } from "./accessPoints";
import { agentMetrics } from "./agentMetrics";
import { agents } from "./agents";
import { alarms } from "./alarms";
import { backups, copies } from "./backups";
import { type Row, row } from "./check";
import { eventRules } from "./eventRules";
import { fileSystem, fileSystemPolicy } from "./fileSystem";
import { flowLogs } from "./flowLogs";
import { keys } from "./keys";
import { mounting } from "./mounting";
import { mountTargets } from "./mountTargets";
import { quotas } from "./quotas";
import { conformance, recorder } from "./recorder";
import { replication } from "./replication";
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
    row(mounting),
    row(roles),
    row(securityGroups),
    row(keys),
    row(secrets),
    row(agents),
    row(agentMetrics),
    row(vaults),
    row(backups),
    row(copies),
    row(restoreTests),
    row(trail),
    row(recorder),
    row(conformance),
    row(flowLogs),
    row(alarms),
    row(eventRules),
    row(topic),
    row(quotas),
];
