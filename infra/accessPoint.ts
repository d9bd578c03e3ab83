import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { agentIdentity } from "./agentIdentity";
import { clientPolicy } from "./documents/clientPolicy";
import type { Tags } from "./tags";

/** The directory that an access point leads to, and as whom its clients act there. */
export interface Directory {
    /** At most 100 characters and four levels; EFS makes it at the first mount. */
    readonly path: string;
    /** POSIX user and group id of whoever mounts it: 1 or more, as root is refused. */
    readonly uid: number;
}

/** An access point that nobody leaves: its clients are one POSIX identity, in one directory that is that identity's alone. */
export function makeAccessPoint(
    name: string,
    args: Directory & {
        readonly fileSystemId: pulumi.Input<string>;
        readonly tags: Tags & { readonly Name: string };
    },
    opts: pulumi.CustomResourceOptions,
): aws.efs.AccessPoint {
    const { fileSystemId, path, uid, tags } = args;
    return new aws.efs.AccessPoint(
        name,
        {
            fileSystemId,
            posixUser: { uid, gid: uid },
            rootDirectory: { path, creationInfo: { ownerUid: uid, ownerGid: uid, permissions: "0750" } },
            tags,
        },
        opts,
    );
}

/** The file system, and the client's directory on it. */
export interface AccessPointArgs {
    readonly fileSystem: { readonly id: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
    /** @default `/clients/` and the resource's name, in lower case */
    readonly path?: string;
    /** Fixed once deployed. @default a number from 262144 to 524287 that the resource's name decides */
    readonly uid?: number;
    readonly tags: Tags;
}

/** An access point for a client that is no agent, and what the client's role needs to mount it. */
export class AccessPoint extends pulumi.ComponentResource {
    readonly accessPoint: aws.efs.AccessPoint;
    /** JSON, for an inline or managed policy of the client's role. Without it the file system refuses the mount. */
    readonly clientPolicy: pulumi.Output<string>;

    constructor(name: string, args: AccessPointArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:storage:AccessPoint", name, {}, opts);
        const { fileSystem, tags } = args;
        const { path = `/clients/${name.toLowerCase()}`, uid = agentIdentity({ name }).uid } = args;
        this.accessPoint = makeAccessPoint(
            name,
            {
                fileSystemId: fileSystem.id,
                path,
                uid,
                tags: { ...tags, Name: `${tags.project}-${tags.environment}-${name}` },
            },
            { parent: this },
        );
        this.clientPolicy = pulumi
            .all([fileSystem.arn, this.accessPoint.arn])
            .apply(([fileSystemArn, accessPointArn]) => clientPolicy(fileSystemArn, accessPointArn));
        this.registerOutputs({ accessPointId: this.accessPoint.id, clientPolicy: this.clientPolicy });
    }
}
