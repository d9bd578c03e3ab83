import { gzipSync } from "node:zlib";
import { base64, other, template } from "./baseline";
import { but, unknown } from "./plan";
import { rule } from "./table";
import { around, cloudConfig, multipart, script, starting, written } from "./userData";

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
