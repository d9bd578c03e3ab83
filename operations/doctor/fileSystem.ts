import {
    DescribeFileSystemPolicyCommand,
    DescribeFileSystemsCommand,
    DescribeLifecycleConfigurationCommand,
    EFSClient,
    type FileSystemDescription,
    type LifecyclePolicy,
} from "@aws-sdk/client-efs";
import { ownFileSystemsIn } from "../../state/environments";
import { type Resource, recordsOf, textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, policyDifference, type Settings } from "./compare";

interface ExpectedFileSystem extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly settings: Settings;
    /** `ENABLED` where no replication may write over it. */
    readonly protection: string;
    readonly lifecycle: Settings;
}

/** What every check of a file system knows of it. */
export const fileSystemIn = (resource: Resource) => ({
    region: regionIn(resource),
    subject: `file system ${resource.id}`,
    id: resource.id,
    arn: textOf(resource, "arn") ?? "",
});

/** The transitions of all lifecycle policies together: AWS keeps each in a policy of its own. */
const transitions = (policies: readonly LifecyclePolicy[]): Settings => ({
    "to Infrequent Access": policies.find(({ TransitionToIA }) => TransitionToIA)?.TransitionToIA,
    "to Archive": policies.find(({ TransitionToArchive }) => TransitionToArchive)?.TransitionToArchive,
    "back to Standard": policies.find((policy) => policy.TransitionToPrimaryStorageClass)
        ?.TransitionToPrimaryStorageClass,
});

interface FileSystemAnswer {
    readonly found: FileSystemDescription | undefined;
    readonly lifecycle: readonly LifecyclePolicy[];
}

/** The file system itself. */
export const fileSystem: Check<
    ExpectedFileSystem,
    FileSystemAnswer,
    "missing" | "unavailable" | "changed" | "unprotected" | "lifecycle"
> = {
    name: "file-system",
    holds: "the file system is there, available, encrypted with its key and set as deployed",
    faults: {
        missing: {
            severity: "critical",
            why: "every agent's files are on it",
            mend: "aws backup list-recovery-points-by-resource --region {region} --resource-arn {arn}",
        },
        unavailable: {
            severity: "critical",
            why: "mounts fail while it is in this state",
            mend: "aws efs describe-file-systems --region {region} --file-system-id {id}",
        },
        changed: {
            severity: "warning",
            why: "somebody changed it by hand, and the next deployment changes it back",
            mend: putBack,
        },
        unprotected: {
            severity: "warning",
            why: "a replication from elsewhere may write over all files",
            mend: putBack,
        },
        lifecycle: {
            severity: "warning",
            why: "files move to other storage classes than planned, which costs money or time",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).map((resource) => ({
            ...fileSystemIn(resource),
            settings: {
                encrypted: true,
                key: textOf(resource, "kmsKeyId"),
                "performance mode": textOf(resource, "performanceMode"),
                "throughput mode": textOf(resource, "throughputMode"),
                "provisioned MiB/s": resource.props.provisionedThroughputInMibps || undefined,
            },
            protection: String(recordsOf(resource, "protection")[0]?.replicationOverwrite ?? "ENABLED"),
            lifecycle: transitions(
                recordsOf(resource, "lifecyclePolicies").map((policy) => ({
                    TransitionToIA: policy.transitionToIa,
                    TransitionToArchive: policy.transitionToArchive,
                    TransitionToPrimaryStorageClass: policy.transitionToPrimaryStorageClass,
                })) as readonly LifecyclePolicy[],
            ),
        })),
    grants: ({ arn }) => [
        {
            actions: [
                "elasticfilesystem:DescribeFileSystems",
                "elasticfilesystem:DescribeLifecycleConfiguration",
            ],
            resources: [arn],
        },
    ],
    async ask(session, { id: FileSystemId, region }) {
        const client = session.client(EFSClient, region);
        const systems = await unlessMissing(client.send(new DescribeFileSystemsCommand({ FileSystemId })));
        const found = systems?.FileSystems?.find((system) => system.FileSystemId === FileSystemId);
        if (found === undefined) return { found, lifecycle: [] };
        const lifecycle = await client.send(new DescribeLifecycleConfigurationCommand({ FileSystemId }));
        return { found, lifecycle: lifecycle.LifecyclePolicies ?? [] };
    },
    judge({ id, arn, subject: where, settings, protection, lifecycle }, { found, lifecycle: gotLifecycle }) {
        if (found === undefined)
            return [{ fault: "missing", where, got: "no such file system", wanted: "it", values: { arn } }];
        const { LifeCycleState = "unknown", FileSystemProtection } = found;
        const changed = difference(settings, {
            encrypted: found.Encrypted,
            key: found.KmsKeyId,
            "performance mode": found.PerformanceMode,
            "throughput mode": found.ThroughputMode,
            "provisioned MiB/s": found.ProvisionedThroughputInMibps,
        });
        const unprotected = difference(
            { "replication overwrite protection": protection },
            { "replication overwrite protection": FileSystemProtection?.ReplicationOverwriteProtection },
        );
        const moved = difference(lifecycle, transitions(gotLifecycle));
        return [
            ...when(!["available", "updating"].includes(LifeCycleState), {
                fault: "unavailable",
                where,
                got: LifeCycleState,
                wanted: "available",
                values: { id },
            }),
            ...whenDiffers(changed, { fault: "changed", where }),
            ...whenDiffers(unprotected, { fault: "unprotected", where }),
            ...whenDiffers(moved, { fault: "lifecycle", where }),
        ];
    },
};

interface ExpectedPolicy extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly policy: string;
}

/** Who may mount it, as the file system says. */
export const fileSystemPolicy: Check<ExpectedPolicy, string | undefined, "absent" | "changed"> = {
    name: "file-system-policy",
    holds: "the file system's policy is the one that was deployed",
    faults: {
        absent: {
            severity: "critical",
            why: "without a policy every client that reaches a mount target may mount, unencrypted and as root",
            mend: putBack,
        },
        changed: {
            severity: "critical",
            why: "the policy is what keeps plaintext, root and mounts without an access point out",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).flatMap((resource) => {
            const found = graph.find(
                "aws:efs/fileSystemPolicy:FileSystemPolicy",
                "fileSystemId",
                resource.id,
            );
            const policy = textOf(found, "policy");
            return policy === undefined ? [] : [{ ...fileSystemIn(resource), policy }];
        }),
    grants: ({ arn }) => [{ actions: ["elasticfilesystem:DescribeFileSystemPolicy"], resources: [arn] }],
    async ask(session, { id: FileSystemId, region }) {
        const client = session.client(EFSClient, region);
        const answer = await unlessMissing(
            client.send(new DescribeFileSystemPolicyCommand({ FileSystemId })),
        );
        return answer?.Policy;
    },
    judge({ subject, policy }, got) {
        const where = `policy of ${subject}`;
        if (got === undefined)
            return [{ fault: "absent", where, got: "no policy", wanted: "the policy that was deployed" }];
        return whenDiffers(policyDifference(policy, got), { fault: "changed", where });
    },
};
