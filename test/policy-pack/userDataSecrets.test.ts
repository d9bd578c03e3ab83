import { gunzipSync, gzipSync } from "node:zlib";
import { encodeUserData } from "../../agent-userdata";
import { agentGroup, key, other, profile, role, template } from "./baseline";
import { but, unknown } from "./plan";
import { rule } from "./table";

const around = [key, profile, role, agentGroup];

const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

const starting = (content: string | Buffer) => [but(template, { userData: base64(content) }), ...around];

const script = (...lines: string[]) => starting(["#!/bin/bash", ...lines].join("\n"));

const cloudConfig = (...lines: string[]) => starting(["#cloud-config", ...lines].join("\n"));

/** A MIME message as cloud-init takes it. */
function multipart(
    ...parts: readonly { readonly type: string; readonly body: string; readonly encoding?: string }[]
): string {
    const bodies = parts.map(({ type, body, encoding }) =>
        [
            `--=part=`,
            `Content-Type: ${type}; charset="utf-8"`,
            ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
            "",
            body,
        ].join("\n"),
    );
    return [
        'Content-Type: multipart/mixed; boundary="=part="',
        "MIME-Version: 1.0",
        "",
        ...bodies,
        "--=part=--",
    ].join("\n");
}

/** The kit's own user data, with one thing in it replaced. */
function kit(change: (text: string) => string = (text) => text): string {
    const files = encodeUserData({
        agentName: "linux-1",
        uid: 20001,
        gid: 20001,
        region: "us-east-1",
        fileSystemId: "fs-0123456789abcdef0",
        accessPointId: "fsap-0123456789abcdef0",
        controllerUrl: "https://jenkins.example.com/",
        secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jenkins-efs/linux-1-AbCdEf",
        logGroupName: "/jenkins-efs/agents",
        environment: "jenkins-efs-dev",
        auditReads: false,
        groupName: "jenkins-efs-dev-agent-linux-1",
        drainMinutes: 60,
    });
    const text = gunzipSync(Buffer.from(files, "base64")).toString("utf8");
    return change(text);
}

const written = (change?: (text: string) => string) => starting(gzipSync(kit(change)));

const aws = ["AKIA", "IOSFODNN7EXAMPLE"].join("");

rule("ec2-user-data-no-secrets", {
    accepts: {
        "the kit's own user data": written(),
        "the ARN of a secret": script("SECRET_ARN=arn:aws:secretsmanager:us-east-1:1:secret:a-AbCdEf"),
        "a secret fetched at start": script(
            'TOKEN="$(aws secretsmanager get-secret-value --secret-id a)"',
            "password=$(cat /run/pw)",
        ),
        "a file that holds one": script("agent.jar -secret @/run/secret", "token=/run/secrets/token"),
        "a URL without a password": script("curl https://jenkins.example.com/a:b@c"),
    },
    refuses: {
        "an access key id": { plan: script(`export AWS_ACCESS_KEY_ID=${aws}`), says: /AWS access key id/ },
        "a secret access key": script(`aws_secret_access_key = ${"a1B2".repeat(10)}`),
        "a private key": { plan: script("-----BEGIN RSA PRIVATE KEY-----"), says: /private key/ },
        "a GitHub token": script(`TOKEN_FILE=ghp_${"a".repeat(36)}`),
        "a Jenkins agent secret": {
            plan: script(`java -jar agent.jar -secret ${"ab".repeat(32)} -webSocket`),
            says: /Jenkins agent secret/,
        },
        "a Jenkins agent secret in an environment file": script(`JENKINS_SECRET='${"0f".repeat(32)}'`),
        "a password": { plan: script("DB_PASSWORD='correct-horse-battery'"), says: /password or token/ },
        "a password in a URL": script("git clone https://user:hunter22@git.example.com/a.git"),
        "a token deep in a MIME message": starting(
            gzipSync(
                multipart({
                    type: "text/cloud-config",
                    body: `#cloud-config\nwrite_files:\n  - path: /t\n    encoding: b64\n    content: ${base64(`export X=${aws}`)}`,
                }),
            ),
        ),
        "a password in another part of cloud-config": cloudConfig(
            "chpasswd:",
            "  list: |",
            "    password: correct-horse-battery",
        ),
    },
    waits: { "user data that is not known yet": [but(template, { userData: unknown }), ...around] },
    ignores: {
        "a template without user data": but(template, { userData: undefined }),
        "another resource": other,
    },
});
