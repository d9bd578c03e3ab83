/**
 * Regions without a managed rule of AWS Config that the kit uses, from "AWS Region" on each rule's page
 * (https://docs.aws.amazon.com/config/latest/developerguide/efs-in-backup-plan.html and its neighbours), as of November 2026.
 * Stored editions of a page differ; a region is listed where any edition excepts it, because a rule left out costs one
 * check, and a rule that the region lacks fails the whole conformance pack. Regions apart from the internet are not looked
 * up. No edition excepts a region for CLOUD_TRAIL_ENCRYPTION_ENABLED, CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED,
 * EC2_IMDSV2_CHECK and VPC_DEFAULT_SECURITY_GROUP_CLOSED.
 */
const without: Readonly<Record<string, readonly string[]>> = {
    CMK_BACKING_KEY_ROTATION_ENABLED: ["me-central-1"],
    CLOUDWATCH_LOG_GROUP_ENCRYPTED: ["ap-east-2", "me-central-1"],
    EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY: [
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-7",
        "ca-west-1",
        "cn-northwest-1",
        "il-central-1",
        "mx-central-1",
        "us-gov-east-1",
        "us-gov-west-1",
    ],
    EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY: [
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-7",
        "ca-west-1",
        "cn-northwest-1",
        "il-central-1",
        "mx-central-1",
    ],
    EFS_ENCRYPTED_CHECK: ["ap-east-2"],
    EFS_IN_BACKUP_PLAN: ["ap-east-2"],
    EFS_MOUNT_TARGET_PUBLIC_ACCESSIBLE: [
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-7",
        "ca-west-1",
        "cn-north-1",
        "cn-northwest-1",
        "mx-central-1",
    ],
    EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN: [
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "cn-north-1",
        "cn-northwest-1",
        "il-central-1",
        "mx-central-1",
    ],
    ENCRYPTED_VOLUMES: [
        "ap-east-2",
        "cn-north-1",
        "cn-northwest-1",
        "mx-central-1",
        "us-gov-east-1",
        "us-gov-west-1",
    ],
    KMS_CMK_NOT_SCHEDULED_FOR_DELETION: ["ap-east-2", "ap-southeast-6", "eu-south-1"],
    MULTI_REGION_CLOUD_TRAIL_ENABLED: ["me-central-1"],
    VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS: ["ap-southeast-4"],
};

/** The rules of this list that AWS Config lacks in a region, by AWS's identifiers; usually none. */
export const missingRules = (region: string): string[] =>
    Object.keys(without).filter((identifier) => without[identifier]?.includes(region));
