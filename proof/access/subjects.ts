import { auditFiles } from "./auditFiles";
import { backups } from "./backups";
import { endpoints } from "./endpoints";
import { fileSystem } from "./fileSystem";
import { files } from "./files";
import { serviceJobs } from "./jobs/serviceJobs";
import { agentsKey, dataKey, vaultKey } from "./keys";
import { logs } from "./logs";
import { logsKey } from "./logsKey";
import { metrics } from "./metrics";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { topics } from "./topics";

/** Everything that the proof asks about, in the order of docs/access.md. */
export const subjects = [
    files,
    fileSystem,
    dataKey,
    vaultKey,
    logsKey,
    agentsKey,
    secrets,
    backups,
    roles,
    logs,
    metrics,
    auditFiles,
    topics,
    endpoints,
    serviceJobs,
] as const;
