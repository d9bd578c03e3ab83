import { stringify } from "yaml";

/** A managed rule of AWS Config. */
export interface ManagedRule {
    /** AWS's identifier, `EFS_ENCRYPTED_CHECK`. */
    readonly identifier: string;
    readonly parameters?: Readonly<Record<string, string>>;
}

/** What the rules compare with. */
export interface Governed {
    /** The key that every file system has to be encrypted with. */
    readonly dataKeyArn: string;
    /** The key of the agents' disks. */
    readonly agentsKeyArn: string;
}

/**
 * The managed rules that hold this kit's controls against what is really there. Those with a key as parameter judge
 * every resource of the account and region by this environment's key.
 * https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export function managedRules({ dataKeyArn, agentsKeyArn }: Governed): readonly ManagedRule[] {
    return [
        { identifier: "EFS_ENCRYPTED_CHECK", parameters: { KmsKeyId: dataKeyArn } },
        { identifier: "EFS_IN_BACKUP_PLAN" },
        { identifier: "EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN" },
        { identifier: "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY" },
        { identifier: "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY" },
        { identifier: "EFS_MOUNT_TARGET_PUBLIC_ACCESSIBLE" },
        { identifier: "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS" },
        { identifier: "VPC_DEFAULT_SECURITY_GROUP_CLOSED" },
        { identifier: "EC2_IMDSV2_CHECK" },
        { identifier: "ENCRYPTED_VOLUMES", parameters: { kmsId: agentsKeyArn } },
        { identifier: "CMK_BACKING_KEY_ROTATION_ENABLED" },
        { identifier: "KMS_CMK_NOT_SCHEDULED_FOR_DELETION" },
        { identifier: "MULTI_REGION_CLOUD_TRAIL_ENABLED" },
        { identifier: "CLOUD_TRAIL_ENCRYPTION_ENABLED" },
        { identifier: "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED" },
        { identifier: "CLOUDWATCH_LOG_GROUP_ENCRYPTED" },
    ];
}

/** `EFS_ENCRYPTED_CHECK` as `EfsEncryptedCheck`: a logical id of the template takes letters and digits only. */
const logicalId = (identifier: string) =>
    identifier
        .toLowerCase()
        .split("_")
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join("");

/** The rules as one conformance pack, so that they are deployed, scored and removed together. */
export function conformancePack(governed: Governed): string {
    const resources = managedRules(governed).map(({ identifier, parameters }) => [
        logicalId(identifier),
        {
            Type: "AWS::Config::ConfigRule",
            Properties: {
                ConfigRuleName: identifier.toLowerCase().replaceAll("_", "-"),
                ...(parameters ? { InputParameters: parameters } : {}),
                Source: { Owner: "AWS", SourceIdentifier: identifier },
            },
        },
    ]);
    return stringify({ Resources: Object.fromEntries(resources) });
}
