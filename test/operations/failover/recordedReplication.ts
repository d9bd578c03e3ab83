import type { Recorded } from "../localAws";

/*
 * EFS's replication, which moto 5.2.5 lacks, and the replica with it: recorded answers in the shapes of the API reference
 * (API_DescribeReplicationConfigurations, API_DeleteReplicationConfiguration, API_DescribeFileSystems of
 * https://docs.aws.amazon.com/efs/latest/ug/api-reference.html), with as much memory as a failover needs.
 */

const source = "https://docs.aws.amazon.com/efs/latest/ug/API_DeleteReplicationConfiguration.html";

export const sourceId = "fs-0aaaaaaaaaaaaaaaa";
export const replicaId = "fs-0bbbbbbbbbbbbbbbb";

/** What an answer of EFS tells of a replica, as it may be changed by a test. */
export class RecordedReplication {
    /** Of the replication; undefined where there is none. */
    status: string | undefined = "ENABLED";
    statusMessage: string | undefined;
    lastSync: Date | undefined = new Date(Date.now() - 6 * 60_000);
    /** What is replicated to the replica, and what the replica is replicated to. */
    from = sourceId;
    to = replicaId;
    /** Whether EFS still has the replica. */
    exists = true;
    /** How often the replica is looked at before it is writable. */
    looks = 2;
    /** How it was deleted, once it was. */
    deleted: string[] = [];

    /** Anew for each call: what is an error changes with what was done before. */
    get recorded(): Recorded[] {
        const replication = "/2015-02-01/file-systems/replication-configurations";
        const missing = (call: Recorded["call"], error: string): Recorded => ({
            call,
            source,
            status: 404,
            error,
            answer: `${error}: it does not exist.`,
        });
        return [
            this.status === undefined
                ? missing(`elasticfilesystem:GET ${replication}`, "ReplicationNotFound")
                : {
                      call: `elasticfilesystem:GET ${replication}`,
                      source,
                      answer: () => this.#replications(),
                  },
            this.status === undefined
                ? missing(/^elasticfilesystem:DELETE .*replication-configuration$/, "ReplicationNotFound")
                : {
                      call: /^elasticfilesystem:DELETE .*replication-configuration$/,
                      source,
                      status: 204,
                      answer: () => this.#delete(),
                  },
            this.exists
                ? {
                      call: "elasticfilesystem:GET /2015-02-01/file-systems",
                      source,
                      answer: () => this.#fileSystems(),
                  }
                : missing("elasticfilesystem:GET /2015-02-01/file-systems", "FileSystemNotFound"),
        ];
    }

    #replications() {
        const LastReplicatedTimestamp = this.lastSync && this.lastSync.getTime() / 1000;
        return {
            Replications: [
                {
                    SourceFileSystemId: this.from,
                    SourceFileSystemRegion: "us-east-1",
                    Destinations: [
                        {
                            FileSystemId: this.to,
                            Region: "us-west-2",
                            Status: this.status,
                            StatusMessage: this.statusMessage,
                            LastReplicatedTimestamp,
                        },
                    ],
                },
            ],
        };
    }

    #delete() {
        this.deleted.push("deleted");
        this.status = undefined;
        return "";
    }

    #fileSystems() {
        const isReplica = this.status !== undefined || this.looks > 0;
        if (this.status === undefined) this.looks -= 1;
        return {
            FileSystems: [
                {
                    FileSystemId: replicaId,
                    LifeCycleState: "available",
                    FileSystemProtection: {
                        ReplicationOverwriteProtection: isReplica ? "REPLICATING" : "ENABLED",
                    },
                },
            ],
        };
    }
}
