import { Eip } from "@pulumi/aws/ec2/eip";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc as AwsVpc, type VpcArgs } from "@pulumi/aws/ec2/vpc";
import { VpcEndpoint, type VpcEndpointArgs } from "@pulumi/aws/ec2/vpcEndpoint";
import * as pulumi from "@pulumi/pulumi";
import type { VpcShape } from "./args";
import { layOutSubnets, type PlacedSubnet } from "./layout";

type Tags = Record<string, pulumi.Input<string>>;

/** Public subnets come first in a zone, since private ones route to the NAT gateway in them. */
const order = ["Public", "Private", "Isolated"];

/** Arguments of the component that are the VPC's own. */
const vpcArguments = [
    "assignGeneratedIpv6CidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "enableNetworkAddressUsageMetrics",
    "instanceTenancy",
    "ipv4IpamPoolId",
    "ipv4NetmaskLength",
    "ipv6CidrBlock",
    "ipv6CidrBlockNetworkBorderGroup",
    "ipv6IpamPoolId",
    "ipv6NetmaskLength",
    "region",
] as const;

/**
 * Stands in for the component `awsx:ec2:Vpc`: the same children under the same names, with the same ranges, so that a
 * program sees the network that awsx would build.
 */
export class Vpc extends pulumi.ComponentResource {
    readonly vpc: AwsVpc;
    readonly internetGateway: InternetGateway;
    readonly subnets: Subnet[] = [];
    readonly routeTables: RouteTable[] = [];
    readonly routeTableAssociations: RouteTableAssociation[] = [];
    readonly routes: Route[] = [];
    readonly natGateways: NatGateway[] = [];
    readonly eips: Eip[] = [];
    readonly vpcEndpoints: VpcEndpoint[];
    readonly #byKind: Record<string, Subnet[]> = {};
    readonly #region: pulumi.Input<string> | undefined;
    readonly #tags: Tags;

    constructor(
        private readonly vpcName: string,
        inputs: pulumi.Inputs,
        private readonly shape: VpcShape & { readonly zones: readonly string[] },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("awsx:ec2:Vpc", vpcName, {}, opts);
        this.#region = inputs.region;
        this.#tags = inputs.tags ?? {};
        const { cidrBlock, zones, specs, zoneMask } = shape;
        const layout = layOutSubnets({ vpcName, cidrBlock, zones, specs, zoneMask });
        const own = Object.fromEntries(vpcArguments.map((key) => [key, inputs[key]])) as VpcArgs;
        this.vpc = new AwsVpc(vpcName, { ...own, cidrBlock, tags: this.#sharedTags }, { parent: this });
        this.internetGateway = new InternetGateway(
            vpcName,
            { ...this.#regional, vpcId: this.vpc.id, tags: this.#sharedTags },
            under(this.vpc),
        );
        for (const [index, zone] of zones.entries()) {
            const inZone = layout.filter((subnet) => subnet.zone === zone && subnet.spec.type !== "Unused");
            for (const subnet of inZone.sort(
                (a, b) => order.indexOf(a.spec.type) - order.indexOf(b.spec.type),
            ))
                this.#addSubnet(subnet, index);
        }
        this.vpcEndpoints = shape.endpoints.map(
            (spec) =>
                new VpcEndpoint(
                    spec.serviceName,
                    {
                        ...this.#regional,
                        ...spec,
                        vpcId: this.vpc.id,
                        tags: { ...this.#sharedTags, ...spec.tags },
                    } as VpcEndpointArgs,
                    under(this.vpc),
                ),
        );
    }

    /** The component's outputs, named as in awsx. */
    outputs(): pulumi.Inputs {
        const of = (kind: string): Subnet[] => this.#byKind[kind] ?? [];
        const ids = (kind: string): pulumi.Output<string>[] => of(kind).map(({ id }) => id);
        return {
            eips: this.eips,
            internetGateway: this.internetGateway,
            isolatedSubnetIds: ids("Isolated"),
            isolatedSubnets: of("Isolated"),
            natGateways: this.natGateways,
            privateSubnetIds: ids("Private"),
            privateSubnets: of("Private"),
            publicSubnetIds: ids("Public"),
            publicSubnets: of("Public"),
            routeTableAssociations: this.routeTableAssociations,
            routeTables: this.routeTables,
            routes: this.routes,
            subnetLayout: this.shape.specs ?? [],
            subnets: this.subnets,
            vpc: this.vpc,
            vpcEndpoints: this.vpcEndpoints,
            vpcId: this.vpc.id,
        };
    }

    get #sharedTags(): Tags {
        return { Name: this.vpcName, ...this.#tags };
    }

    get #regional(): { region?: pulumi.Input<string> } {
        return this.#region === undefined ? {} : { region: this.#region };
    }

    #addSubnet({ spec, zone, name, cidrBlock }: PlacedSubnet, zoneIndex: number): void {
        const nameTag = this.shape.nameTagByZone ? name.replace(/\d+$/, zoneSuffix(zone)) : name;
        const ownTags = { Name: nameTag, SubnetType: spec.type };
        const subnet = new Subnet(
            name,
            {
                ...this.#regional,
                vpcId: this.vpc.id,
                availabilityZone: zone,
                mapPublicIpOnLaunch: spec.type === "Public",
                cidrBlock,
                assignIpv6AddressOnCreation: false,
                tags: { ...this.#sharedTags, ...(spec.tags as Tags | undefined), ...ownTags },
            },
            under(this.vpc),
        );
        this.subnets.push(subnet);
        this.#byKind[spec.type] = [...(this.#byKind[spec.type] ?? []), subnet];
        const routeTable = new RouteTable(
            name,
            { ...this.#regional, vpcId: this.vpc.id, tags: { ...this.#sharedTags, ...ownTags } },
            under(subnet),
        );
        this.routeTables.push(routeTable);
        this.routeTableAssociations.push(
            new RouteTableAssociation(
                name,
                { ...this.#regional, routeTableId: routeTable.id, subnetId: subnet.id },
                under(routeTable),
            ),
        );
        if (spec.type === "Public") this.#addNatGateway(subnet, zoneIndex);
        const target = this.#routeTarget(spec.type, zoneIndex);
        if (target !== undefined) {
            const route = {
                ...this.#regional,
                routeTableId: routeTable.id,
                destinationCidrBlock: "0.0.0.0/0",
            };
            this.routes.push(new Route(name, { ...route, ...target }, under(routeTable)));
        }
    }

    #addNatGateway(subnet: Subnet, zoneIndex: number): void {
        const { natStrategy, allocationIds } = this.shape;
        const wanted = { None: 0, Single: 1, OnePerAz: zoneIndex + 1 }[natStrategy];
        if (this.natGateways.length >= wanted) return;
        const name = `${this.vpcName}-${zoneIndex + 1}`;
        const tags = { ...this.#tags, Name: name };
        let allocationId = allocationIds[zoneIndex];
        if (allocationIds.length === 0) {
            const eip = new Eip(name, { ...this.#regional, tags }, under(subnet));
            this.eips.push(eip);
            allocationId = eip.allocationId;
        }
        const args = { ...this.#regional, subnetId: subnet.id, ...(allocationId && { allocationId }), tags };
        this.natGateways.push(new NatGateway(name, args, under(subnet)));
    }

    #routeTarget(kind: string, zoneIndex: number): object | undefined {
        if (kind === "Public") return { gatewayId: this.internetGateway.id };
        const natGateway = this.natGateways[this.shape.natStrategy === "Single" ? 0 : zoneIndex];
        return kind === "Private" && natGateway !== undefined ? { natGatewayId: natGateway.id } : undefined;
    }
}

/** awsx makes every child wait for its parent. */
const under = (parent: pulumi.Resource): pulumi.CustomResourceOptions => ({ parent, dependsOn: [parent] });

/** `us-east-1a` is `1a` in a name tag. */
const zoneSuffix = (zone: string): string => zone.replace(/^[a-z]{2}(?:-[a-z]+)+-/, "");
