import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeAccessPoint } from "./accessPoint";
import { areaIdentity } from "./agentIdentity";
import type { AreaConfig } from "./config/schema";
import type { Tags } from "./tags";

/** The area, and where it is. */
export interface SharedAreaArgs {
    readonly area: AreaConfig;
    readonly fileSystemId: pulumi.Input<string>;
    readonly tags: Tags;
}

/** The tag by which an access point tells that several roles use it on purpose; its value is the area's name. */
const sharedTag = "shared-area";

/**
 * A directory of the file system that several agents have. All of them act in it as one POSIX identity, the owner of all
 * files, so that no umask parts them; who may write is told by the agents' policies.
 */
export class SharedArea extends pulumi.ComponentResource {
    readonly area: AreaConfig;
    readonly accessPoint: aws.efs.AccessPoint;
    /** POSIX user and group id of whoever mounts it. */
    readonly uid: number;

    constructor(name: string, args: SharedAreaArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:storage:SharedArea", name, {}, opts);
        const { area, fileSystemId } = args;
        const { path, uid } = areaIdentity(area);
        const Name = `${args.tags.project}-${args.tags.environment}-shared-${area.name}`;
        const tags = { ...args.tags, Name, [sharedTag]: area.name };
        this.area = area;
        this.uid = uid;
        this.accessPoint = makeAccessPoint(name, { fileSystemId, path, uid, tags }, { parent: this });
        this.registerOutputs({
            name: area.name,
            writers: area.writers,
            readers: area.readers,
            accessPointId: this.accessPoint.id,
        });
    }
}
