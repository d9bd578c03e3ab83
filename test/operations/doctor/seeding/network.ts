import {
    AuthorizeSecurityGroupEgressCommand,
    AuthorizeSecurityGroupIngressCommand,
    CreateRouteTableCommand,
    CreateSecurityGroupCommand,
    CreateSubnetCommand,
    CreateVpcCommand,
    CreateVpcEndpointCommand,
    DescribeSecurityGroupsCommand,
    EC2Client,
    type IpPermission,
    RevokeSecurityGroupEgressCommand,
    RevokeSecurityGroupIngressCommand,
    type VpcEndpointType,
} from "@aws-sdk/client-ec2";
import { type Resource, textOf, textsOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

/** The VPC, the subnets of the mount targets, the groups and their rules. */
export async function seedNetwork(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    const ec2 = clientOf(EC2Client);
    const [vpc] = graph.all("aws:ec2/vpc:Vpc");
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: vpc && textOf(vpc, "cidrBlock") }));
    const VpcId = Vpc?.VpcId ?? "";
    seeding.rename(vpc?.id, VpcId);
    for (const subnet of graph.all("aws:ec2/subnet:Subnet")) {
        const { Subnet } = await ec2.send(
            new CreateSubnetCommand({
                VpcId,
                CidrBlock: textOf(subnet, "cidrBlock"),
                AvailabilityZone: textOf(subnet, "availabilityZone"),
            }),
        );
        seeding.rename(subnet.id, Subnet?.SubnetId);
    }
    const { SecurityGroups } = await ec2.send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
    );
    const [theDefault] = SecurityGroups ?? [];
    // The provider takes the rules of a VPC's default group.
    if (theDefault?.IpPermissions?.length)
        await ec2.send(
            new RevokeSecurityGroupIngressCommand({
                GroupId: theDefault.GroupId,
                IpPermissions: theDefault.IpPermissions,
            }),
        );
    await closeEgress(ec2, theDefault?.GroupId);
    seeding.rename(
        graph.all("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")[0]?.id,
        theDefault?.GroupId,
    );
    for (const group of graph.all("aws:ec2/securityGroup:SecurityGroup")) {
        const { GroupId } = await ec2.send(
            new CreateSecurityGroupCommand({
                VpcId,
                GroupName: textOf(group, "name"),
                Description: textOf(group, "description") ?? "group",
            }),
        );
        await closeEgress(ec2, GroupId);
        seeding.rename(group.id, GroupId);
    }
    for (const table of graph.all("aws:ec2/routeTable:RouteTable")) {
        const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
        seeding.rename(table.id, RouteTable?.RouteTableId);
    }
    for (const endpoint of graph.all("aws:ec2/vpcEndpoint:VpcEndpoint")) {
        const ids = (property: string) => textsOf(endpoint, property).map((id) => seeding.in(id));
        const { VpcEndpoint } = await ec2.send(
            new CreateVpcEndpointCommand({
                VpcId,
                ServiceName: textOf(endpoint, "serviceName"),
                VpcEndpointType: textOf(endpoint, "vpcEndpointType") as VpcEndpointType,
                PolicyDocument: seeding.text(endpoint, "policy"),
                SecurityGroupIds: ids("securityGroupIds"),
                SubnetIds: ids("subnetIds"),
                RouteTableIds: ids("routeTableIds"),
            }),
        );
        seeding.rename(endpoint.id, VpcEndpoint?.VpcEndpointId);
    }
    for (const rule of graph.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
        await ec2.send(new AuthorizeSecurityGroupIngressCommand(ruleOf(seeding, rule)));
    for (const rule of graph.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"))
        await ec2.send(new AuthorizeSecurityGroupEgressCommand(ruleOf(seeding, rule)));
}

/** The provider takes away the rule that lets everything out, which AWS gives each new group. */
const closeEgress = (ec2: EC2Client, GroupId: string | undefined) =>
    ec2.send(
        new RevokeSecurityGroupEgressCommand({
            GroupId,
            IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
        }),
    );

function ruleOf(seeding: Seeding, { props }: Resource): { GroupId: string; IpPermissions: IpPermission[] } {
    const { cidrIpv4, referencedSecurityGroupId } = props;
    return {
        GroupId: seeding.in(props.securityGroupId),
        IpPermissions: [
            {
                IpProtocol: String(props.ipProtocol),
                FromPort: Number(props.fromPort),
                ToPort: Number(props.toPort),
                ...(cidrIpv4
                    ? { IpRanges: [{ CidrIp: String(cidrIpv4) }] }
                    : { UserIdGroupPairs: [{ GroupId: seeding.in(referencedSecurityGroupId) }] }),
            },
        ],
    };
}
