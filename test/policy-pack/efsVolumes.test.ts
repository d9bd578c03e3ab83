import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, other } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const safe = {
    fileSystemId: of(fileSystem, "id"),
    transitEncryption: "ENABLED",
    authorizationConfig: { accessPointId: "fsap-0", iam: "ENABLED" },
};

const task = (efsVolumeConfiguration: unknown) => [
    declare(tokens.taskDefinition, "task", { family: "a", volumes: [{ name: "v", efsVolumeConfiguration }] }),
    fileSystem,
];

const job = (efsVolumeConfiguration: unknown) =>
    declare(tokens.jobDefinition, "job", {
        type: "container",
        containerProperties: JSON.stringify({ volumes: [{ name: "v", efsVolumeConfiguration }] }),
    });

const location = declare(tokens.dataSyncEfsLocation, "location", {
    efsFileSystemArn: of(fileSystem),
    inTransitEncryption: "TLS1_2",
    fileSystemAccessRoleArn: "arn:aws:iam::111122223333:role/sync",
});

const classOf = (more: Record<string, unknown>) =>
    declare("kubernetes:storage.k8s.io/v1:StorageClass", "class", {
        provisioner: "efs.csi.aws.com",
        ...more,
    });

const volumeOf = (spec: unknown) => declare("kubernetes:core/v1:PersistentVolume", "volume", { spec });

const csi = { driver: "efs.csi.aws.com", volumeHandle: "fs-0::fsap-0" };

const podOfNfs = {
    volumes: [{ name: "v", nfs: { server: "fs-0.efs.us-east-1.amazonaws.com", path: "/" } }],
};

rule("efs-volumes-mount-with-tls", {
    accepts: {
        "a task that mounts with TLS and IAM": task(safe),
        "a task without volumes": declare(tokens.taskDefinition, "task", { family: "a" }),
        "a job that mounts with TLS and IAM": job({ ...safe, fileSystemId: "fs-0" }),
        "a location with TLS and a role": [location, fileSystem],
        "a location of another server": declare(tokens.dataSyncNfsLocation, "nas", {
            serverHostname: "nas.example.test",
        }),
        "a storage class of the driver for EFS with IAM": classOf({ mountOptions: ["tls", "iam"] }),
        "a storage class of a disk": classOf({ provisioner: "ebs.csi.aws.com" }),
        "a volume of the driver for EFS with IAM": volumeOf({ csi, mountOptions: ["iam"] }),
    },
    refuses: {
        "a task that mounts in clear": {
            plan: task({ fileSystemId: "fs-0" }),
            says: /transitEncryption is absent, so NFS goes in clear/,
        },
        "a task without IAM": {
            plan: task({ ...safe, authorizationConfig: { accessPointId: "fsap-0" } }),
            says: /authorizationConfig\.iam is absent/,
        },
        "a task that turns TLS off": task({ ...safe, transitEncryption: "DISABLED" }),
        "a task with a volume of NFS by Docker": declare(tokens.taskDefinition, "task", {
            volumes: [
                {
                    name: "v",
                    dockerVolumeConfiguration: {
                        driverOpts: { type: "nfs", device: ":/", o: "addr=fs-0.efs.us-east-1.amazonaws.com" },
                    },
                },
            ],
        }),
        "a job that mounts in clear": job({ fileSystemId: "fs-0" }),
        "a location in clear": [but(location, { inTransitEncryption: "NONE" }), fileSystem],
        "a location without a role": [but(location, { fileSystemAccessRoleArn: undefined }), fileSystem],
        "a location that takes EFS for any server": declare(tokens.dataSyncNfsLocation, "nas", {
            serverHostname: "fs-0.efs.us-east-1.amazonaws.com",
        }),
        "a storage class without IAM": { plan: classOf({}), says: /without the option iam/ },
        "a storage class that turns TLS off": {
            plan: classOf({ mountOptions: ["iam"], parameters: { encryptInTransit: "false" } }),
            says: /without TLS/,
        },
        "a volume that turns TLS off": volumeOf({
            csi: { ...csi, volumeAttributes: { encryptInTransit: "false" } },
            mountOptions: ["iam"],
        }),
        "a volume of plain NFS": {
            plan: volumeOf({ nfs: { server: "fs-0.efs.us-east-1.amazonaws.com", path: "/" } }),
            says: /plain NFS/,
        },
        "a pod with a volume of plain NFS": declare("kubernetes:core/v1:Pod", "pod", { spec: podOfNfs }),
        "a replica set of such pods": declare("kubernetes:apps/v1:ReplicaSet", "set", {
            spec: { template: { spec: podOfNfs } },
        }),
        "a patch that gives a deployment such a volume": declare(
            "kubernetes:apps/v1:DeploymentPatch",
            "patch",
            {
                spec: { template: { spec: podOfNfs } },
            },
        ),
        "a list of such pods": declare("kubernetes:core/v1:PodList", "list", { items: [{ spec: podOfNfs }] }),
    },
    waits: {
        "volumes that are not known yet": declare(tokens.taskDefinition, "task", { volumes: unknown }),
        "encryption that is not known yet": [but(location, { inTransitEncryption: unknown }), fileSystem],
    },
    ignores: { "another resource": other },
});
