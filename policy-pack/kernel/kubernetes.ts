const storageClass = "storage.k8s.io/v1:StorageClass";

const kinds = [
    ...["core/v1:PersistentVolume", "core/v1:Pod", "core/v1:ReplicationController", storageClass],
    ...["apps/v1:Deployment", "apps/v1:ReplicaSet", "apps/v1:StatefulSet", "apps/v1:DaemonSet"],
    ...["batch/v1:Job", "batch/v1:CronJob"],
];

/** Kinds with volumes, and the properties that hold them: each kind, what changes one that is there, and a list of them, which has its volumes in its items. */
export const kubernetes: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    kinds.flatMap((kind) => [
        ...[kind, `${kind}Patch`].map(
            (type) =>
                [
                    `kubernetes:${type}`,
                    kind === storageClass ? ["provisioner", "parameters", "mountOptions"] : ["spec"],
                ] as const,
        ),
        [`kubernetes:${kind}List`, ["items"]] as const,
    ]),
);
