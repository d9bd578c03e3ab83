import {
    AutoScalingClient,
    DeleteLifecycleHookCommand,
    DescribeAutoScalingInstancesCommand,
    SetInstanceHealthCommand,
    SuspendProcessesCommand,
    UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
    AuthorizeSecurityGroupIngressCommand,
    DeleteFlowLogsCommand,
    DeleteVpcEndpointsCommand,
    EC2Client,
} from "@aws-sdk/client-ec2";
import {
    CreateAccessPointCommand,
    DeleteAccessPointCommand,
    DeleteMountTargetCommand,
    EFSClient,
    ModifyMountTargetSecurityGroupsCommand,
    PutFileSystemPolicyCommand,
    PutLifecycleConfigurationCommand,
} from "@aws-sdk/client-efs";
import {
    CreateGrantCommand,
    DisableKeyCommand,
    DisableKeyRotationCommand,
    KMSClient,
    PutKeyPolicyCommand,
    ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
    DeleteSecretCommand,
    PutResourcePolicyCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type Graph, type Resource, textOf } from "../../../state/graph";
import { clientOf } from "./seeding/seeding";

const everything = (principal?: object): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Sid: "Mine", Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*", ...principal },
        ],
    });

/** What people do by hand to files, network, keys and agents of a stack that moto has, each with the faults that are to be told of it. */
export function filesByHand(graph: Graph): readonly (readonly [readonly string[], () => Promise<unknown>])[] {
    const some = (type: string, at = 0): Resource => {
        const found = graph.all(type)[at];
        if (found === undefined) throw new Error(`${type} ${at} is not in the state`);
        return found;
    };
    const efs = clientOf(EFSClient);
    const FileSystemId = some("aws:efs/fileSystem:FileSystem").id;
    const group = (at: number) => ({ AutoScalingGroupName: some("aws:autoscaling/group:Group", at).id });
    const key = (at: number) => ({ KeyId: some("aws:kms/key:Key", at).id });
    const kms = (at: number) => clientOf(KMSClient, some("aws:kms/key:Key", at));
    const _role = (at: number) => ({ RoleName: textOf(some("aws:iam/role:Role", at), "name") });
    const _rule = (at: number) => textOf(some("aws:cloudwatch/eventRule:EventRule", at), "name");
    const sendEach = async (...sent: readonly Promise<unknown>[]) => Promise.all(sent);
    return [
        [
            ["endpoints/unavailable"],
            () =>
                clientOf(EC2Client).send(
                    new DeleteVpcEndpointsCommand({
                        VpcEndpointIds: [some("aws:ec2/vpcEndpoint:VpcEndpoint").id],
                    }),
                ),
        ],
        [
            ["file-system-policy/changed", "mounting/anonymous"],
            () =>
                efs.send(
                    new PutFileSystemPolicyCommand({ FileSystemId, Policy: everything({ Principal: "*" }) }),
                ),
        ],
        [
            ["file-system/lifecycle"],
            () => efs.send(new PutLifecycleConfigurationCommand({ FileSystemId, LifecyclePolicies: [] })),
        ],
        [
            ["mount-targets/groups"],
            () =>
                efs.send(
                    new ModifyMountTargetSecurityGroupsCommand({
                        MountTargetId: some("aws:efs/mountTarget:MountTarget").id,
                        SecurityGroups: [some("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").id],
                    }),
                ),
        ],
        [
            ["mount-targets/missing"],
            () =>
                efs.send(
                    new DeleteMountTargetCommand({
                        MountTargetId: some("aws:efs/mountTarget:MountTarget", 1).id,
                    }),
                ),
        ],
        [
            ["access-points/foreign"],
            () => efs.send(new CreateAccessPointCommand({ ClientToken: "1", FileSystemId })),
        ],
        [
            ["access-points/missing"],
            () =>
                efs.send(
                    new DeleteAccessPointCommand({
                        AccessPointId: some("aws:efs/accessPoint:AccessPoint").id,
                    }),
                ),
        ],
        [
            ["security-groups/rule-added"],
            () =>
                clientOf(EC2Client).send(
                    new AuthorizeSecurityGroupIngressCommand({
                        GroupId: some("aws:ec2/securityGroup:SecurityGroup").id,
                        IpPermissions: [
                            {
                                IpProtocol: "tcp",
                                FromPort: 2049,
                                ToPort: 2049,
                                IpRanges: [{ CidrIp: "10.0.0.0/8" }],
                            },
                        ],
                    }),
                ),
        ],
        [
            ["flow-logs/missing"],
            () =>
                clientOf(EC2Client).send(
                    new DeleteFlowLogsCommand({ FlowLogIds: [some("aws:ec2/flowLog:FlowLog").id] }),
                ),
        ],
        [["keys/disabled"], () => kms(0).send(new DisableKeyCommand(key(0)))],
        [["keys/deleted"], () => kms(1).send(new ScheduleKeyDeletionCommand(key(1)))],
        [
            ["keys/policy", "keys/unrotated"],
            () =>
                sendEach(
                    kms(2).send(
                        new PutKeyPolicyCommand({
                            ...key(2),
                            PolicyName: "default",
                            Policy: everything({ Principal: "*" }),
                        }),
                    ),
                    kms(2).send(new DisableKeyRotationCommand(key(2))),
                ),
        ],
        [
            ["secrets/deleted"],
            () =>
                clientOf(SecretsManagerClient).send(
                    new DeleteSecretCommand({ SecretId: some("aws:secretsmanager/secret:Secret").id }),
                ),
        ],
        [
            ["secrets/policy"],
            () =>
                clientOf(SecretsManagerClient).send(
                    new PutResourcePolicyCommand({
                        SecretId: some("aws:secretsmanager/secret:Secret", 1).id,
                        ResourcePolicy: everything({ Principal: "*" }),
                    }),
                ),
        ],
        [
            ["keys/granted"],
            () =>
                kms(3).send(
                    new CreateGrantCommand({
                        ...key(3),
                        GranteePrincipal: "arn:aws:iam::123456789012:user/mallory",
                        Operations: ["Decrypt"],
                    }),
                ),
        ],
        [
            ["agents/changed"],
            () =>
                clientOf(AutoScalingClient).send(
                    new UpdateAutoScalingGroupCommand({ ...group(0), MaxSize: 2, MinSize: 0 }),
                ),
        ],
        [
            ["agents/short"],
            async () => {
                const scaling = clientOf(AutoScalingClient);
                const { AutoScalingInstances = [] } = await scaling.send(
                    new DescribeAutoScalingInstancesCommand({}),
                );
                const own = AutoScalingInstances.find(
                    ({ AutoScalingGroupName }) => AutoScalingGroupName === group(0).AutoScalingGroupName,
                );
                await scaling.send(
                    new SetInstanceHealthCommand({ InstanceId: own?.InstanceId, HealthStatus: "Unhealthy" }),
                );
            },
        ],
        [
            ["agents/suspended"],
            () =>
                clientOf(AutoScalingClient).send(
                    new SuspendProcessesCommand({ ...group(1), ScalingProcesses: ["Launch"] }),
                ),
        ],
        [
            ["agents/no-hook"],
            () =>
                clientOf(AutoScalingClient).send(
                    new DeleteLifecycleHookCommand({ ...group(2), LifecycleHookName: "drain" }),
                ),
        ],
    ];
}
