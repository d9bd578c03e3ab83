import { computeTypes } from "../kernel/agents";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { joined, type UserData, userDataOf } from "../kernel/userData";
import { items, see, text, UNKNOWN } from "../kernel/values";
import { mountsIn } from "../mounts/find";

const userDataTypes = [...computeTypes, tokens.spotFleetRequest] as const;

/*
 * Two rules read the user data of each resource, one right after the other, and taking it apart is most of their work.
 */
let last: { readonly key: string; readonly taken: UserData } | undefined;

function takeApart(content: string, encoding: "base64" | "plain"): UserData {
    const key = `${encoding} ${content}`;
    if (last?.key !== key) last = { key, taken: userDataOf(content, encoding) };
    return last.taken;
}

/** The user data of a resource taken apart; nothing when it has none or it is not known yet, which then waits. */
function read(resource: Resource, report: Report): UserData | undefined {
    const { type, props } = resource;
    const machines = type === tokens.spotFleetRequest ? items(see(props, "launchSpecifications")) : [props];
    const given = machines.map((machine) => {
        const encoded = see(machine, "userDataBase64");
        return { value: encoded ?? see(machine, "userData"), encoded: encoded !== undefined };
    });
    const isUnknown = given.some(({ value }) => value === UNKNOWN);
    if (isUnknown) report.wait(resource, "its user data");
    const taken = given.flatMap(({ value, encoded }) => {
        const content = text(value);
        return content ? [takeApart(content, encoded || isEncoded(content) ? "base64" : "plain")] : [];
    });
    if (taken.length > 0) return joined(taken);
    if (!isUnknown) report.notApplicable("It has no user data");
    return undefined;
}

/** Whether a text is base64 already, which the provider takes as it is for instances too and decodes no second time. */
function isEncoded(content: string): boolean {
    return (
        content.length >= 8 &&
        /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(content) &&
        content.replace(/\s/g, "").length % 4 === 0
    );
}

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
        const userData = read(resource, report);
        if (!userData) return;
        for (const fault of userData.faults)
            report.violation(
                resource,
                `its user data ${fault}`,
                "be readable, so that its mounts can be judged",
                "Correct the user data",
            );
        const { mounts, unread } = mountsIn(userData.parts);
        for (const what of [...unread, ...userData.unread])
            report.unread(resource, `what its user data runs: ${what}`);
        for (const { where, content } of userData.parts)
            if (content.includes("stunnel_check") && content.split("\n").some(setsCheckOff))
                report.violation(
                    resource,
                    `its user data turns a check of the server's certificate off in ${where}, so TLS may end at somebody else`,
                    "leave stunnel_check_cert_hostname and stunnel_check_cert_validity of efs-utils as they are or on",
                    "Do not set either to false",
                );
        for (const { where, type, options, unresolved } of mounts) {
            for (const fault of faultsOf(type, options, unresolved))
                report.violation(
                    resource,
                    `its user data mounts NFS in ${where} ${fault}`,
                    "mount with type efs and the options tls, iam and accesspoint=",
                    "Use mount -t efs -o tls,iam,accesspoint=fsap-ID fs-ID:/ PATH, or the same in fstab",
                );
        }
    },
});

/**
 * Whether a line sets a check of certificates in efs-utils' configuration to false, itself or as what sed puts in place.
 * https://docs.aws.amazon.com/efs/latest/ug/encryption-in-transit.html
 */
function setsCheckOff(line: string): boolean {
    const [, value] = line.split(/stunnel_check_cert_(?:hostname|validity)/);
    const [, , replacement] = /\bs([/|#,:]).*?\1(.*?)\1/.exec(line) ?? [];
    return value !== undefined && /\b(false|no|off|0)\b/i.test(replacement ?? value);
}

function faultsOf(type: string, options: readonly string[], unresolved: readonly string[]): string[] {
    if (type !== "efs") return [`with type ${type}, so neither encrypted nor authenticated`];
    if (unresolved.length > 0)
        return [`with options that are nowhere in the user data (${unresolved.join(", ")})`];
    const faults: string[] = [];
    if (!options.includes("tls")) faults.push("without tls, so in clear");
    if (!options.includes("iam")) faults.push("without iam, so anonymously");
    if (!options.some((option) => /^accesspoint=./.test(option)))
        faults.push("without accesspoint=, so at the root of the file system");
    const weak = options.filter((option) => option === "notls" || /^verify=0*$/.test(option));
    if (weak.length > 0) faults.push(`with ${weak.join(", ")}, which takes TLS's protection away`);
    return faults;
}

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
        const userData = read(resource, report);
        // What cannot be unpacked is reported by ec2-user-data-mounts-efs-with-tls.
        for (const { where, content } of userData?.parts ?? []) {
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
