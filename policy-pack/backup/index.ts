import { area } from "../kernel/area";
import * as plans from "./plans";
import * as vaults from "./vaults";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const backup = area("AWS Backup", plans, vaults);
