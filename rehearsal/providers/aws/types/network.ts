import { BlockList } from "node:net";
import { zonesOf } from "../regions";
import { describeTypes, type Instance, text } from "../resourceType";

const ec2Arn = (i: Instance, kind: string): string => i.arn("ec2", `${kind}/${i.id}`);

/** Whether a block of addresses holds the first address of another. Of two that meet, one lies in the other. */
function holdsStartOf(outer: string, inner: string): boolean {
    const [address = "", length] = outer.split("/");
    const block = new BlockList();
    block.addSubnet(address, Number(length));
    return block.check(inner.split("/")[0] ?? "");
}

/** The fields of a flow log record, as AWS writes them when the program asks for none. */
const defaultLogFormat =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
        .split(" ")
        .map((field) => `$\{${field}}`)
        .join(" ");

const publicIp = (i: Instance): string =>
    `54.${["a", "b", "c"].map((salt) => 1 + (Number.parseInt(i.hex(2, salt), 16) % 254)).join(".")}`;

/** The network types of the `ec2` module: what a VPC is made of. */
export const network = describeTypes({
    "aws:ec2/vpc:Vpc": {
        replaces: "cidrBlock ipv4IpamPoolId ipv4NetmaskLength",
        defaults: { enableDnsSupport: true, instanceTenancy: "default" },
        // VPC user guide, "VPC CIDR blocks": from /16 to /28, and the link-local block cannot be assigned.
        refusal: ({ inputs }) => {
            const block = inputs.cidrBlock;
            if (typeof block !== "string") return undefined;
            const length = Number(block.split("/")[1]);
            return length < 16 || length > 28 || holdsStartOf("169.254.0.0/16", block)
                ? `InvalidVpc.Range: The CIDR '${block}' is invalid.`
                : undefined;
        },
        id: ({ hex }) => `vpc-${hex(17)}`,
        computed: (i) => ({
            arn: ec2Arn(i, "vpc"),
            defaultNetworkAclId: `acl-${i.hex(17, "acl")}`,
            defaultRouteTableId: `rtb-${i.hex(17, "rtb")}`,
            defaultSecurityGroupId: `sg-${i.hex(17, "sg")}`,
            dhcpOptionsId: `dopt-${i.hex(17, "dopt")}`,
            enableDnsHostnames: false,
            enableNetworkAddressUsageMetrics: false,
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            mainRouteTableId: `rtb-${i.hex(17, "rtb")}`,
            ownerId: i.accountId,
        }),
    },
    "aws:ec2/subnet:Subnet": {
        replaces: `availabilityZone availabilityZoneId cidrBlock ipv4IpamPoolId ipv4NetmaskLength
            ipv6IpamPoolId ipv6Native outpostArn vpcId`,
        defaults: {
            assignIpv6AddressOnCreation: false,
            enableDns64: false,
            enableResourceNameDnsARecordOnLaunch: false,
            enableResourceNameDnsAaaaRecordOnLaunch: false,
            ipv6Native: false,
            mapPublicIpOnLaunch: false,
        },
        holds: "vpcId",
        // EC2 API reference, CreateSubnet: a block must lie in the VPC's and overlap no other subnet's.
        refusal: ({ inputs, find }, others) => {
            const block = inputs.cidrBlock;
            // From an IPAM pool, which hands out none twice.
            if (typeof block !== "string") return undefined;
            const vpc = find(inputs.vpcId)?.cidrBlock;
            if (typeof vpc === "string" && !holdsStartOf(vpc, block))
                return `InvalidSubnet.Range: The CIDR '${block}' is invalid.`;
            const taken = others
                .filter(({ vpcId }) => vpcId === inputs.vpcId)
                .map(({ cidrBlock }) => text(cidrBlock))
                .some((other) => holdsStartOf(other, block) || holdsStartOf(block, other));
            return taken
                ? `InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet`
                : undefined;
        },
        id: ({ hex }) => `subnet-${hex(17)}`,
        computed: (i) => {
            const zones = zonesOf(i.region);
            const asked = [i.inputs.availabilityZone, i.inputs.availabilityZoneId];
            const zone = zones.find(({ name, id }) => asked.includes(name) || asked.includes(id)) ?? zones[0];
            return {
                arn: ec2Arn(i, "subnet"),
                availabilityZone: zone?.name,
                availabilityZoneId: zone?.id,
                ipv6CidrBlockAssociationId: "",
                ownerId: i.accountId,
                privateDnsHostnameTypeOnLaunch: "ip-name",
            };
        },
    },
    "aws:ec2/internetGateway:InternetGateway": {
        holds: "vpcId",
        id: ({ hex }) => `igw-${hex(17)}`,
        computed: (i) => ({ arn: ec2Arn(i, "internet-gateway"), ownerId: i.accountId }),
    },
    "aws:ec2/eip:Eip": {
        replaces: "address customerOwnedIpv4Pool domain ipamPoolId networkBorderGroup publicIpv4Pool",
        id: ({ hex }) => `eipalloc-${hex(17)}`,
        computed: (i) => ({
            allocationId: i.id,
            arn: i.arn("ec2", `elastic-ip/${i.id}`),
            associationId: "",
            carrierIp: "",
            customerOwnedIp: "",
            domain: "vpc",
            instance: "",
            networkBorderGroup: i.region,
            networkInterface: "",
            privateDns: "",
            privateIp: "",
            ptrRecord: "",
            publicDns: `ec2-${publicIp(i).replaceAll(".", "-")}.compute-1.${i.dnsSuffix}`,
            publicIp: publicIp(i),
            publicIpv4Pool: "amazon",
        }),
    },
    "aws:ec2/natGateway:NatGateway": {
        replaces: "allocationId availabilityMode connectivityType privateIp subnetId vpcId",
        defaults: { connectivityType: "public" },
        holds: "allocationId subnetId",
        id: ({ hex }) => `nat-${hex(17)}`,
        computed: (i) => ({
            associationId: `eipassoc-${i.hex(17, "assoc")}`,
            autoProvisionZones: "",
            autoScalingIps: "",
            networkInterfaceId: `eni-${i.hex(17, "eni")}`,
            privateIp: i.addressIn(i.inputs.subnetId),
            publicIp: text(i.find(i.inputs.allocationId)?.publicIp ?? ""),
            regionalNatGatewayAddresses: [],
            regionalNatGatewayAutoMode: "",
            routeTableId: "",
            secondaryAllocationIds: [],
            secondaryPrivateIpAddressCount: 0,
            secondaryPrivateIpAddresses: [],
        }),
    },
    "aws:ec2/routeTable:RouteTable": {
        replaces: "vpcId",
        holds: "vpcId",
        id: ({ hex }) => `rtb-${hex(17)}`,
        computed: (i) => ({
            arn: ec2Arn(i, "route-table"),
            ownerId: i.accountId,
            propagatingVgws: [],
            routes: [],
        }),
    },
    "aws:ec2/route:Route": {
        replaces: "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId routeTableId",
        id: ({ hex, inputs }) => `r-${text(inputs.routeTableId)}${hex(10)}`,
        computed: () => ({
            instanceId: "",
            instanceOwnerId: "",
            networkInterfaceId: "",
            origin: "CreateRoute",
            state: "active",
        }),
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        replaces: "gatewayId subnetId",
        holds: "routeTableId",
        id: ({ hex }) => `rtbassoc-${hex(17)}`,
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        replaces: `resourceConfigurationArn serviceName serviceNetworkArn serviceRegion vpcEndpointType
            vpcId`,
        defaults: { vpcEndpointType: "Gateway" },
        holds: "vpcId subnetIds securityGroupIds",
        id: ({ hex }) => `vpce-${hex(17)}`,
        computed: (i) => {
            const isGateway = i.inputs.vpcEndpointType === "Gateway";
            const subnetIds = Array.isArray(i.inputs.subnetIds) ? i.inputs.subnetIds : [];
            return {
                arn: ec2Arn(i, "vpc-endpoint"),
                cidrBlocks: isGateway ? ["3.5.0.0/19", "52.216.0.0/15"] : [],
                dnsEntries: isGateway
                    ? []
                    : [
                          {
                              dnsName: `${i.id}-${i.hex(8, "dns")}.${text(i.inputs.serviceName)}.vpce.${i.dnsSuffix}`,
                              hostedZoneId: `Z${i.hex(13, "zone").toUpperCase()}`,
                          },
                      ],
                dnsOptions: { dnsRecordIpType: isGateway ? "service-defined" : "ipv4" },
                ipAddressType: "ipv4",
                networkInterfaceIds: subnetIds.map((subnetId) => `eni-${i.hex(17, `eni-${text(subnetId)}`)}`),
                ownerId: i.accountId,
                policy: JSON.stringify({
                    Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
                    Version: "2008-10-17",
                }),
                prefixListId: isGateway ? `pl-${i.hex(8, "prefix-list")}` : "",
                privateDnsEnabled: false,
                requesterManaged: false,
                routeTableIds: [],
                securityGroupIds: isGateway ? [] : [`sg-${i.hex(17, "default-sg")}`],
                serviceRegion: i.region,
                state: "available",
                subnetIds: [],
            };
        },
    },
    "aws:ec2/flowLog:FlowLog": {
        replaces: `deliverCrossAccountRole destinationOptions eniId iamRoleArn logDestination
            logDestinationType logFormat maxAggregationInterval regionalNatGatewayId subnetId
            tagFieldSpecifications trafficType transitGatewayAttachmentId transitGatewayId vpcId`,
        defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
        // FlowLogAlreadyExists, in the EC2 API reference's error codes.
        onlyOnePer: ({ inputs }) =>
            `flow log of ${text(inputs.eniId ?? inputs.subnetId ?? inputs.vpcId)} to ${text(inputs.logDestination)}`,
        id: ({ hex }) => `fl-${hex(17)}`,
        computed: (i) => ({
            arn: ec2Arn(i, "vpc-flow-log"),
            logFormat: defaultLogFormat,
        }),
    },
});
