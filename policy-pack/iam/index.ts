import { area } from "../kernel/area";
import * as clientGrants from "./clientGrants";
import * as roles from "./roles";
import * as statements from "./statements";
import * as trust from "./trust";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const iam = area("IAM", clientGrants, roles, statements, trust);
