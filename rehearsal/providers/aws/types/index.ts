import type { ResourceType } from "../resourceType";
import { audit } from "./audit";
import { backup } from "./backup";
import { cloudwatch } from "./cloudwatch";
import { compute } from "./compute";
import { efs } from "./efs";
import { iam } from "./iam";
import { imagebuilder } from "./imagebuilder";
import { kms } from "./kms";
import { messaging } from "./messaging";
import { network } from "./network";
import { s3 } from "./s3";
import { secretsmanager } from "./secretsmanager";
import { securityGroups } from "./securityGroups";

/** Every resource type that the stand-in knows, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
    [
        audit,
        backup,
        cloudwatch,
        compute,
        efs,
        iam,
        imagebuilder,
        kms,
        messaging,
        network,
        s3,
        secretsmanager,
        securityGroups,
    ].flatMap((types) => types.map((type) => [type.token, type] as const)),
);
