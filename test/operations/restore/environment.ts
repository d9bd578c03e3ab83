import { CreateSecurityGroupCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateAccessPointCommand, CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import { CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { agentIdentity, areaIdentity } from "../../../infra/agentIdentity";
import { agentPolicy } from "../../../infra/documents/agentPolicy";
import type { Session } from "../../../operations/aws/session";
import type { Export, ExportedResource } from "../../../state/exported";

const urn = (types: string, name: string): string => `urn:pulumi:dev::jenkins-efs::${types}::${name}`;

function made(types: string, name: string, id: string, outputs: object, parent?: string): ExportedResource {
    return {
        urn: urn(types, name),
        type: types.split("$").at(-1) ?? "",
        id,
        custom: true,
        outputs: { ...outputs },
        ...(parent === undefined ? {} : { parent }),
    };
}

export const agentNames = ["linux-1", "linux-2"] as const;
export const tags = { project: "jenkins-efs", environment: "dev", owner: "team", "managed-by": "pulumi" };
/** moto's account. */
export const account = "123456789012";
export const region = "eu-central-1";
export const vaultName = "backup-1";
export const restoreRoleArn = `arn:aws:iam::${account}:role/jenkins-efs-dev-restore`;
export const keyArn = `arn:aws:kms:${region}:${account}:key/0a1b2c3d-0000-4000-a000-000000000001`;

/** An environment of two agents and an area, as a local AWS has it, and as its state tells of it. */
export async function deployedIn(session: Session): Promise<{
    readonly state: Export;
    readonly fileSystemId: string;
    readonly policyArns: readonly string[];
}> {
    const [ec2, efs, iam] = [session.client(EC2Client), session.client(EFSClient), session.client(IAMClient)];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const subnets = Subnets.slice(0, 2);
    const { GroupId = "" } = await ec2.send(
        new CreateSecurityGroupCommand({
            GroupName: `mount-targets-${Date.now()}`,
            Description: "mount targets",
            VpcId: subnets[0]?.VpcId,
        }),
    );
    const { FileSystemId = "" } = await efs.send(
        new CreateFileSystemCommand({
            CreationToken: "terraform-1",
            Encrypted: true,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
    );
    const storage = "jenkins-efs:storage:Storage";
    const arn = `arn:aws:elasticfilesystem:${region}:${account}:file-system/${FileSystemId}`;
    const accessPoint = async (
        owner: string,
        ownerType: string,
        name: string,
        { uid, path }: { uid: number; path: string },
    ) => {
        const { AccessPointId = "", AccessPointArn = "" } = await efs.send(
            new CreateAccessPointCommand({
                ClientToken: name,
                FileSystemId,
                PosixUser: { Uid: uid, Gid: uid },
                RootDirectory: { Path: path },
            }),
        );
        return made(
            `${ownerType}$aws:efs/accessPoint:AccessPoint`,
            name,
            AccessPointId,
            {
                arn: AccessPointArn,
                posixUser: { uid, gid: uid },
                rootDirectory: { path },
            },
            owner,
        );
    };
    const policyArns: string[] = [];
    const agents: ExportedResource[] = [];
    for (const name of agentNames) {
        const type = "jenkins-efs:agents:Agent";
        const owner = urn(type, `agent-${name}`);
        const point = await accessPoint(owner, type, `agent-${name}`, agentIdentity({ name }));
        const PolicyDocument = agentPolicy({
            fileSystemArn: arn,
            accessPointArn: String(point.outputs?.arn),
            secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:jenkins-efs/dev/agents/${name}-1-AbCdEf`,
            keyArn,
            logGroupArn: `arn:aws:logs:${region}:${account}:log-group:/jenkins-efs/dev/agents`,
            agentName: name,
            groupArn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/jenkins-efs-dev-agent-${name}`,
            region,
            dnsSuffix: "amazonaws.com",
        });
        const { Policy } = await iam.send(
            new CreatePolicyCommand({
                PolicyName: `agent-${name}-1`,
                Path: "/jenkins-efs/dev/",
                PolicyDocument,
            }),
        );
        policyArns.push(Policy?.Arn ?? "");
        agents.push(
            made(type, `agent-${name}`, "", { name }),
            made(
                `${type}$aws:iam/policy:Policy`,
                `agent-${name}`,
                Policy?.Arn ?? "",
                { arn: Policy?.Arn },
                owner,
            ),
            made(
                `${type}$aws:iam/role:Role`,
                `agent-${name}`,
                `agent-${name}`,
                { arn: `arn:aws:iam::${account}:role/jenkins-efs/dev/agent-${name}` },
                owner,
            ),
            made(
                `${type}$aws:autoscaling/group:Group`,
                `agent-${name}`,
                name,
                { name: `jenkins-efs-dev-agent-${name}` },
                owner,
            ),
            point,
        );
    }
    const areaType = "jenkins-efs:storage:SharedArea";
    const area = urn(areaType, "shared-cache");
    const resources = [
        made(storage, "storage", "", {}),
        made(
            `${storage}$aws:efs/fileSystem:FileSystem`,
            "storage",
            FileSystemId,
            // Its own key, as one has that was adopted.
            { arn, kmsKeyId: keyArn.replace(/1$/, "2"), performanceMode: "generalPurpose", tags },
            urn(storage, "storage"),
        ),
        ...subnets.map(({ SubnetId = "", AvailabilityZone = "" }) =>
            made(
                `${storage}$aws:efs/mountTarget:MountTarget`,
                `storage-mount-${AvailabilityZone}`,
                `fsmt-${SubnetId}`,
                { fileSystemId: FileSystemId, subnetId: SubnetId, securityGroups: [GroupId] },
                urn(storage, "storage"),
            ),
        ),
        made("jenkins-efs:encryption:Encryption", "key", "", { keyArns: { data: keyArn } }),
        made("jenkins-efs:encryption:Encryption$aws:kms/key:Key", "key-data", "data", { arn: keyArn }),
        made("jenkins-efs:encryption:Encryption$aws:kms/key:Key", "key-vault", "vault", {
            arn: keyArn.replace(/1$/, "3"),
        }),
        made("jenkins-efs:backup:Backup$aws:backup/vault:Vault", "backup", vaultName, {
            name: vaultName,
            tags,
            arn: `arn:aws:backup:${region}:${account}:backup-vault:${vaultName}`,
        }),
        made("jenkins-efs:backup:Backup$aws:backup/plan:Plan", "backup", "plan", {
            rules: [{ lifecycle: { deleteAfter: 35 } }],
        }),
        made("jenkins-efs:backup:Backup$aws:backup/vault:Vault", "backup-copy", "copy", {
            name: "copy",
            arn: `arn:aws:backup:us-west-2:${account}:backup-vault:copy`,
        }),
        made("jenkins-efs:backup:BackupRoles", "backup-roles", "", {
            restoreArn: restoreRoleArn,
            backupArn: restoreRoleArn.replace("restore", "backup"),
        }),
        ...agents,
        made(areaType, "shared-cache", "", { name: "cache", writers: ["linux-2"], readers: "all" }),
        await accessPoint(area, areaType, "shared-cache", areaIdentity({ name: "cache" })),
    ];
    return { state: { deployment: { resources } }, fileSystemId: FileSystemId, policyArns };
}
