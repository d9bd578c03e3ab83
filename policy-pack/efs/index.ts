import { area } from "../kernel/area";
import * as accessPoints from "./accessPoints";
import * as agentAccess from "./agentAccess";
import * as backups from "./backups";
import * as fileSystem from "./fileSystem";
import * as fileSystemPolicy from "./fileSystemPolicy";
import * as mountTargets from "./mountTargets";
import * as policyStatements from "./policyStatements";
import * as privateSubnets from "./privateSubnets";
import * as protection from "./protection";
import * as volumes from "./volumes";
import * as zones from "./zones";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const efs = area(
    "Amazon EFS",
    accessPoints,
    agentAccess,
    backups,
    fileSystem,
    fileSystemPolicy,
    mountTargets,
    policyStatements,
    privateSubnets,
    protection,
    volumes,
    zones,
);
