import { ownFileSystemsIn } from "../../state/environments";
import { type Graph, type Resource, recordsOf, regionOf, textOf } from "../../state/graph";
import type { Subject } from "../operation";

/** An agent's Auto Scaling group. */
export interface Group {
    readonly name: string;
    readonly arn: string;
}

/** An environment in one of the two regions, as the state has it. */
export interface Side {
    readonly region: string;
    readonly fileSystem: { readonly id: string; readonly arn: string };
    readonly groups: readonly Group[];
}

/** An environment and what stands by for it. */
export interface Sides {
    readonly here: Side;
    readonly there: Side & {
        /** Whether its agents have egress without another update: NAT gateways, or endpoints where they may go to named places only. */
        readonly hasEgress: boolean;
    };
    /** What the state still has of the replication; undefined once the program makes none. */
    readonly replication: Pick<Resource, "urn" | "protect"> | undefined;
    /** Name of the environment that is failed over: the stack's where it is the only one. */
    readonly environment: string;
    readonly stack: string;
    readonly project: string;
}

const replicationType = "aws:efs/replicationConfiguration:ReplicationConfiguration";

/** Both sides. Throws where the environment has no replica, is deployed without a standby on it, or is a standby itself. */
export function sidesOf({ environment: { name, graph, standbyFor }, standby }: Subject): Sides {
    if (standbyFor !== undefined)
        throw new Error(
            `Environment ${name} stands by for ${standbyFor}: give --environment ${standbyFor}, also to see how to fail back.`,
        );
    const [replication] = graph.all(replicationType);
    if (standby === undefined)
        throw new Error(
            replication === undefined
                ? `Environment ${name} has no replica, so there is nothing to fail over to. storage.replicationRegion makes one, with what stands by on it; restore from a backup meanwhile: npm run restore`
                : `Environment ${name} has a replica and nothing stands by on it, as it was deployed by an older version of this kit. Update it first: pulumi up`,
        );
    const there = sideOf(standby.graph, standby.name);
    const replica = recordsOf(replication, "destination")[0]?.fileSystemId;
    if (replication !== undefined && replica !== there.fileSystem.id)
        throw new Error(
            `${name} is replicated to ${String(replica)}, and its standby is on ${there.fileSystem.id}: an update stopped between the two. Finish it first: pulumi up`,
        );
    return {
        here: sideOf(graph, name),
        there: { ...there, hasEgress: hasEgress(standby.graph) },
        replication,
        environment: name,
        stack: graph.stack,
        project: graph.project,
    };
}

/** What `standby.egress` has made: with network.internet none no NAT gateways. The gateway to S3 is always there. */
const hasEgress = (graph: Graph): boolean =>
    graph.all("aws:ec2/natGateway:NatGateway").length > 0 ||
    graph.all("aws:ec2/vpcEndpoint:VpcEndpoint").some(({ props }) => props.vpcEndpointType === "Interface");

function sideOf(graph: Graph, name: string): Side {
    const [fileSystem] = ownFileSystemsIn(graph);
    const arn = textOf(fileSystem, "arn");
    if (fileSystem === undefined || arn === undefined)
        throw new Error(
            `${name} has no file system in its state: an update stopped. Finish it first: pulumi up`,
        );
    return {
        region: regionOf(fileSystem),
        fileSystem: { id: fileSystem.id, arn },
        groups: graph.all("aws:autoscaling/group:Group").map((group) => ({
            name: textOf(group, "name") ?? group.id,
            arn: textOf(group, "arn") ?? "",
        })),
    };
}
