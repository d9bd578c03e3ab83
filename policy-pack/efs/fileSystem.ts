import { given } from "../kernel/given";
import { accountOf, isForeign, ownerOf } from "../kernel/iam";
import { keyTypes } from "../kernel/keys";
import type { Report } from "../kernel/report";
import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, present, see, show, text, UNKNOWN } from "../kernel/values";

export const encrypted = resourceRule({
    name: "efs-file-system-encrypted",
    title: "EFS file systems are encrypted at rest",
    asserts: "encrypted is true; absent is refused",
    severity: "high",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["EFS.1", "EFS.8"],
        cis: ["2.3.1"],
        controlTower: ["CT.ELASTICFILESYSTEM.PR.1"],
        configRules: ["efs-encrypted-check", "efs-filesystem-ct-encrypted"],
        checkov: ["CKV_AWS_42"],
        prowler: ["efs_encryption_at_rest_enabled"],
    },
    nist: { by: "Security Hub", controls: ["SC-28(1)", "SC-13", "CA-9(1)", "CM-3(6)", "SI-7(6)"] },
    fix: ['new aws.efs.FileSystem("storage", { encrypted: true, kmsKeyId: key.arn });'],
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        const value = see(fileSystem.props, "encrypted");
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(fileSystem, "encrypted");
        if (claim === true) return;
        report.violation(
            fileSystem,
            `encrypted is ${show(value)}, so its data is stored in clear`,
            "be true; AWS does not encrypt by itself, and a file system cannot be encrypted later",
            "Set encrypted: true before the first deployment, else restore its backup into an encrypted file system",
        );
    },
    remediate(fileSystem) {
        // On a file system that exists this replaces it, and the host does not tell a new one from an old one. `protect`
        // does: the engine refuses to replace a protected resource, so at worst the update stops.
        if (!fileSystem.protect || flag(see(fileSystem.props, "encrypted")) !== undefined) return false;
        Object.assign(Object(fileSystem.props), { encrypted: true });
        return true;
    },
});

export const customerKey = resourceRule({
    name: "efs-file-system-customer-key",
    title: "EFS file systems use a customer managed key",
    asserts: "kmsKeyId is present, known or not, and is not alias/aws/elasticfilesystem",
    severity: "high",
    level: "mandatory",
    decisive: "preview",
    references: { configRules: ["efs-encrypted-check(KmsKeyId)"], checkov: ["CKV_AWS_184"] },
    nist: { by: "this pack", controls: ["SC-12", "SC-28(1)"] },
    fix: [
        'const key = new aws.kms.Key("data", { enableKeyRotation: true, policy });',
        'new aws.efs.FileSystem("storage", { encrypted: true, kmsKeyId: key.arn });',
    ],
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        // A key made in the same program is not known at preview. That one is given is known, and that is what counts.
        const key = see(fileSystem.props, "kmsKeyId");
        if (key === UNKNOWN) return;
        if (present(key) && !/(^|[:/])alias\/aws\//.test(text(key) ?? "")) return;
        report.violation(
            fileSystem,
            present(key)
                ? `kmsKeyId is ${show(key)}, a key that AWS manages`
                : "kmsKeyId is absent, so AWS's own key is used",
            "be the ARN of a customer managed key, whose policy says who may use it",
            "Set kmsKeyId to the ARN of an aws.kms.Key; this replaces a file system that exists",
        );
    },
});

const keyGiven = given("kmsKeyId");

export const keyIsGoverned = resourceRule({
    name: "efs-file-system-key-is-governed",
    title: "The key of an EFS file system is one this pack has judged, or an allowed one",
    asserts:
        "the key of a file system or replica is one of this stack, a replica or external key included, which the rules on keys judge, or its ARN is among allowedKeyArns; what an alias of the stack stands for counts. A key of another stack of the account is advised of, one of another account refused",
    severity: "high",
    level: "mandatory",
    decisive: "edges",
    references: { configRules: ["efs-encrypted-check(KmsKeyId)"] },
    nist: { by: "this pack", controls: ["SC-12(2)"] },
    fix: [
        'const key = new aws.kms.Key("data", { enableKeyRotation: true, policy });',
        'new aws.efs.FileSystem("storage", { encrypted: true, kmsKeyId: key.arn });',
        '// or, in the pack\'s configuration: "allowedKeyArns": ["arn:aws:kms:REGION:ACCOUNT:key/ID"]',
    ],
    types: [tokens.fileSystem],
    settings: {
        allowedKeyArns: texts("ARNs of keys outside the stack that file systems may use", [], "^arn:"),
    },
    check: keyGiven.note,
    across: {
        trigger: tokens.fileSystem,
        check(stack, report, { allowedKeyArns }) {
            // Without a key, or with AWS's, efs-file-system-customer-key has the word.
            for (const fileSystem of stack.of(tokens.fileSystem))
                if (!keyGiven.leftOut(fileSystem))
                    judgeKey(stack, fileSystem, ["kmsKeyId"], allowedKeyArns, report);
            for (const replication of stack.of(tokens.replication))
                judgeKey(stack, replication, ["destination", "kmsKeyId"], allowedKeyArns, report);
        },
    },
});

/** Judges which key a property names: one of the stack, an alias of the stack for one, or one that is allowed. */
function judgeKey(
    stack: Stack,
    user: Node,
    path: readonly string[],
    allowed: readonly string[],
    report: Report,
): void {
    const link = stack.link(user, path, [...keyTypes, tokens.keyAlias]);
    const aliased = link.to
        .filter(({ type }) => type === tokens.keyAlias)
        .map((alias) => ({ alias, target: stack.link(alias, ["targetKeyId"], keyTypes) }));
    const foreign = [
        ...link.outside.map((arn) => ({ arn, by: "" })),
        ...aliased.flatMap(({ alias, target }) =>
            target.outside.map((arn) => ({ arn, by: `, through the alias ${alias.name},` })),
        ),
    ];
    const own = stack
        .of(tokens.fileSystem)
        .map(ownerOf)
        .find((account) => account !== undefined);
    for (const { arn, by } of foreign) {
        if (/alias\/aws\//.test(arn) || allowed.includes(arn)) continue;
        const account = accountOf(arn);
        const elsewhere = isForeign(account, own);
        if (account !== undefined && own === undefined) report.wait(user, "the account of the file system");
        // A key of another stack of the account is judged where it is made.
        report[elsewhere ? "violation" : "advice"](
            user,
            `its key ${arn}${by} is neither in this stack nor among allowedKeyArns, so nobody judged its policy${elsewhere ? `; it belongs to account ${account}, and the file system to ${own}` : ""}`,
            "be a key that the rules on keys judge, or one that the platform team allows",
            'Use an aws.kms.Key of this stack, or add the ARN to "allowedKeyArns" in the configuration',
        );
    }
    if (link.unsure || aliased.some(({ target }) => target.unsure)) report.wait(user, path.join("."));
}

export const regional = resourceRule({
    name: "efs-file-system-regional",
    title: "EFS file systems span availability zones",
    asserts: "availabilityZoneName absent",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: { prowler: ["efs_multi_az_enabled"] },
    nist: { by: "this pack", controls: ["CP-10", "SC-36", "SI-13(5)"] },
    fix: [
        'new aws.efs.FileSystem("storage", { encrypted: true, kmsKeyId: key.arn }); // no availabilityZoneName',
    ],
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        const zone = see(fileSystem.props, "availabilityZoneName");
        if (!present(zone)) return;
        report.violation(
            fileSystem,
            `availabilityZoneName is ${show(zone)}, so it is lost with that zone`,
            "be absent, which makes the file system regional",
            "Remove availabilityZoneName; this replaces a file system that exists",
        );
    },
});
