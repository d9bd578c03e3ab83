import type { Site } from "../site";
import { policyDocument, type Statement } from "./document";

/** Where a key is. */
export type Place = Pick<Site, "accountId" | "partition" | "region" | "dnsSuffix">;

/** AWS's list for key administrators, without what uses a key (Encrypt, Decrypt, GenerateDataKey) or lets another use it (CreateGrant). */
const administration = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

/** The account itself as a principal: who IAM allows. */
export function root({ partition, accountId }: Place): string {
    return `arn:${partition}:iam::${accountId}:root`;
}

/**
 * The account is among the administrators, so that a key outlives the roles named here: IAM can then name new ones.
 * It may administer, never use.
 */
export function administer(place: Place, administratorArns: readonly string[]): Statement {
    return {
        Sid: "Administer",
        Effect: "Allow",
        Principal: { AWS: [root(place), ...new Set(administratorArns)] },
        Action: administration,
        Resource: "*",
    };
}

/** Use, and grants to AWS resources, through one AWS service on behalf of this account's principals. */
function useThrough(
    place: Place,
    via: { service: string; operator: "StringEquals" | "StringLike" },
    principalArns: readonly string[],
    actions: readonly string[],
    grantCondition: Statement["Condition"] = {},
): Statement[] {
    const name = via.service.startsWith("backup") ? "Backup" : "Efs";
    const caller = { "kms:CallerAccount": place.accountId };
    const service = { "kms:ViaService": `${via.service}.${place.dnsSuffix}` };
    const through =
        via.operator === "StringEquals"
            ? { StringEquals: { ...caller, ...service } }
            : { StringEquals: caller, StringLike: service };
    const common = { Effect: "Allow", Principal: { AWS: principalArns }, Resource: "*" } as const;
    return [
        // AWS's managed policies for AWS Backup describe keys whichever way the call comes.
        { Sid: `DescribeFor${name}`, ...common, Action: "kms:DescribeKey" },
        { Sid: `UseThrough${name}`, ...common, Action: actions, Condition: through },
        {
            Sid: `GrantThrough${name}`,
            ...common,
            Action: "kms:CreateGrant",
            Condition: { ...through, Bool: { "kms:GrantIsForAWSResource": "true" }, ...grantCondition },
        },
    ];
}

/**
 * The key of a file system's data. EFS works on the grant that it gets when the file system is created, so only who
 * creates or restores one is named; NFS clients, and so agents, need nothing.
 * https://docs.aws.amazon.com/efs/latest/ug/EFSKMS.html
 */
export function dataKeyPolicy(
    place: Place,
    administratorArns: readonly string[],
    creatorArns: readonly string[],
): string {
    return policyDocument(
        administer(place, administratorArns),
        ...useThrough(
            place,
            { service: `elasticfilesystem.${place.region}`, operator: "StringEquals" },
            creatorArns,
            ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"],
        ),
    );
}

/**
 * The key of a backup vault: EFS recovery points are encrypted with it, whatever key the file system has. The service's
 * region is open because a copy job uses the keys of both regions.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
export function vaultKeyPolicy(
    place: Place,
    administratorArns: readonly string[],
    userArns: readonly string[],
): string {
    return policyDocument(
        administer(place, administratorArns),
        ...useThrough(
            place,
            { service: "backup.*", operator: "StringLike" },
            userArns,
            ["kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"],
            { "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "aws:backup:backup-vault" } },
        ),
    );
}

/** Who uses the agents' key. */
export interface AgentsKeyUses {
    /** ARN of Auto Scaling's service-linked role. */
    readonly autoscalingRoleArn: string;
    /** ARN of Image Builder's, where images are baked. @default they are not */
    readonly imageBuilderRoleArn?: string | undefined;
    /** Secrets whose names start so. */
    readonly secretNamePrefix: string;
}

/**
 * Use through EC2 by the role that bakes images: what its own policy allows it, which is for every key.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSServiceRoleForImageBuilder.html
 */
function useByImageBuilder({ accountId, region, dnsSuffix }: Place, roleArn: string): Statement[] {
    const through = { "kms:CallerAccount": accountId, "kms:ViaService": `ec2.${region}.${dnsSuffix}` };
    const common = { Effect: "Allow", Principal: { AWS: roleArn }, Resource: "*" } as const;
    return [
        {
            Sid: "UseByImageBuilder",
            ...common,
            Action: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncrypt*",
            ],
            Condition: { StringEquals: through },
        },
        {
            Sid: "GrantByImageBuilder",
            ...common,
            Action: "kms:CreateGrant",
            Condition: { StringEquals: through, Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
    ];
}

/**
 * The key of the agents' disks and credentials. Auto Scaling's service-linked role starts the instances; secrets are
 * opened through Secrets Manager by whom IAM allows it, which is each agent for its own and who stores them. Encrypt is
 * needed where the key is that of another region's copies.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
 */
export function agentsKeyPolicy(
    place: Place,
    administratorArns: readonly string[],
    { autoscalingRoleArn, imageBuilderRoleArn, secretNamePrefix }: AgentsKeyUses,
): string {
    const { partition, region, accountId, dnsSuffix } = place;
    const caller = { StringEquals: { "kms:CallerAccount": accountId } };
    const common = { Effect: "Allow", Principal: { AWS: autoscalingRoleArn }, Resource: "*" } as const;
    return policyDocument(
        administer(place, administratorArns),
        {
            Sid: "UseByAutoScaling",
            ...common,
            Action: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            Condition: caller,
        },
        {
            Sid: "GrantByAutoScaling",
            ...common,
            Action: "kms:CreateGrant",
            Condition: { ...caller, Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        ...(imageBuilderRoleArn === undefined ? [] : useByImageBuilder(place, imageBuilderRoleArn)),
        {
            Sid: "UseThroughSecretsManager",
            Effect: "Allow",
            Principal: { AWS: root(place) },
            Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: {
                StringEquals: {
                    "kms:CallerAccount": accountId,
                    "kms:ViaService": `secretsmanager.${region}.${dnsSuffix}`,
                },
                StringLike: {
                    "kms:EncryptionContext:SecretARN": `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secretNamePrefix}*`,
                },
            },
        },
    );
}
