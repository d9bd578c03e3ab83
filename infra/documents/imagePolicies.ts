import { stringify } from "yaml";
import { sessionManager } from "./agentPolicy";
import { policyDocument } from "./document";

/** What an instance that bakes an image may touch. */
export interface BakeReach {
    readonly partition: string;
    /** Of the log group that the bake is told in, without a trailing `:*`. */
    readonly logGroupArn: string;
}

/**
 * All that an instance may do while it bakes an image, and a denial of everything else: what EC2InstanceProfileForImageBuilder
 * allows of it for an image without keys or containers of its own, and what Image Builder's commands through Systems Manager
 * need. AWSTOE, which runs the steps, comes from Image Builder's own buckets.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2InstanceProfileForImageBuilder.html
 */
export function bakePolicy({ partition, logGroupArn }: BakeReach): string {
    const steps = ["imagebuilder:GetComponent"];
    const logs = ["logs:CreateLogStream", "logs:PutLogEvents"];
    const tools = ["s3:GetObject"];
    return policyDocument(
        { Sid: "ReadSteps", Effect: "Allow", Action: steps, Resource: "*" },
        {
            Sid: "ReadTools",
            Effect: "Allow",
            Action: tools,
            Resource: `arn:${partition}:s3:::ec2imagebuilder-*`,
        },
        {
            Sid: "TellSteps",
            Effect: "Allow",
            Action: logs,
            Resource: [logGroupArn, `${logGroupArn}:log-stream:*`],
        },
        { Sid: "SessionManager", Effect: "Allow", Action: sessionManager, Resource: "*" },
        {
            Sid: "NothingElse",
            Effect: "Deny",
            NotAction: [...steps, ...tools, ...logs, ...sessionManager],
            Resource: "*",
        },
    );
}

const minutes = (count: number): number => count * 60;

/**
 * The steps of a bake as AWSTOE takes them: every package is installed, and asked for once more when the image is validated.
 * Amazon Linux 2023 locks its repositories to the version of the image, so that the same parent gives the same packages.
 * https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 * https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
 */
export function bakeSteps(packages: readonly string[]): string {
    const names = packages.join(" ");
    const step = (phase: string, name: string, timeoutSeconds: number, ...commands: readonly string[]) => ({
        name: phase,
        steps: [
            {
                name,
                action: "ExecuteBash",
                timeoutSeconds,
                // Repositories come and go; a step that fails ends the bake.
                ...(phase === "build" ? { maxAttempts: 3 } : {}),
                inputs: { commands: ["set -euo pipefail", ...commands] },
            },
        ],
    });
    return stringify(
        {
            name: "jenkins-agent-packages",
            description: "Everything that a Jenkins agent installs at its boot",
            schemaVersion: 1,
            phases: [
                step(
                    "build",
                    "InstallPackages",
                    minutes(20),
                    `dnf --assumeyes install ${names}`,
                    "dnf clean all",
                ),
                step("validate", "FindPackages", minutes(2), `rpm --query ${names}`),
            ],
        },
        { lineWidth: 0 },
    );
}
