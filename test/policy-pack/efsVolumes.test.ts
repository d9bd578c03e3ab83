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

const server = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com";

const target = declare(tokens.mountTarget, "target", {
    fileSystemId: of(fileSystem, "id"),
    ipAddress: "10.0.1.7",
});

const given = declare(
    tokens.mountTarget,
    "target",
    { fileSystemId: of(fileSystem, "id") },
    { computed: { ipAddress: "10.0.1.7" } },
);

const transferFrom = (serverHostname: unknown) =>
    declare(tokens.dataSyncNfsLocation, "nas", { serverHostname });

const build = (fileSystemLocations: unknown) => declare(tokens.build, "build", { fileSystemLocations });

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
        "a location of a server that is no mount target": [transferFrom("10.0.1.8"), target, fileSystem],
        "a volume of another server of NFS": volumeOf({ nfs: { server: "nas.example.test", path: "/" } }),
        "a storage class of another server of NFS": classOf({
            provisioner: "nfs.csi.k8s.io",
            parameters: { server: "nas.example.test", share: "/" },
        }),
    },
    refuses: {
        "a location at a mount target's address": {
            plan: [transferFrom("10.0.1.7"), target, fileSystem],
            says: /serverHostname is 10\.0\.1\.7, the address of target: an EFS file system/,
        },
        "a location at a mount target's address before that is known": {
            plan: [transferFrom(of(given, "ipAddress")), given, fileSystem],
            says: /serverHostname (comes from|is 10\.0\.1\.7, the address of) target/,
        },
        "a location at a mount target's own name": transferFrom(`us-east-1a.${server}`),
        "a build with a file system": {
            plan: build([{ identifier: "cache", location: `${server}:/`, mountPoint: "/mnt" }]),
            says: /fileSystemLocations cache is mounted.*privilegedMode/,
        },
        "a task that mounts in clear": {
            plan: task({ fileSystemId: "fs-0" }),
            says: /volume v: efsVolumeConfiguration\.transitEncryption is absent, so NFS goes in clear/,
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
            says: /spec\.nfs\.server is fs-0.*plain NFS.*efs\.csi\.aws\.com/,
        },
        "a volume of plain NFS at a mount target's address": [
            volumeOf({ nfs: { server: "10.0.1.7", path: "/" } }),
            target,
            fileSystem,
        ],
        "a volume of the driver for NFS with EFS for its server": volumeOf({
            csi: { driver: "nfs.csi.k8s.io", volumeAttributes: { server, share: "/" } },
        }),
        "a storage class of the driver for NFS with EFS for its server": {
            plan: classOf({ provisioner: "nfs.csi.k8s.io", parameters: { server, share: "/" } }),
            says: /parameters\.server is fs-/,
        },
        "a provisioner of NFS volumes that is told EFS": declare(
            "kubernetes:apps/v1:Deployment",
            "provisioner",
            {
                spec: {
                    template: { spec: { containers: [{ env: [{ name: "NFS_SERVER", value: server }] }] } },
                },
            },
        ),
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
        "a volume of the provider for Docker": {
            plan: declare("docker:index/volume:Volume", "volume", {
                driverOpts: { type: "nfs", o: `addr=${server},nfsvers=4.1`, device: ":/" },
            }),
            says: /driverOpts is plain NFS .*bind that path/,
        },
        "a container of the provider for Docker": {
            plan: declare("docker:index/container:Container", "container", {
                mounts: [
                    { type: "volume", volumeOptions: { driverOptions: { type: "nfs4", device: ":/" } } },
                ],
            }),
            says: /mounts\[0\]\.volumeOptions\.driverOptions is plain NFS/,
        },
        "a location by a name in capitals": transferFrom(server.toUpperCase()),
        "a list of such pods": declare("kubernetes:core/v1:PodList", "list", { items: [{ spec: podOfNfs }] }),
    },
    waits: {
        "a volume at an address that nothing of the program has": {
            plan: volumeOf({ nfs: { server: "10.9.0.4", path: "/" } }),
            says: /whether 10\.9\.0\.4, spec\.nfs\.server, is a mount target of EFS/,
        },
        "file systems of a build that are not known yet": build(unknown),
        "volumes that are not known yet": declare(tokens.taskDefinition, "task", { volumes: unknown }),
        "encryption that is not known yet": [but(location, { inTransitEncryption: unknown }), fileSystem],
    },
    ignores: { "a build without file systems": build(undefined), "another resource": other },
});
