import { Routes } from "../../proof/network/routes";
import { parseArn, regionOfArn } from "../../state/arn";
import { componentTypes } from "../../state/components";
import { ownFileSystemsIn, ownMountTargetsIn } from "../../state/environments";
import { isRecord, numberIn } from "../../state/exported";
import { calledOf, type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { type AccessPoint, type Area, accessPointOf, areasOf } from "./accessPoints";
import { type Key, Keys } from "./keys";

/** A subnet of the VPC that was made here. */
export interface Subnet {
    readonly id: string;
    readonly cidr: string;
    readonly isPublic: boolean;
    readonly natGateways: readonly string[];
}

/** An availability zone that holds something of the stack. */
export interface Zone {
    readonly name: string;
    /** Public subnets first. Empty in a VPC that was there before. */
    readonly subnets: readonly Subnet[];
    readonly mountTargets: readonly { readonly id: string; readonly address: string }[];
}

/** An agent: an Auto Scaling group and what belongs to it. */
export interface Agent {
    readonly name: string;
    readonly instanceType: string;
    /** Size of its root volume in GiB. */
    readonly diskGiB: number | undefined;
    /** Instances that the group keeps. */
    readonly instances: number;
    /** Names of the zones in which it may run. */
    readonly zones: readonly string[];
    /** Label of its disk's key. */
    readonly key: string | undefined;
    readonly accessPoint: AccessPoint | undefined;
}

/** What the drawing shows, read from a graph. */
export interface Architecture {
    readonly region: string;
    readonly accountId: string;
    readonly vpc: { readonly id: string; readonly cidr: string | undefined; readonly isMadeHere: boolean };
    readonly zones: readonly Zone[];
    readonly agents: readonly Agent[];
    readonly areas: readonly Area[];
    /** Services that are reached through an endpoint of the VPC, with the endpoint's kind. */
    readonly endpoints: readonly { readonly service: string; readonly kind: string }[];
    readonly fileSystem: {
        readonly id: string;
        readonly name: string;
        readonly throughput: string;
        readonly key: string | undefined;
        readonly isProtected: boolean;
        /** Whether the stack only reads it, so that it stays when the stack goes. */
        readonly outlives: boolean;
    };
    readonly keys: readonly Key[];
    readonly vaults: readonly {
        readonly name: string;
        readonly region: string;
        readonly key: string | undefined;
    }[];
    readonly replicas: readonly { readonly region: string; readonly key: string | undefined }[];
    readonly trails: readonly { readonly name: string; readonly key: string | undefined }[];
    readonly logGroups: readonly { readonly name: string; readonly key: string | undefined }[];
    readonly buckets: number;
    readonly topics: readonly string[];
    /** Secrets of the agents, and the label of the key of the first. */
    readonly secrets: { readonly count: number; readonly key: string | undefined };
    readonly alarms: number;
}

/** Reads what is drawn. Throws where the graph has no file system: then it is not this kit's. */
export function readArchitecture(graph: Graph): Architecture {
    const [fileSystem] = ownFileSystemsIn(graph);
    if (fileSystem === undefined)
        throw new Error(
            `${graph.project}/${graph.stack} has no EFS file system in its state: nothing is deployed, or it is another project's stack.`,
        );
    const keys = new Keys(graph);
    const { region, account: accountId } = parseArn(textOf(fileSystem, "arn") ?? "");
    const named = (type: string, keyProperty: string) =>
        graph.all(type).map((resource) => ({
            name: calledOf(resource),
            region: regionOfArn(textOf(resource, "arn")) ?? region,
            key: keys.label(resource.props[keyProperty]),
        }));
    return {
        region,
        accountId,
        vpc: vpcOf(graph),
        zones: zonesOf(graph),
        agents: graph
            .all("aws:autoscaling/group:Group")
            .map((group) => agentOf(graph, group, keys))
            .toSorted(byName),
        areas: areasOf(graph),
        endpoints: graph.all("aws:ec2/vpcEndpoint:VpcEndpoint").map((endpoint) => ({
            service: serviceOf(textOf(endpoint, "serviceName")) ?? endpoint.name,
            kind: textOf(endpoint, "vpcEndpointType") ?? "",
        })),
        fileSystem: {
            id: fileSystem.id,
            name: calledOf(fileSystem),
            throughput: textOf(fileSystem, "throughputMode") ?? "",
            key: keys.label(fileSystem.props.kmsKeyId),
            isProtected: fileSystem.protect,
            outlives: fileSystem.outlives,
        },
        keys: keys.all,
        vaults: named("aws:backup/vault:Vault", "kmsKeyArn"),
        replicas: graph
            .all("aws:efs/replicationConfiguration:ReplicationConfiguration")
            .flatMap((replication) => recordsOf(replication, "destination"))
            .map(({ region: to, kmsKeyId }) => ({ region: String(to ?? region), key: keys.label(kmsKeyId) })),
        trails: named("aws:cloudtrail/trail:Trail", "kmsKeyId"),
        logGroups: named("aws:cloudwatch/logGroup:LogGroup", "kmsKeyId"),
        buckets: graph.all("aws:s3/bucket:Bucket").length,
        topics: named("aws:sns/topic:Topic", "kmsMasterKeyId").map(({ name }) => name),
        secrets: {
            count: graph.all("aws:secretsmanager/secret:Secret").length,
            key: keys.label(graph.all("aws:secretsmanager/secret:Secret")[0]?.props.kmsKeyId),
        },
        alarms:
            graph.all("aws:cloudwatch/metricAlarm:MetricAlarm").length +
            graph.all("aws:cloudwatch/eventRule:EventRule").length,
    };
}

/** `ecr.dkr` of `com.amazonaws.us-east-1.ecr.dkr`. */
const serviceOf = (name: string | undefined): string | undefined =>
    name?.replace(/^(cn\.)?com\.amazonaws\.[a-z0-9-]+\./, "");

/** Orders what has a name as people count: `linux-10` after `linux-9`. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name.localeCompare(b.name, "en", { numeric: true });

function vpcOf(graph: Graph): Architecture["vpc"] {
    const [vpc] = graph.all("aws:ec2/vpc:Vpc");
    if (vpc !== undefined) return { id: vpc.id, cidr: textOf(vpc, "cidrBlock"), isMadeHere: true };
    const [network] = graph.all(componentTypes.network);
    return {
        id: textOf(network, "vpcId") ?? "a VPC that was there before",
        cidr: undefined,
        isMadeHere: false,
    };
}

function zonesOf(graph: Graph): readonly Zone[] {
    const routes = new Routes(graph);
    const subnets = graph.all("aws:ec2/subnet:Subnet");
    const targets = ownMountTargetsIn(graph);
    const zoneOf = (resource: Resource): string =>
        textOf(resource, "availabilityZone") ?? textOf(resource, "availabilityZoneName") ?? "";
    const groups = graph
        .all("aws:autoscaling/group:Group")
        .flatMap((group) => textsOf(group, "availabilityZones"));
    const names = new Set([...[...subnets, ...targets].map(zoneOf), ...groups].filter((name) => name !== ""));
    return [...names].toSorted().map((name) => ({
        name,
        subnets: subnets
            .filter((subnet) => zoneOf(subnet) === name)
            .map(({ id, props }) => ({
                id,
                cidr: String(props.cidrBlock ?? ""),
                isPublic: routes.isPublic(id),
                natGateways: graph
                    .all("aws:ec2/natGateway:NatGateway")
                    .filter((gateway) => gateway.props.subnetId === id)
                    .map((gateway) => gateway.id),
            }))
            .toSorted((a, b) => Number(b.isPublic) - Number(a.isPublic)),
        mountTargets: targets
            .filter((target) => zoneOf(target) === name)
            .map((target) => ({ id: target.id, address: textOf(target, "ipAddress") ?? "" })),
    }));
}

function agentOf(graph: Graph, group: Resource, keys: Keys): Agent {
    const template = templateOf(graph, group);
    const component = graph.all(componentTypes.agent).find(({ urn }) => urn === group.parent);
    const subnets = textsOf(group, "vpcZoneIdentifiers");
    const zones = graph
        .all("aws:ec2/subnet:Subnet")
        .filter(({ id }) => subnets.includes(id))
        .flatMap((subnet) => textOf(subnet, "availabilityZone") ?? []);
    const [accessPoint] = graph
        .all("aws:efs/accessPoint:AccessPoint")
        .filter(({ parent }) => parent !== undefined && parent === group.parent);
    return {
        name: textOf(component, "name") ?? group.name,
        instanceType: textOf(template, "instanceType") ?? "",
        diskGiB: template && diskOf(template),
        instances: instancesOf(group),
        zones: (zones.length > 0 ? zones : textsOf(group, "availabilityZones")).toSorted(),
        key: template && keys.label(disksOf(template)[0]?.kmsKeyId),
        accessPoint: accessPoint && accessPointOf(accessPoint),
    };
}

/** How many instances a group runs. */
export const instancesOf = ({ props }: Resource): number =>
    numberIn(props, "desiredCapacity") ?? numberIn(props, "minSize") ?? 0;

/** The launch template that a group starts its instances from. */
export function templateOf(graph: Graph, group: Resource): Resource | undefined {
    const [wanted] = recordsOf(group, "launchTemplate");
    return graph.find("aws:ec2/launchTemplate:LaunchTemplate", "id", wanted?.id);
}

/** Sizes of the volumes of a launch template together, in GiB. */
export function diskOf(template: Resource): number {
    return disksOf(template)
        .map((ebs) => numberIn(ebs, "volumeSize") ?? 0)
        .reduce((sum, size) => sum + size, 0);
}

/** The volumes of a launch template. */
export function disksOf(template: Resource): readonly Readonly<Record<string, unknown>>[] {
    return recordsOf(template, "blockDeviceMappings")
        .map(({ ebs }) => ebs)
        .filter(isRecord);
}
