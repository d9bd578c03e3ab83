import { createHash } from "node:crypto";
import { accountId } from "../../../../state/rehearsed";
import { adoptedSubnet, adoptedSubnetsOf } from "../adopted";
import { hasEndpointService } from "../foreignNames";
import { partitionOf, zonesOf } from "../regions";
import { text } from "../resourceType";
import type { Properties } from "../values";
import { filterValues, hasTags, made } from "./existing";
import type { InvokeContext, InvokeHandler } from "./handler";

const digits = (seed: string, length: number): string =>
    createHash("sha256").update(seed).digest("hex").slice(0, length);

const ec2Arn = (region: string, resource: string): string =>
    `arn:${partitionOf(region).name}:ec2:${region}:${accountId}:${resource}`;

function existing(
    account: InvokeContext["account"],
    token: string,
    region: string,
    id: string,
): Properties | undefined {
    return account.get({ token, region, id })?.outputs;
}

const routeTableIdOf = (subnetId: string): string => `rtb-0${digits(subnetId, 16)}`;

function subnet(args: Properties, { account, region }: InvokeContext): Properties {
    const id = text(args.id);
    const created = existing(account, "aws:ec2/subnet:Subnet", region, id);
    const adopted = adoptedSubnet(id, region);
    if (created === undefined && adopted === undefined)
        throw new Error(`AWS has no subnet ${id}: the id of a subnet is subnet- and 17 hexadecimal digits.`);
    return {
        arn: ec2Arn(region, `subnet/${id}`),
        assignIpv6AddressOnCreation: false,
        availabilityZone: adopted?.zone.name,
        availabilityZoneId: adopted?.zone.id,
        availableIpAddressCount: 4091,
        cidrBlock: adopted?.cidrBlock,
        defaultForAz: false,
        id,
        ipv6CidrBlock: "",
        ipv6Native: false,
        mapPublicIpOnLaunch: adopted?.isPublic ?? false,
        ownerId: accountId,
        region,
        state: "available",
        tags: {},
        vpcId: adopted?.vpcId,
        ...created,
    };
}

function routeTable(args: Properties, context: InvokeContext): Properties {
    const { region } = context;
    const subnetId = text(args.subnetId ?? args.routeTableId);
    const { mapPublicIpOnLaunch, vpcId } = subnet({ id: subnetId }, context);
    const id = routeTableIdOf(subnetId);
    const toInternet =
        mapPublicIpOnLaunch === true
            ? { gatewayId: `igw-0${digits(text(vpcId), 16)}`, natGatewayId: "" }
            : { gatewayId: "", natGatewayId: `nat-0${digits(text(vpcId), 16)}` };
    return {
        arn: ec2Arn(region, `route-table/${id}`),
        associations: [
            {
                main: false,
                routeTableAssociationId: `rtbassoc-0${digits(id, 16)}`,
                routeTableId: id,
                subnetId,
            },
        ],
        gatewayId: "",
        id,
        ownerId: accountId,
        region,
        routeTableId: id,
        routes: [
            { cidrBlock: "10.0.0.0/16", gatewayId: "local", natGatewayId: "" },
            { cidrBlock: "0.0.0.0/0", ...toInternet },
        ],
        subnetId,
        tags: {},
        vpcId,
    };
}

/** The network interfaces of mount targets, which EFS asks for and describes. */
const interfacesOf = ({ account, region }: InvokeContext): Properties[] =>
    made(account, "aws:efs/mountTarget:MountTarget", region).map((target) => ({
        arn: ec2Arn(region, `network-interface/${text(target.networkInterfaceId)}`),
        availabilityZone: target.availabilityZoneName,
        description: `EFS mount target for ${text(target.fileSystemId)} (${text(target.id)})`,
        id: target.networkInterfaceId,
        interfaceType: "efs",
        ownerId: accountId,
        privateIp: target.ipAddress,
        region,
        requesterId: "AIDAJEFSEXAMPLE",
        securityGroups: target.securityGroups,
        subnetId: target.subnetId,
        tags: {},
        vpcId: subnet({ id: target.subnetId }, { account, region }).vpcId,
    }));

/**
 * Filters of EC2's DescribeNetworkInterfaces, whose values match with `*` for any letters.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
const interfaceFilters: Readonly<Record<string, (one: Properties) => readonly string[]>> = {
    description: ({ description }) => [text(description)],
    "group-id": ({ securityGroups }) => [securityGroups].flat().map(text),
    "requester-managed": () => ["true"],
};

function matchesFilters(one: Properties, args: Properties): boolean {
    const filters = Array.isArray(args.filters) ? (args.filters as Properties[]) : [];
    return filters.every(({ name }) => {
        const valuesOf = interfaceFilters[text(name)];
        if (valuesOf === undefined)
            throw new Error(`The stand-in for AWS does not know the filter ${text(name)}`);
        return filterValues(args, text(name)).some((wanted) => {
            const parts = wanted.split("*").map((part) => part.replace(/[.?+^${}()|[\]\\]/g, "\\$&"));
            const pattern = new RegExp(`^${parts.join(".*")}$`);
            return valuesOf(one).some((value) => pattern.test(value));
        });
    });
}

/** Functions that look at networks, created by the program or adopted; see `adopted.ts` for what ids say. */
export const network: Record<string, InvokeHandler> = {
    "aws:ec2/getSubnet:getSubnet": subnet,
    "aws:ec2/getSubnets:getSubnets": (args, { account, region }) => ({
        ...args,
        id: region,
        ids: [
            // An adopted subnet has no tags, so none that is asked for.
            ...(hasTags({}, args) ? filterValues(args, "vpc-id") : []).flatMap((vpcId) =>
                adoptedSubnetsOf(vpcId, region).map((adopted) => adopted.id),
            ),
            ...made(account, "aws:ec2/subnet:Subnet", region)
                .filter(({ vpcId }) => filterValues(args, "vpc-id").includes(text(vpcId)))
                .filter((subnet) => hasTags(subnet, args))
                .map((subnet) => subnet.id),
        ],
        region,
        tags: {},
    }),
    "aws:ec2/getSecurityGroups:getSecurityGroups": (args, { account, region }) => {
        const groups = made(account, "aws:ec2/securityGroup:SecurityGroup", region).filter((group) =>
            hasTags(group, args),
        );
        return {
            ...args,
            arns: groups.map(({ arn }) => arn),
            id: region,
            ids: groups.map(({ id }) => id),
            region,
            vpcIds: groups.map(({ vpcId }) => vpcId),
        };
    },
    "aws:ec2/getNetworkInterfaces:getNetworkInterfaces": (args, context) => ({
        ...args,
        id: context.region,
        ids: interfacesOf(context)
            .filter((one) => matchesFilters(one, args))
            .map(({ id }) => id),
        region: context.region,
        tags: {},
    }),
    "aws:ec2/getNetworkInterface:getNetworkInterface": (args, context) => {
        const found = interfacesOf(context).find(({ id }) => id === args.id);
        if (found === undefined) throw new Error(`no matching EC2 Network Interface found: ${text(args.id)}`);
        return found;
    },
    "aws:ec2/getVpc:getVpc": (args, { account, region }) => {
        const id = text(args.id);
        if (!/^vpc-[0-9a-f]{17}$/.test(id))
            throw new Error(`AWS has no VPC ${id}: the id of a VPC is vpc- and 17 hexadecimal digits.`);
        return {
            arn: ec2Arn(region, `vpc/${id}`),
            cidrBlock: "10.0.0.0/16",
            cidrBlockAssociations: [],
            default: false,
            dhcpOptionsId: `dopt-0${digits(id, 16)}`,
            enableDnsHostnames: true,
            enableDnsSupport: true,
            enableNetworkAddressUsageMetrics: false,
            id,
            instanceTenancy: "default",
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            mainRouteTableId: `rtb-0${digits(`main ${id}`, 16)}`,
            ownerId: accountId,
            region,
            state: "available",
            tags: {},
            ...existing(account, "aws:ec2/vpc:Vpc", region, id),
        };
    },
    "aws:ec2/getRouteTable:getRouteTable": routeTable,
    "aws:ec2/getRouteTables:getRouteTables": (args, { region }) => {
        const bySubnet = filterValues(args, "association.subnet-id");
        const inVpc = adoptedSubnetsOf(text(args.vpcId), region).map(({ id }) => id);
        return {
            ...args,
            id: region,
            ids: (bySubnet.length > 0 ? bySubnet : inVpc).map(routeTableIdOf),
            region,
            tags: {},
        };
    },
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": (args, { region }) => {
        const name = text(args.name ?? "");
        const id = text(args.id ?? `pl-${digits(`${region} ${name}`, 8)}`);
        // What is looked up by its id is the account's own, of AWS's lists EC2 tells no size.
        const own = args.id === undefined ? undefined : accountId;
        return {
            addressFamily: "IPv4",
            arn: `arn:${partitionOf(region).name}:ec2:${region}:${own ?? "aws"}:prefix-list/${id}`,
            entries: [{ cidr: own === undefined ? "52.216.0.0/15" : "10.30.4.0/28", description: "" }],
            id,
            maxEntries: own === undefined ? 0 : 10,
            name: own === undefined ? name : `list-${id}`,
            ownerId: own ?? "AWS",
            region,
            tags: {},
            version: 0,
        };
    },
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": ({ serviceName }, { region }) => {
        const name = text(serviceName);
        if (!hasEndpointService(region, name))
            throw new Error(
                `reading EC2 VPC Endpoint Services: InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`,
            );
        return {
            acceptanceRequired: false,
            availabilityZones: zonesOf(region).map((zone) => zone.name),
            id: digits(name, 8),
            owner: "amazon",
            region,
            serviceName: name,
            serviceRegion: region,
            serviceType: "Interface",
            tags: {},
            vpcEndpointPolicySupported: true,
        };
    },
    "aws:ec2/getPrefixList:getPrefixList": (args, { region }) => {
        const name = text(args.name ?? `com.amazonaws.${region}.s3`);
        return {
            ...args,
            cidrBlocks: ["52.216.0.0/15"],
            id: `pl-${digits(`${region} ${name}`, 8)}`,
            name,
            region,
        };
    },
};
