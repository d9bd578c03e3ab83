import { isDeepStrictEqual } from "node:util";
import type { Export, ExportedResource } from "../../state/exported";
import { added, type Change, changed, type Mutant, removed, set, within } from "./mutant";

/** A change of one property that weakens a resource of a type. */
interface Weakening {
    readonly operator: string;
    readonly change: Change;
}

const everywhere = "0.0.0.0/0";
const fromEverywhere: Change = (props) => {
    delete props.referencedSecurityGroupId;
    props.cidrIpv4 = everywhere;
};

/** Weakenings by type: each is applied to each resource of it. */
const weakenings: Readonly<Record<string, readonly Weakening[]>> = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        { operator: "rule opened to everywhere", change: fromEverywhere },
        {
            operator: "rule opened to the private ranges",
            change: (props) => {
                fromEverywhere(props);
                props.cidrIpv4 = "10.0.0.0/8";
            },
        },
        {
            operator: "rule opened to every port",
            change: (props) => {
                props.fromPort = 0;
                props.toPort = 65535;
            },
        },
        { operator: "rule opened to every protocol", change: set("ipProtocol", "-1") },
        {
            operator: "rule opened to one port more",
            change: (props) => {
                props.toPort = Number(props.toPort) + 1;
            },
        },
    ],
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
        { operator: "rule opened to everywhere", change: fromEverywhere },
        {
            operator: "rule opened to every port",
            change: (props) => {
                props.fromPort = 0;
                props.toPort = 65535;
            },
        },
        { operator: "rule opened to every protocol", change: set("ipProtocol", "-1") },
    ],
    "aws:ec2/securityGroup:SecurityGroup": [
        {
            operator: "inline rule added",
            change: set("ingress", [
                { protocol: "tcp", fromPort: 2049, toPort: 2049, cidrBlocks: [everywhere] },
            ]),
        },
        {
            operator: "inline rule added",
            change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }]),
        },
    ],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": [
        {
            operator: "default group opened",
            change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }]),
        },
        {
            operator: "default group opened to itself",
            change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]),
        },
    ],
    "aws:ec2/subnet:Subnet": [
        { operator: "public addresses by default", change: set("mapPublicIpOnLaunch", true) },
    ],
    "aws:efs/accessPoint:AccessPoint": [
        { operator: "user 0", change: within("posixUser", set("uid", 0)) },
        { operator: "group 0", change: within("posixUser", set("gid", 0)) },
        { operator: "a group more", change: within("posixUser", set("secondaryGids", [0])) },
        { operator: "no user", change: set("posixUser", undefined) },
        { operator: "no directory", change: set("rootDirectory", undefined) },
        { operator: "directory /", change: within("rootDirectory", set("path", "/")) },
        { operator: "directory of all agents", change: within("rootDirectory", set("path", "/agents")) },
        {
            operator: "directory open to others",
            change: within("rootDirectory", within("creationInfo", set("permissions", "0777"))),
        },
        {
            operator: "directory open to others to read",
            change: within("rootDirectory", within("creationInfo", set("permissions", "0755"))),
        },
    ],
    "aws:efs/fileSystem:FileSystem": [
        { operator: "not encrypted", change: set("encrypted", false) },
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        {
            operator: "replica may overwrite",
            change: within("protection", set("replicationOverwrite", "DISABLED")),
        },
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [
        {
            operator: "public address",
            change: within("networkInterfaces", set("associatePublicIpAddress", "true")),
        },
        { operator: "IMDSv1", change: within("metadataOptions", set("httpTokens", "optional")) },
        {
            operator: "metadata for containers",
            change: within("metadataOptions", set("httpPutResponseHopLimit", 3)),
        },
        {
            operator: "disk not encrypted",
            change: within("blockDeviceMappings", within("ebs", set("encrypted", "false"))),
        },
        {
            operator: "disk under AWS's key",
            change: within("blockDeviceMappings", within("ebs", set("kmsKeyId", undefined))),
        },
        { operator: "no profile", change: set("iamInstanceProfile", undefined) },
        { operator: "key pair", change: set("keyName", "somebody") },
    ],
    "aws:iam/role:Role": [
        { operator: "boundary removed", change: set("permissionsBoundary", undefined) },
        {
            operator: "AdministratorAccess attached",
            change: set("managedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),
        },
        {
            operator: "inline policy added",
            change: set("inlinePolicies", [
                {
                    name: "extra",
                    policy: JSON.stringify({
                        Version: "2012-10-17",
                        Statement: [
                            { Sid: "Extra", Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*" },
                        ],
                    }),
                },
            ]),
        },
    ],
    "aws:kms/key:Key": [
        { operator: "no rotation", change: set("enableKeyRotation", false) },
        { operator: "deleted within a week", change: set("deletionWindowInDays", 7) },
        { operator: "no policy", change: set("policy", undefined) },
        { operator: "disabled", change: set("isEnabled", false) },
        { operator: "lockout check bypassed", change: set("bypassPolicyLockoutSafetyCheck", true) },
    ],
    "aws:secretsmanager/secret:Secret": [
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        {
            operator: "policy for everybody",
            change: set(
                "policy",
                JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "Extra",
                            Effect: "Allow",
                            Principal: "*",
                            Action: "secretsmanager:GetSecretValue",
                            Resource: "*",
                        },
                    ],
                }),
            ),
        },
    ],
    "aws:cloudwatch/logGroup:LogGroup": [
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        { operator: "kept for a day", change: set("retentionInDays", 1) },
    ],
    "aws:backup/vault:Vault": [{ operator: "AWS's key", change: set("kmsKeyArn", undefined) }],
    "aws:backup/selection:Selection": [{ operator: "nothing selected", change: set("resources", []) }],
    "aws:backup/plan:Plan": [
        { operator: "kept for a day", change: within("rules", within("lifecycle", set("deleteAfter", 1))) },
    ],
    "aws:cloudtrail/trail:Trail": [
        { operator: "one region", change: set("isMultiRegionTrail", false) },
        { operator: "no digest", change: set("enableLogFileValidation", false) },
        { operator: "off", change: set("enableLogging", false) },
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
    ],
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
        { operator: "public policy admitted", change: set("blockPublicPolicy", false) },
        { operator: "public buckets admitted", change: set("restrictPublicBuckets", false) },
    ],
    "aws:s3/bucketVersioning:BucketVersioning": [
        { operator: "versions off", change: within("versioningConfiguration", set("status", "Suspended")) },
    ],
    "aws:autoscaling/group:Group": [
        {
            operator: "one zone",
            change: (props) => {
                props.vpcZoneIdentifiers = [props.vpcZoneIdentifiers].flat().slice(0, 1);
            },
        },
    ],
};

/** Types whose resources protect others: each is weaker when one is gone. */
const guards = [
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/selection:Selection",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/flowLog:FlowLog",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:cloudtrail/trail:Trail",
];

/** Weakenings of single resources: a property changed, a guard removed, protection lifted. */
export function resourceMutants(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    return resources.flatMap((resource) => [
        ...(weakenings[resource.type] ?? [])
            .filter(({ change }) => matters(resource, change))
            .map(({ operator, change }) => changed(state, operator, resource, "", change)),
        ...(guards.includes(resource.type) ? [removed(state, "guard removed", resource)] : []),
        ...(resource.type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
            ? [added(state, "rule added for everybody", resource, fromEverywhere)]
            : []),
    ]);
}

/** Whether a change leaves a resource other than it was. */
function matters({ inputs = {} }: ExportedResource, change: Change): boolean {
    const copy = structuredClone({ ...inputs });
    change(copy);
    return !isDeepStrictEqual(copy, inputs);
}
