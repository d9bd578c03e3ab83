import { area } from "../kernel/area";
import * as access from "./access";
import * as key from "./key";
import * as keyPolicy from "./keyPolicy";
import * as principals from "./principals";
import * as serviceScope from "./serviceScope";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const kms = area("AWS KMS", access, key, keyPolicy, principals, serviceScope);
