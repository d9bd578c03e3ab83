import { backups } from "./backups";
import { endpoints } from "./endpoints";
import { fileSystem } from "./fileSystem";
import { files } from "./files";
import { agentsKey, dataKey, logsKey, vaultKey } from "./keys";
import { logs } from "./logs";
import { roles } from "./roles";
import { secrets } from "./secrets";

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
    endpoints,
] as const;
