import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, other } from "./baseline";
import { declare, of, unknown } from "./plan";
import { rule } from "./table";

const server = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com";

const released = (chart: string, values: unknown, more: Record<string, unknown> = {}) =>
    declare("kubernetes:helm.sh/v3:Release", "release", { chart, values, ...more });

const classes = (...mountOptions: readonly string[]) => ({
    storageClasses: [{ name: "efs", mountOptions, parameters: { provisioningMode: "efs-ap" } }],
});

const target = declare(tokens.mountTarget, "target", {
    fileSystemId: of(fileSystem, "id"),
    ipAddress: "10.0.1.7",
});

rule("efs-volumes-mount-with-tls", {
    accepts: {
        "a chart that is told the id of a file system": released("app", { efs: { id: "fs-0" } }),
        "values as text that are about something else": declare(
            "kubernetes:argoproj.io/v1alpha1:Application",
            "argo",
            {
                spec: {
                    source: { helm: { values: "note: see fs-0.efs\nnfs:\n  server: nas.example.test\n" } },
                },
            },
        ),
        "the driver's chart with TLS and IAM": released("aws-efs-csi-driver", classes("tls", "iam")),
        "a chart that mounts another server": released("nfs-subdir-external-provisioner", {
            nfs: { server: "nas.example.test", path: "/" },
        }),
        "a chart with an address that is no mount target's": [
            released("app", { database: "10.0.1.8" }),
            target,
            fileSystem,
        ],
    },
    refuses: {
        "a chart that mounts EFS as any server": {
            plan: released("nfs-subdir-external-provisioner", { nfs: { server, path: "/" } }),
            says: /values\.nfs\.server is fs-/,
        },
        "a chart that mounts EFS by a mount target's address": [
            released("nfs-subdir-external-provisioner", { nfs: { server: "10.0.1.7", path: "/" } }),
            target,
            fileSystem,
        ],
        "a chart of one's own with a volume": released("app", { mounts: [{ from: `${server}:/data` }] }),
        "a chart of Flux's that mounts EFS as any server": {
            plan: declare("kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease", "flux", {
                spec: { values: { nfs: { server } } },
            }),
            says: /spec\.values\.nfs\.server is fs-/,
        },
        "a chart of Argo's that does, with its values as text": {
            plan: declare("kubernetes:argoproj.io/v1alpha1:Application", "argo", {
                spec: { source: { helm: { values: `nfs:\n  server: ${server}\n` } } },
            }),
            says: /spec\.source\.helm\.values\.nfs\.server is fs-/,
        },
        "a class of the driver without IAM in values as text": declare(
            "kubernetes:argoproj.io/v1alpha1:Application",
            "argo",
            {
                spec: {
                    source: {
                        helm: {
                            values: "storageClasses:\n  - name: efs\n    parameters:\n      provisioningMode: efs-ap\n",
                        },
                    },
                },
            },
        ),
        "the provisioner that mounted EFS before there was a driver": released("efs-provisioner", {
            efsProvisioner: { efsFileSystemId: "fs-0" },
        }),
        "the driver's chart without IAM": released("aws-efs-csi-driver", classes("tls")),
        "the driver's chart within another": released("platform", {
            "aws-efs-csi-driver": classes("iam", "notls"),
        }),
    },
    waits: {
        "values of a chart that are not known yet": released("app", { server: unknown }),
    },
    ignores: { "another resource": other },
});
