import { quotas } from "../../../infra/config/quotas";
import type { Export } from "../../../state/exported";
import { Graph, recordsOf, textOf, textsOf } from "../../../state/graph";
import type { Recorded } from "../localAws";

/** An hour ago, in the seconds that JSON of AWS has times in. */
const lately = () => Math.floor(Date.now() / 1000) - 3600;

const backup = "https://docs.aws.amazon.com/aws-backup/latest/devguide";

/** What moto 5.2.5 has not, or not all of, as AWS answers it of a sound stack. The shapes are those of the API reference. */
export function soundRecords(state: Export): readonly Recorded[] {
    const graph = Graph.of(state);
    const [system] = graph.all("aws:efs/fileSystem:FileSystem");
    const [pack] = graph.all("aws:cfg/conformancePack:ConformancePack");
    const [selection] = graph.all("aws:backup/selection:Selection");
    const [test] = graph.all("aws:backup/restoreTestingPlan:RestoreTestingPlan");
    const [tested] = graph.all("aws:backup/restoreTestingSelection:RestoreTestingSelection");
    const [points] = recordsOf(test, "recoveryPointSelection");
    const vaults = graph.all("aws:backup/vaultPolicy:VaultPolicy");
    const name = pack && textOf(pack, "name");
    return [
        {
            // moto has the file system, and no word of its protection.
            call: "elasticfilesystem:GET /2015-02-01/file-systems",
            source: "https://docs.aws.amazon.com/efs/latest/ug/API_DescribeFileSystems.html",
            answer: {
                FileSystems: [
                    {
                        FileSystemId: system?.id,
                        LifeCycleState: "available",
                        Encrypted: true,
                        KmsKeyId: system && textOf(system, "kmsKeyId"),
                        PerformanceMode: system && textOf(system, "performanceMode"),
                        ThroughputMode: system && textOf(system, "throughputMode"),
                        FileSystemProtection: { ReplicationOverwriteProtection: "ENABLED" },
                        NumberOfMountTargets: 3,
                        SizeInBytes: { Value: 6144 },
                        Tags: [],
                    },
                ],
            },
        },
        ...vaults.map((policy) => ({
            call: `backup:GET /backup-vaults/${policy.id}/access-policy`,
            source: `${backup}/API_GetBackupVaultAccessPolicy.html`,
            answer: { BackupVaultName: policy.id, Policy: textOf(policy, "policy") },
        })),
        {
            call: /^backup:GET \/backup\/plans\/[\w-]+\/selections\//,
            source: `${backup}/API_GetBackupSelection.html`,
            answer: {
                BackupSelection: {
                    SelectionName: selection && textOf(selection, "name"),
                    IamRoleArn: selection && textOf(selection, "iamRoleArn"),
                    Resources: selection && textsOf(selection, "resources"),
                },
            },
        },
        {
            call: "backup:GET /backup-jobs",
            source: `${backup}/API_ListBackupJobs.html`,
            answer: () => ({ BackupJobs: [{ State: "COMPLETED", CreationDate: lately() }] }),
        },
        {
            call: "backup:GET /copy-jobs",
            source: `${backup}/API_ListCopyJobs.html`,
            answer: () => ({ CopyJobs: [{ State: "COMPLETED", CreationDate: lately() }] }),
        },
        {
            call: `backup:GET /restore-testing/plans/${test?.id}`,
            source: `${backup}/API_GetRestoreTestingPlan.html`,
            answer: {
                RestoreTestingPlan: {
                    RestoreTestingPlanName: test?.id,
                    RestoreTestingPlanArn: test && textOf(test, "arn"),
                    ScheduleExpression: test && textOf(test, "scheduleExpression"),
                    ScheduleExpressionTimezone: "Etc/UTC",
                    StartWindowHours: test?.props.startWindowHours,
                    RecoveryPointSelection: {
                        Algorithm: points?.algorithm,
                        ExcludeVaults: [],
                        IncludeVaults: points?.includeVaults,
                        RecoveryPointTypes: points?.recoveryPointTypes,
                        SelectionWindowDays: points?.selectionWindowDays,
                    },
                    CreationTime: 0,
                },
            },
        },
        {
            call: /^backup:GET \/restore-testing\/plans\/\w+\/selections\/\w+$/,
            source: `${backup}/API_GetRestoreTestingSelection.html`,
            answer: {
                RestoreTestingSelection: {
                    RestoreTestingPlanName: test?.id,
                    RestoreTestingSelectionName: tested && textOf(tested, "name"),
                    ProtectedResourceType: "EFS",
                    ProtectedResourceArns: tested && textsOf(tested, "protectedResourceArns"),
                    IamRoleArn: tested && textOf(tested, "iamRoleArn"),
                    RestoreMetadataOverrides: tested?.props.restoreMetadataOverrides,
                    CreationTime: 0,
                },
            },
        },
        {
            call: "backup:GET /restore-jobs",
            source: `${backup}/API_ListRestoreJobs.html`,
            answer: () => ({
                RestoreJobs: [
                    {
                        RestoreJobId: "job-1",
                        Status: "COMPLETED",
                        CreationDate: lately(),
                        DeletionStatus: "SUCCESSFUL",
                    },
                ],
            }),
        },
        {
            call: "config:DescribeConformancePackStatus",
            source: "https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePackStatus.html",
            answer: {
                ConformancePackStatusDetails: [
                    { ConformancePackName: name, ConformancePackState: "CREATE_COMPLETE" },
                ],
            },
        },
        {
            call: "config:GetConformancePackComplianceSummary",
            source: "https://docs.aws.amazon.com/config/latest/APIReference/API_GetConformancePackComplianceSummary.html",
            answer: {
                ConformancePackComplianceSummaryList: [
                    { ConformancePackName: name, ConformancePackComplianceStatus: "COMPLIANT" },
                ],
            },
        },
        {
            call: "servicequotas:GetAWSDefaultServiceQuota",
            source: "https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetAWSDefaultServiceQuota.html",
            answer: ({ QuotaCode }: Readonly<Record<string, unknown>>) => ({
                Quota: {
                    QuotaCode,
                    Value: Object.values(quotas).find((quota) => "code" in quota && quota.code === QuotaCode)
                        ?.limit,
                },
            }),
        },
        {
            call: "autoscaling:DescribeAccountLimits",
            source: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAccountLimits.html",
            answer: `<DescribeAccountLimitsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
                <DescribeAccountLimitsResult>
                    <MaxNumberOfAutoScalingGroups>500</MaxNumberOfAutoScalingGroups>
                    <NumberOfAutoScalingGroups>3</NumberOfAutoScalingGroups>
                </DescribeAccountLimitsResult>
                <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </DescribeAccountLimitsResponse>`,
        },
    ];
}
