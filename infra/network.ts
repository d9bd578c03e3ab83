import * as aws from "@pulumi/aws";
// Not the package itself: that loads its classic components too, for half a second of each preview.
import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { type EndpointService, endpointServiceName, endpointServices } from "./config/endpointServices";
import { defaults } from "./config/schema";
import { interfaceEndpointPolicy, s3EndpointPolicy } from "./documents/endpointPolicies";
import { type EgressSettings, egressOf, rulesOf } from "./egress";
import { type HttpProxy, neededOf } from "./proxy";
import { letCall, letOut } from "./securityGroupRules";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** The private subnet of one availability zone. */
export interface ZoneSubnet {
    readonly zone: string;
    readonly subnetId: pulumi.Input<string>;
}

/** The VPC to make or to adopt, and the AWS services that agents reach without leaving it. */
export interface NetworkArgs {
    readonly site: Site;
    /** An existing VPC, whose private subnets `site.zones` names; or the VPC to make over `site.zones`. */
    readonly vpc:
        | { readonly id: string }
        | {
              readonly cidrBlock: string;
              /** With none the private subnets reach nothing outside. @default one-per-az, which survives the loss of a zone */
              readonly natGateways?: keyof typeof natStrategies;
          };
    /** The controller's root URL: where it does not listen on 443, agents may call its port too. @default one on 443 */
    readonly controllerUrl?: string;
    /** Through which agents reach what it does not name as reached without it; they may call its port. @default none */
    readonly proxy?: HttpProxy | undefined;
    /**
     * Services with an interface endpoint in every zone; each costs per zone and hour. @default all that agents call where the
     * VPC is made here, none in one that exists
     */
    readonly interfaceEndpoints?: readonly EndpointService[] | undefined;
    /** Whether agents may go to every address on 443. @default https */
    readonly internet?: "https" | "none";
    /** Places that agents may go to besides. @default none */
    readonly egress?: EgressSettings["egress"];
    readonly tags: Tags;
}

/** awsx's words for where NAT gateways are. */
const natStrategies = { "one-per-az": "OnePerAz", single: "Single", none: "None" } as const;

/**
 * The VPC, made here or adopted, and the security group of the agents. Agents and mount targets live in its private
 * subnets only. A VPC made here has an S3 gateway endpoint, and a default security group that admits nothing; an
 * adopted one keeps its own routes, gateways and default group.
 */
export class Network extends pulumi.ComponentResource {
    /** Security groups that it makes, the endpoints' among them where there are any, for the forecast of quotas. */
    static readonly securityGroupCount = (interfaceEndpoints: number): number =>
        1 + Number(interfaceEndpoints > 0);
    readonly vpcId: pulumi.Output<string>;
    /** One private subnet per zone, in the order of the zones. */
    readonly subnets: readonly ZoneSubnet[];
    /** Admits nothing: agents are reached through Session Manager. Its egress rules are all there is. */
    readonly agentSecurityGroupId: pulumi.Output<string>;
    /**
     * What an agent that starts at once calls through: interface endpoints and the rules that let it. Gateways and routes are
     * there as soon as the subnets' ids are known, which awsx tells once all of its VPC is made.
     */
    readonly egress: readonly pulumi.Resource[];
    /** Of the interface endpoints, where there are any: it admits whom a rule of it names. */
    readonly endpointSecurityGroupId: pulumi.Output<string> | undefined;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:network:Network", name, {}, opts);
        const { site, vpc, tags } = args;
        const parent = { parent: this };

        if ("id" in vpc) {
            this.vpcId = pulumi.output(vpc.id);
            this.subnets = site.zones.map(({ name: zone, subnetId }) => {
                if (subnetId === undefined)
                    throw new pulumi.RunError(`${name}: zone ${zone} of ${vpc.id} has no subnet`);
                return { zone, subnetId };
            });
        } else {
            const own = new Vpc(
                name,
                {
                    cidrBlock: vpc.cidrBlock,
                    availabilityZoneNames: site.zones.map((zone) => zone.name),
                    availabilityZoneCidrMask: blockSize(vpc.cidrBlock) + zoneBits,
                    subnetStrategy: "Auto",
                    subnetSpecs: [{ type: "Public" }, { type: "Private" }],
                    natGateways: { strategy: natStrategies[vpc.natGateways ?? defaults.network.natGateways] },
                    enableDnsHostnames: true,
                    enableDnsSupport: true,
                    tags,
                },
                parent,
            );
            this.vpcId = own.vpcId;
            this.subnets = site.zones.map((zone, index) => ({
                zone: zone.name,
                subnetId: own.privateSubnetIds.apply((ids) => zoneSubnet(ids, index, zone.name)),
            }));
            new aws.ec2.DefaultSecurityGroup(
                `${name}-default`,
                { vpcId: own.vpcId, ingress: [], egress: [], tags: { ...tags, Name: `${name}-default` } },
                parent,
            );
            new aws.ec2.VpcEndpoint(
                `${name}-s3`,
                {
                    vpcId: own.vpcId,
                    serviceName: `com.amazonaws.${site.region}.s3`,
                    vpcEndpointType: "Gateway",
                    routeTableIds: own.routeTables.apply((tables) => tables.map((table) => table.id)),
                    policy: s3EndpointPolicy(site.accountId),
                    tags: { ...tags, Name: `${name}-s3` },
                },
                parent,
            );
        }

        const agents = new aws.ec2.SecurityGroup(
            `${name}-agents`,
            {
                vpcId: this.vpcId,
                description: "Jenkins agents: nothing in, HTTPS and NFS out",
                tags: { ...tags, Name: `${name}-agents` },
            },
            parent,
        );
        this.agentSecurityGroupId = agents.id;
        const { interfaceEndpoints: services = endpointServices("id" in vpc ? { vpcId: vpc.id } : {}) } =
            args;
        const made = services.length === 0 ? undefined : this.#addInterfaceEndpoints(name, args, services);
        const endpoints = made?.groupId;
        this.endpointSecurityGroupId = endpoints;
        const egress = egressOf(
            {
                internet: args.internet ?? defaults.network.internet,
                egress: args.egress ?? defaults.network.egress,
            },
            neededOf(args.controllerUrl, args.proxy),
            endpoints !== undefined,
        );
        const rules = letOut(`${name}-agents`, egress, { site, groupId: agents.id, endpoints, tags }, parent);
        this.egress = [...(made?.endpoints ?? []), ...rules];

        this.registerOutputs({
            vpcId: this.vpcId,
            subnetIds: this.subnets.map((subnet) => subnet.subnetId),
            agentSecurityGroupId: this.agentSecurityGroupId,
            // What the proof holds the rules to.
            egress: egress.map(({ port, purpose, to }) => ({
                port,
                purpose,
                to: to === "s3" ? { prefixListId: site.s3PrefixListId } : to,
                rules: rulesOf(to, site.prefixListEntries),
            })),
        });
    }

    #addInterfaceEndpoints(
        name: string,
        { site, tags }: NetworkArgs,
        services: readonly EndpointService[],
    ): { readonly groupId: pulumi.Output<string>; readonly endpoints: readonly pulumi.Resource[] } {
        const parent = { parent: this };
        const group = new aws.ec2.SecurityGroup(
            `${name}-endpoints`,
            {
                vpcId: this.vpcId,
                description: "AWS service endpoints: HTTPS from the agents",
                tags: { ...tags, Name: `${name}-endpoints` },
            },
            parent,
        );
        letCall(
            `${name}-endpoints-https`,
            "the agents",
            { groupId: this.agentSecurityGroupId, endpoints: group.id, tags },
            parent,
        );
        const endpoints = services.map(
            (service) =>
                new aws.ec2.VpcEndpoint(
                    `${name}-${service}`,
                    {
                        vpcId: this.vpcId,
                        serviceName: endpointServiceName(site, service),
                        vpcEndpointType: "Interface",
                        privateDnsEnabled: true,
                        subnetIds: this.subnets.map((subnet) => subnet.subnetId),
                        securityGroupIds: [group.id],
                        policy: interfaceEndpointPolicy(site, service),
                        tags: { ...tags, Name: `${name}-${service}` },
                    },
                    parent,
                ),
        );
        return { groupId: group.id, endpoints };
    }
}

/** A quarter of the VPC for each zone, of which there are at most three: one more moves no other's subnets. */
const zoneBits = 2;

/** `10.40.0.0/16` has 16. */
const blockSize = (cidrBlock: string): number => Number(cidrBlock.split("/")[1]);

function zoneSubnet(ids: readonly string[], index: number, zone: string): string {
    const id = ids[index];
    if (id === undefined) throw new pulumi.RunError(`network: no private subnet was made in ${zone}`);
    return id;
}
