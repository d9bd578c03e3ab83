import { area } from "../kernel/area";
import * as alarms from "./alarms";
import * as logs from "./logs";
import * as recorder from "./recorder";
import * as secrets from "./secrets";
import * as tags from "./tags";
import * as trailBucket from "./trailBucket";
import * as trails from "./trails";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const audit = area("Audit", alarms, logs, recorder, secrets, tags, trailBucket, trails);
