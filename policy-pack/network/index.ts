import { area } from "../kernel/area";
import * as endpoints from "./endpoints";
import * as groupManagement from "./groupManagement";
import * as internetIngress from "./internetIngress";
import * as securityGroups from "./securityGroups";
import * as vpc from "./vpc";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const network = area("Network", endpoints, groupManagement, internetIngress, securityGroups, vpc);
