import { absent } from "../kernel/absence";
import { refuseAnybody } from "../kernel/policies";
import { resourceRule, stackRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { present, see, show, text } from "../kernel/values";

export const secretEncrypted = resourceRule({
    name: "secret-customer-key",
    title: "Secrets are encrypted with a customer managed key",
    asserts: "kmsKeyId is present and not alias/aws/secretsmanager",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: { configRules: ["secretsmanager-using-cmk"], checkov: ["CKV_AWS_149"] },
    nist: { by: "Security Hub", controls: ["AC-3(15)"] },
    fix: ['new aws.secretsmanager.Secret("token", { kmsKeyId: key.arn });'],
    types: [tokens.secret],
    check(secret, report) {
        const key = see(secret.props, "kmsKeyId");
        const managed = /(^|[:/])alias\/aws\//.test(text(key) ?? "");
        if (present(key) && !managed) return;
        report.violation(
            secret,
            managed
                ? `kmsKeyId is ${show(key)}, a key that AWS manages`
                : "kmsKeyId is absent, so AWS's own key is used",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

export const secretPrivate = resourceRule({
    name: "secret-policy",
    title: "Secrets admit no anonymous reader",
    asserts: "no SecretPolicy, and no inline policy, allows an anonymous principal",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: { prowler: ["secretsmanager_not_publicly_accessible"] },
    nist: { by: "this pack", controls: ["AC-3(15)"] },
    fix: [
        '{ Effect: "Allow", Principal: { AWS: readerRoleArn }, Action: "secretsmanager:GetSecretValue", Resource: "*" }',
    ],
    types: [tokens.secret, tokens.secretPolicy],
    check(resource, report) {
        refuseAnybody(
            resource,
            report,
            "name the roles that read the secret",
            "Set Principal to the role's ARN",
        );
    },
});

export const secretRotates = stackRule({
    name: "secret-rotation",
    title: "Secrets rotate",
    asserts: "a secret has a SecretRotation",
    severity: "low",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["SecretsManager.1"],
        configRules: ["secretsmanager-rotation-enabled-check"],
        checkov: ["CKV2_AWS_57"],
        prowler: ["secretsmanager_automatic_rotation_enabled"],
    },
    nist: { by: "this pack", controls: ["IA-5"] },
    fix: [
        'new aws.secretsmanager.SecretRotation("token", { secretId: secret.id, rotationLambdaArn, rotationRules: { automaticallyAfterDays: 90 } });',
    ],
    trigger: tokens.secret,
    check(stack, report) {
        const rotated = new Set(
            stack
                .of(tokens.secretRotation)
                .flatMap((rotation) => stack.link(rotation, ["secretId"], [tokens.secret]).to),
        );
        for (const secret of stack.of(tokens.secret).filter((node) => !rotated.has(node)))
            absent(report, {
                on: secret,
                what: "a rotation",
                is: "it has no rotation",
                must: "rotate, unless what it holds cannot, as the secret of a Jenkins agent, which follows from its name",
                remediation:
                    "Add an aws.secretsmanager.SecretRotation, or an exemption that says why it cannot rotate",
            });
    },
});
