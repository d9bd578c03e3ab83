import { DescribeReplicationConfigurationsCommand, type Destination, EFSClient } from "@aws-sdk/client-efs";
import { recordsOf, textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, regionIn, type Thing } from "./check";

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly replicaId: string;
    readonly replicaRegion: string;
}

/**
 * EFS aims at 15 minutes for most file systems; a first copy and large changes take longer.
 * https://docs.aws.amazon.com/efs/latest/ug/efs-replication.html
 */
const longestLagMinutes = 60;

/** The copy in a second region. */
export const replication: Check<
    Expected,
    readonly Destination[] | undefined,
    "missing" | "stopped" | "behind"
> = {
    name: "replication",
    holds: `the replica in the second region is at most ${longestLagMinutes} minutes old`,
    faults: {
        missing: {
            severity: "critical",
            // Not `putBack`: after a failover that would replicate anew and take agents off the promoted files.
            why: "with this region its files are lost. If it was failed over, the plan says what makes state and AWS agree, before any other update; if not, `pulumi up --refresh` replicates anew",
            mend: "npm run failover -- --stack {stack} --environment {environment}",
        },
        stopped: {
            severity: "critical",
            why: "what is written from now on is in one region only",
            mend: "aws efs describe-replication-configurations --region {region} --file-system-id {id}",
        },
        behind: {
            severity: "warning",
            why: "what was written since is lost with this region",
            mend: "aws cloudwatch get-metric-statistics --region {region} --namespace AWS/EFS --metric-name TimeSinceLastSync --dimensions Name=FileSystemId,Value={id} Name=DestinationFileSystemId,Value={replica} --start-time {since} --end-time {now} --period 900 --statistics Maximum",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:efs/replicationConfiguration:ReplicationConfiguration").map((resource) => {
            const [destination] = recordsOf(resource, "destination");
            const id = textOf(resource, "sourceFileSystemId") ?? resource.id;
            const source = graph.all("aws:efs/fileSystem:FileSystem").find((system) => system.id === id);
            return {
                region: source === undefined ? regionIn(resource) : regionIn(source),
                subject: `replication of file system ${id}`,
                id,
                arn: textOf(source, "arn") ?? "*",
                replicaId: String(destination?.fileSystemId ?? ""),
                replicaRegion: String(destination?.region ?? ""),
            };
        }),
    grants: ({ arn }) => [
        { actions: ["elasticfilesystem:DescribeReplicationConfigurations"], resources: [arn] },
    ],
    async ask(session, { id: FileSystemId, region }) {
        // One file system is in one configuration, so there is no second page.
        const answer = await unlessMissing(
            session
                .client(EFSClient, region)
                .send(new DescribeReplicationConfigurationsCommand({ FileSystemId })),
        );
        return answer?.Replications?.flatMap(({ Destinations }) => Destinations ?? []);
    },
    judge({ id, subject, replicaId, replicaRegion }, answer, at) {
        const where = `${subject} to ${replicaRegion}`;
        const replica = answer?.find(({ FileSystemId }) => FileSystemId === replicaId);
        if (replica === undefined)
            return [{ fault: "missing", where, got: "none", wanted: `replica ${replicaId}` }];
        if (replica.Status !== "ENABLED" && replica.Status !== "ENABLING")
            return [
                {
                    fault: "stopped",
                    where,
                    got: replica.Status ?? "unknown",
                    wanted: "ENABLED",
                    values: { id },
                },
            ];
        const since = replica.LastReplicatedTimestamp;
        const lagMinutes = since && Math.floor((at.getTime() - since.getTime()) / 60_000);
        if (since === undefined || lagMinutes === undefined || lagMinutes <= longestLagMinutes) return [];
        return [
            {
                fault: "behind",
                where,
                got: `as of ${since.toISOString()}, ${lagMinutes} minutes ago`,
                wanted: `${longestLagMinutes} minutes at most`,
                values: { id, replica: replicaId, since: since.toISOString(), now: at.toISOString() },
            },
        ];
    },
};
