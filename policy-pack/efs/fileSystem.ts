import { resourceRule, stackRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, present, see, show, text, UNKNOWN } from "../kernel/values";

/** EFS file systems are encrypted at rest. */
export const encrypted = resourceRule({
    control: "efs-file-system-encrypted",
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        const value = see(fileSystem.props, "encrypted");
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(fileSystem, "encrypted");
        if (claim === true) return;
        report.breach(
            fileSystem,
            `encrypted is ${show(value)}, so its data is stored in clear`,
            "be true; AWS does not encrypt by itself, and a file system cannot be encrypted later",
            "Set encrypted: true before the first deployment, else restore its backup into an encrypted file system",
        );
    },
    remedy(fileSystem) {
        // On a file system that exists this replaces it, and the host does not tell a new one from an old one. `protect`
        // does: the engine refuses to replace a protected resource, so at worst the update stops.
        if (!fileSystem.protect || flag(see(fileSystem.props, "encrypted")) !== undefined) return false;
        Object.assign(Object(fileSystem.props), { encrypted: true });
        return true;
    },
});

/** EFS file systems use a customer managed key. */
export const customerKey = resourceRule({
    control: "efs-file-system-customer-key",
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        // A key made in the same program is not known at preview. That one is given is known, and that is what counts.
        const key = see(fileSystem.props, "kmsKeyId");
        if (key === UNKNOWN) return;
        if (present(key) && !/(^|[:/])alias\/aws\//.test(text(key) ?? "")) return;
        report.breach(
            fileSystem,
            present(key)
                ? `kmsKeyId is ${show(key)}, a key that AWS manages`
                : "kmsKeyId is absent, so AWS's own key is used",
            "be the ARN of a customer managed key, whose policy says who may use it",
            "Set kmsKeyId to the ARN of an aws.kms.Key; this replaces a file system that exists",
        );
    },
});

/** The key of a file system is judged by the rules on keys, or is one that the configuration allows. */
export const keyIsGoverned = stackRule({
    control: "efs-file-system-key-is-governed",
    trigger: tokens.fileSystem,
    settings: {
        allowedKeyArns: texts("ARNs of keys outside the stack that file systems may use", [], "^arn:"),
    },
    check(stack, report, { allowedKeyArns }) {
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const key = stack.link(fileSystem, ["kmsKeyId"], [tokens.key, tokens.keyAlias]);
            // Without a key, or with AWS's, efs-file-system-customer-key has the word.
            for (const outside of key.outside.filter((arn) => !/alias\/aws\//.test(arn))) {
                if (allowedKeyArns.includes(outside)) continue;
                report.breach(
                    fileSystem,
                    `its key ${outside} is neither in this stack nor among allowedKeyArns, so nobody judged its policy`,
                    "be a key that the rules on keys judge, or one that the platform team allows",
                    'Use an aws.kms.Key of this stack, or add the ARN to "allowedKeyArns"',
                );
            }
            if (key.unsure) report.wait(fileSystem, "kmsKeyId");
        }
    },
});

/** EFS file systems span availability zones. */
export const regional = resourceRule({
    control: "efs-file-system-regional",
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        const zone = see(fileSystem.props, "availabilityZoneName");
        if (!present(zone)) return;
        report.breach(
            fileSystem,
            `availabilityZoneName is ${show(zone)}, so it is lost with that zone`,
            "be absent, which makes the file system regional",
            "Remove availabilityZoneName; this replaces a file system that exists",
        );
    },
});

/** Replicas keep the protection of what they copy. */
export const replicationProtected = resourceRule({
    control: "efs-replication-protected",
    types: [tokens.replication, tokens.fileSystem],
    check(resource, report) {
        if (resource.type === tokens.fileSystem) {
            const overwrite = see(resource.props, "protection", "replicationOverwrite");
            if (overwrite === UNKNOWN) return report.wait(resource, "protection.replicationOverwrite");
            if (text(overwrite)?.toUpperCase() !== "DISABLED") return;
            return report.breach(
                resource,
                "protection.replicationOverwrite is DISABLED, so a replication may overwrite it",
                "be ENABLED or absent",
                "Remove protection.replicationOverwrite",
            );
        }
        const key = see(resource.props, "destination", "kmsKeyId");
        const zone = see(resource.props, "destination", "availabilityZoneName");
        const region = see(resource.props, "destination", "region");
        if (!present(key)) {
            report.breach(
                resource,
                "destination.kmsKeyId is absent, so AWS's own key encrypts the replica",
                "be a customer managed key of the other region",
                "Set destination.kmsKeyId",
            );
        }
        const source = text(see(resource.props, "region"));
        if (!present(region) || (source !== undefined && source === region)) {
            report.breach(
                resource,
                `destination.region is ${show(region)}${present(zone) ? `, in the one zone ${show(zone)}` : ""}, so the replica shares the region's fate`,
                "be another region",
                "Set destination.region to another region",
            );
        }
    },
});

/** What holds data is protected from deletion. */
export const statefulProtected = resourceRule({
    control: "efs-stateful-protected",
    types: [tokens.fileSystem, tokens.accessPoint, tokens.key, tokens.vault],
    settings: {
        leaveOut: texts(
            "Type tokens that need no protection, for example of access points that come and go with agents",
        ),
    },
    check(resource, report, { leaveOut }) {
        if (leaveOut.includes(resource.type)) return report.skip("The configuration leaves its type out");
        if (resource.protect) return;
        report.breach(
            resource,
            "it has no protect option, so one wrong update deletes it and its data",
            "be protected by the engine",
            "Pass { protect: true } as resource options",
        );
    },
});
