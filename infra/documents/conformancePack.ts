import { stringify } from "yaml";
import { missingRules } from "./missingRules";

/** A managed rule of AWS Config. */
export interface ManagedRule {
    /** AWS's identifier, `EFS_ENCRYPTED_CHECK`. */
    readonly identifier: string;
    readonly parameters?: Readonly<Record<string, string>>;
    /** Judges resources with this tag only. Rules that run on a schedule cannot be restricted by AWS Config. */
    readonly tag?: { readonly key: string; readonly value: string };
}

/** What the rules compare with. */
export interface Governed {
    /** The key that every file system has to be encrypted with. */
    readonly dataKeyArn: string;
    readonly agentsKeyArn: string;
    /** Every key of this environment in this region, by id. */
    readonly keyIds: readonly string[];
    readonly fileSystemId: string;
    /** Value of the tag `environment`. */
    readonly environment: string;
}

/**
 * The managed rules that hold this kit's controls against what is really there. They judge the whole account and region,
 * so that a resource which somebody adds by hand is judged too, except where a rule compares with something of this
 * environment's own and lets itself be restricted to it; `EFS_ENCRYPTED_CHECK` does not, and asks this key of everybody.
 * https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export function managedRules({
    dataKeyArn,
    agentsKeyArn,
    keyIds,
    fileSystemId,
    environment,
}: Governed): readonly ManagedRule[] {
    return [
        { identifier: "EFS_ENCRYPTED_CHECK", parameters: { KmsKeyId: dataKeyArn } },
        { identifier: "EFS_IN_BACKUP_PLAN" },
        { identifier: "EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN", parameters: { resourceId: fileSystemId } },
        { identifier: "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY" },
        { identifier: "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY" },
        { identifier: "EFS_MOUNT_TARGET_PUBLIC_ACCESSIBLE" },
        { identifier: "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS" },
        { identifier: "VPC_DEFAULT_SECURITY_GROUP_CLOSED" },
        { identifier: "EC2_IMDSV2_CHECK" },
        {
            identifier: "ENCRYPTED_VOLUMES",
            parameters: { kmsId: agentsKeyArn },
            tag: { key: "environment", value: environment },
        },
        { identifier: "CMK_BACKING_KEY_ROTATION_ENABLED" },
        { identifier: "KMS_CMK_NOT_SCHEDULED_FOR_DELETION", parameters: { kmsKeyIds: keyIds.join(",") } },
        { identifier: "MULTI_REGION_CLOUD_TRAIL_ENABLED" },
        { identifier: "CLOUD_TRAIL_ENCRYPTION_ENABLED" },
        { identifier: "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED" },
        { identifier: "CLOUDWATCH_LOG_GROUP_ENCRYPTED" },
    ];
}

/** The rules that a region has, and so those that are made there. */
function presentRules({ region, ...governed }: Governed & { readonly region: string }): ManagedRule[] {
    const missing = missingRules(region);
    return managedRules(governed).filter(({ identifier }) => !missing.includes(identifier));
}

/** How many rules are made in a region, whatever they compare with. */
export const managedRuleCount = (region: string): number =>
    presentRules({
        region,
        dataKeyArn: "",
        agentsKeyArn: "",
        keyIds: [],
        fileSystemId: "",
        environment: "",
    }).length;

/** `EFS_ENCRYPTED_CHECK` as `EfsEncryptedCheck`: a logical id of the template takes letters and digits only. */
const logicalId = (identifier: string) =>
    identifier
        .toLowerCase()
        .split("_")
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join("");

/**
 * The rules that the region has as one conformance pack, so that they are deployed, scored and removed together: AWS fails
 * a pack as a whole where it names a rule that the region lacks.
 */
export function conformancePack(governed: Governed & { readonly region: string }): string {
    const resources = presentRules(governed).map(({ identifier, parameters, tag }) => [
        logicalId(identifier),
        {
            Type: "AWS::Config::ConfigRule",
            Properties: {
                ConfigRuleName: identifier.toLowerCase().replaceAll("_", "-"),
                ...(parameters ? { InputParameters: parameters } : {}),
                ...(tag ? { Scope: { TagKey: tag.key, TagValue: tag.value } } : {}),
                Source: { Owner: "AWS", SourceIdentifier: identifier },
            },
        },
    ]);
    return stringify({ Resources: Object.fromEntries(resources) });
}
