import type { Call } from "../../../operations/aws/session";
import { type Graph, textOf } from "../../../state/graph";
import { motoAccount } from "./seeding/seeding";

/** The ARN that a call is about, as IAM sees it; `*` where its action takes none, or may be asked without. */
export function resourceOf(graph: Graph, { action, region, input }: Call): string {
    const { FileSystemId, MountTargetId, KeyId, SecretId, TrailName, Name, TopicArn, Rule } = input;
    const own = (id: unknown) =>
        textOf(
            graph.resources.find((one) => one.id === id && textOf(one, "arn") !== undefined),
            "arn",
        ) ?? "*";
    const target = graph.all("aws:efs/mountTarget:MountTarget").find(({ id }) => id === MountTargetId);
    const arn = (service: string, path: unknown) => `arn:aws:${service}:${region}:${motoAccount}:${path}`;
    if (action.startsWith("elasticfilesystem:")) {
        const id = FileSystemId ?? target?.props.fileSystemId;
        return id === undefined ? arn("elasticfilesystem", "file-system/fs-00000000") : own(id);
    }
    if (action.startsWith("s3:")) return own(input.Bucket);
    if (action.startsWith("kms:")) return own(KeyId);
    if (action === "cloudwatch:DescribeAlarms") return arn("cloudwatch", "alarm:any");
    if (action === "cloudwatch:GetMetricData") return arn("cloudwatch", "dataset/any");
    if (action === "config:DescribeConfigurationRecorderStatus")
        return arn("config", "configuration-recorder/default/1");
    if (action === "servicequotas:GetServiceQuota")
        return arn("servicequotas", `${input.ServiceCode}/${input.QuotaCode}`);
    if (/^events:(Describe|ListTargets)/.test(action)) return arn("events", `rule/${Rule ?? Name}`);
    if (action.startsWith("backup:GetBackup") && input.BackupPlanId !== undefined)
        return own(input.BackupPlanId);
    if (action === "logs:DescribeMetricFilters") return own(input.logGroupName);
    if (action === "backup:GetBackupVaultAccessPolicy")
        return arn("backup", `backup-vault:${input.BackupVaultName}`);
    if (action.startsWith("backup:GetRestoreTesting")) return own(input.RestoreTestingPlanName);
    if (action === "config:GetConformancePackComplianceSummary")
        return own([input.ConformancePackNames].flat()[0]);
    return String(SecretId ?? TrailName ?? (action.startsWith("cloudtrail:Get") ? Name : TopicArn) ?? "*");
}
