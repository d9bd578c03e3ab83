import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import type { UserData } from "../kernel/userData";
import { judgeMounts } from "../mounts/judge";
import { judgedOf, userData } from "./handed";

const userDataTypes = Object.keys(userData);

/** What the user data of a resource holds; nothing when it has none or it is not known yet, which then waits. */
const read = (resource: Resource, report: Report): UserData | undefined =>
    judgedOf(userData, resource, report, { its: "its user data", nothing: "It has no user data" });

export const mountsWithTls = resourceRule({
    name: "ec2-user-data-mounts-efs-with-tls",
    title: "User data mounts EFS with TLS, IAM and an access point",
    asserts:
        "every EFS or NFS mount in decoded user data is of type efs with tls, iam and accesspoint=, without notls or verify=0, and no certificate check of efs-utils is turned off",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["SC-8(1)", "AC-17(2)"] },
    fix: ["mount -t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt/efs"],
    types: userDataTypes,
    check(resource, report) {
        const data = read(resource, report);
        if (data) judgeMounts(resource, "its user data", data, report);
    },
});

/** What secrets look like. The names go into messages, what matched never does. */
const secrets: readonly (readonly [string, RegExp])[] = [
    ["an AWS access key id", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
    ["an AWS secret access key", /aws_?secret_?access_?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}\b/i],
    ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
    ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/],
    ["a GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/],
    ["a Slack token", /\bxox[abpr]-[A-Za-z0-9-]{10,}/],
    ["a JSON web token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
    ["a Jenkins agent secret", /(?:JENKINS_SECRET["']?\s*[=:]\s*["']?|-secret\s+)[0-9a-f]{32,}/i],
    ["a Jenkins API token", /\b11[0-9a-f]{32}\b/],
    ["a password in a URL", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@$]+:[^\s:/@$]{3,}@/i],
    [
        "a password or token",
        /(?:^|[\s_"'-])(?:password|passwd|secret|token|api_?key)["']?\s*[=:]\s*["']?(?!arn:|\/|\.|@|%|<|\$|\{|true\b|false\b|null\b|none\b)[A-Za-z0-9+/_!#^&*~.-]{8,}["']?\s*$/im,
    ],
];

export const noSecrets = resourceRule({
    name: "ec2-user-data-no-secrets",
    title: "User data holds no secret",
    asserts: "decoded user data holds no AWS key, token, private key or Jenkins secret",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: { checkov: ["CKV_AWS_46"], prowler: ["ec2_launch_template_no_secrets"] },
    nist: { by: "this pack", controls: ["IA-5(7)", "SC-28"] },
    fix: [
        "// fetch the secret at start, into a file that one user can read",
        'aws secretsmanager get-secret-value --secret-id "$SECRET_ARN" --query SecretString --output text',
    ],
    types: userDataTypes,
    check(resource, report) {
        const data = read(resource, report);
        // What cannot be unpacked is reported by ec2-user-data-mounts-efs-with-tls.
        for (const { where, content } of data?.parts ?? []) {
            for (const [what, pattern] of secrets) {
                if (!pattern.test(content)) continue;
                report.violation(
                    resource,
                    `its user data holds ${what} in ${where}, and every process on the instance can read it`,
                    "hold no secret",
                    "Keep it in Secrets Manager, fetch it at start, and replace the one that leaked",
                );
            }
        }
    },
});
