import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, present, see, show, text, UNKNOWN } from "../kernel/values";

export const replicationProtected = resourceRule({
    name: "efs-replication-protected",
    title: "EFS replicas are encrypted with a chosen key, in another region, and protected from overwriting",
    asserts:
        "a replica names its kmsKeyId and another region, and no file system of the stack sets protection.replicationOverwrite to DISABLED",
    severity: "high",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["CP-9(3)", "SC-28(1)"] },
    fix: [
        'new aws.efs.ReplicationConfiguration("storage", { sourceFileSystemId: fs.id, destination: { region: "eu-west-1", kmsKeyId: replicaKey.arn } });',
    ],
    types: [tokens.replication, tokens.fileSystem],
    check(resource, report) {
        if (resource.type === tokens.fileSystem) {
            const overwrite = see(resource.props, "protection", "replicationOverwrite");
            if (overwrite === UNKNOWN) return report.wait(resource, "protection.replicationOverwrite");
            if (text(overwrite)?.toUpperCase() !== "DISABLED") return;
            return report.violation(
                resource,
                "protection.replicationOverwrite is DISABLED, so a replication may overwrite it",
                "be ENABLED or absent",
                "Remove protection.replicationOverwrite",
            );
        }
        const key = see(resource.props, "destination", "kmsKeyId");
        const zone = see(resource.props, "destination", "availabilityZoneName");
        const region = see(resource.props, "destination", "region");
        if (!present(key) || /(^|[:/])alias\/aws\//.test(text(key) ?? ""))
            report.violation(
                resource,
                present(key)
                    ? `destination.kmsKeyId is ${show(key)}, a key that AWS manages`
                    : "destination.kmsKeyId is absent, so AWS's own key encrypts the replica",
                "be a customer managed key of the other region",
                "Set destination.kmsKeyId",
            );
        if (present(zone))
            report.violation(
                resource,
                `destination.availabilityZoneName is ${show(zone)}, so the replica is lost with that zone`,
                "be absent, which makes the replica regional",
                "Remove destination.availabilityZoneName",
            );
        const source = text(see(resource.props, "region"));
        if (!present(region) || (source !== undefined && source === region))
            report.violation(
                resource,
                `destination.region is ${show(region)}, so the replica shares the region's fate`,
                "be another region",
                "Set destination.region to another region",
            );
    },
});

export const statefulProtected = resourceRule({
    name: "efs-stateful-protected",
    title: "Resources that hold data are protected from deletion",
    asserts:
        "file systems, access points, keys and vaults have the resource option protect, and no vault has forceDestroy",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["CP-9", "CM-5"] },
    fix: ['new aws.efs.FileSystem("storage", args, { protect: true });'],
    types: [tokens.fileSystem, tokens.accessPoint, tokens.key, tokens.vault],
    settings: {
        leaveOut: texts(
            "Type tokens that need no protection, for example of access points that come and go with their clients",
        ),
    },
    check(resource, report, { leaveOut }) {
        if (leaveOut.includes(resource.type))
            return report.notApplicable("The configuration leaves its type out");
        const force = flag(see(resource.props, "forceDestroy"));
        if (force === UNKNOWN) report.wait(resource, "forceDestroy");
        else if (force === true)
            report.violation(
                resource,
                "forceDestroy is true, so deleting the vault deletes every recovery point",
                "keep what it holds",
                "Remove forceDestroy",
            );
        if (resource.protect) return;
        report.violation(
            resource,
            "it has no protect option, so one wrong update deletes it and its data",
            "be protected by the engine",
            "Pass { protect: true } as resource options",
        );
    },
});
