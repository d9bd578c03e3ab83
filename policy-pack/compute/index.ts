import { area } from "../kernel/area";
import * as imageOwners from "./imageOwners";
import * as images from "./images";
import * as instances from "./instances";
import * as metadata from "./metadata";
import * as scalingGroups from "./scalingGroups";
import * as scripts from "./scripts";
import * as userData from "./userData";
import * as volumes from "./volumes";

/** What the files of this folder hold: a file more has to be named here, a rule more in one of them has not. */
export const compute = area(
    "Compute",
    imageOwners,
    images,
    instances,
    metadata,
    scalingGroups,
    scripts,
    userData,
    volumes,
);
