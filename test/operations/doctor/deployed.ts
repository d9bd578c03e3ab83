import type { ExportedResource } from "../../../state/exported";

/** Where the stack is deployed. */
export const account = "111122223333";
export const region = "eu-central-1";
export const second = "eu-west-1";
const made = "2026-01-01T00:00:00Z";

/** The component around all of them. */
export const inEnvironment = "jenkins-efs:environment:Environment";
/** A resource's URN. @param types from the outermost component */
export const urnOf = (types: readonly string[], name: string): string =>
    `urn:pulumi:prod::jenkins-efs::${types.join("$")}::${name}`;

/** A resource of the stack, as its state has it. @param within the components around it below the environment */
export const resource = (
    type: string,
    name: string,
    id: string,
    outputs: Readonly<Record<string, unknown>>,
    within: readonly string[] = [],
    parent?: string,
): ExportedResource => ({
    urn: urnOf([inEnvironment, ...within, type], name),
    type,
    id,
    custom: true,
    created: made,
    parent: parent ?? urnOf([inEnvironment], "prod"),
    outputs: { region, ...outputs },
});

export const arn = (service: string, path: string, where = region): string =>
    `arn:aws:${service}:${where}:${account}:${path}`;
export const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;

const policy = (...statements: readonly object[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
const deny = { Effect: "Deny", Principal: { AWS: "*" } };
export const fileSystemArn = arn("elasticfilesystem", "file-system/fs-1");
export const accessPointArn = (id: string): string => arn("elasticfilesystem", `access-point/${id}`);

/** The documents that were deployed. */
export const documents = {
    fileSystem: policy(
        {
            ...deny,
            Sid: "DenyPlaintext",
            Action: "elasticfilesystem:Client*",
            Resource: fileSystemArn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
            ...deny,
            Sid: "DenyRoot",
            Action: "elasticfilesystem:ClientRootAccess",
            Resource: fileSystemArn,
        },
        {
            ...deny,
            Sid: "DenyWithoutAccessPoint",
            Action: "elasticfilesystem:Client*",
            Resource: fileSystemArn,
            Condition: { Null: { "elasticfilesystem:AccessPointArn": "true" } },
        },
    ),
    key: policy({
        Sid: "Administer",
        Effect: "Allow",
        Principal: { AWS: role("Admin") },
        Action: "kms:Get*",
        Resource: "*",
    }),
    vault: policy({
        Sid: "Keep",
        Effect: "Deny",
        Principal: "*",
        Action: "backup:DeleteRecoveryPoint",
        Resource: "*",
    }),
    bucket: policy(
        {
            ...deny,
            Sid: "DenyPlaintext",
            Action: "s3:*",
            Resource: ["arn:aws:s3:::trail-files", "arn:aws:s3:::trail-files/*"],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
            Sid: "DeliverByTrail",
            Effect: "Allow",
            Principal: { Service: "cloudtrail.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: "arn:aws:s3:::trail-files/AWSLogs/*",
        },
    ),
    topic: policy({
        Sid: "Publish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "*",
    }),
    trust: policy({
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
    }),
    agent: policy({
        Sid: "MountOwn",
        Effect: "Allow",
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: fileSystemArn,
        Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn("fsap-1") } },
    }),
    log: policy({ Sid: "Log", Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }),
};
export const pattern = JSON.stringify({ source: ["aws.backup"], detail: { state: ["FAILED", "ABORTED"] } });
