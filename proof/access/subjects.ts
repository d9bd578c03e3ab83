import { auditFiles } from "./auditFiles";
import { backups } from "./backups";
import { endpoints } from "./endpoints";
import { fileSystem } from "./fileSystem";
import { files } from "./files";
import { groups } from "./groups";
import { serviceJobs } from "./jobs/serviceJobs";
import { agentsKey, dataKey, vaultKey } from "./keys";
import { logs } from "./logs";
import { logsKey } from "./logsKey";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { shared } from "./shared";
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
    groups,
    shared,
    auditFiles,
    topics,
    endpoints,
    serviceJobs,
] as const;
