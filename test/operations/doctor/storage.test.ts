import type { FileSystemDescription } from "@aws-sdk/client-efs";
import { accessPoints } from "../../../operations/doctor/accessPoints";
import { fileSystem, fileSystemPolicy } from "../../../operations/doctor/fileSystem";
import { mountTargets } from "../../../operations/doctor/mountTargets";
import { arn, documents } from "./deployed";
import { judging } from "./judging";

const system: FileSystemDescription = {
    OwnerId: "111122223333",
    CreationToken: "1",
    CreationTime: new Date(0),
    FileSystemId: "fs-1",
    NumberOfMountTargets: 1,
    SizeInBytes: { Value: 6144 },
    Tags: [],
    LifeCycleState: "available",
    Encrypted: true,
    KmsKeyId: arn("kms", "key/k-1"),
    PerformanceMode: "generalPurpose",
    ThroughputMode: "elastic",
    FileSystemProtection: { ReplicationOverwriteProtection: "ENABLED" },
};
const lifecycle = [{ TransitionToIA: "AFTER_30_DAYS" }] as const;

describe("The doctor at the storage", () => {
    judging(fileSystem, {
        sound: { found: system, lifecycle },
        alsoSound: [
            {
                what: "EFS is at an update",
                answer: { found: { ...system, LifeCycleState: "updating" }, lifecycle },
            },
        ],
        faults: {
            missing: [
                {
                    what: "there is none",
                    answer: { found: undefined, lifecycle: [] },
                    says: /file system fs-1/,
                },
            ],
            unavailable: [
                {
                    what: "it is being deleted",
                    answer: { found: { ...system, LifeCycleState: "deleting" }, lifecycle },
                    says: /deleting; wanted available/,
                },
            ],
            changed: [
                {
                    what: "its throughput is provisioned by hand",
                    answer: {
                        found: { ...system, ThroughputMode: "provisioned", ProvisionedThroughputInMibps: 64 },
                        lifecycle,
                    },
                    says: /throughput mode provisioned, .*64; wanted throughput mode elastic/,
                },
                {
                    what: "another file system has its id, without the key",
                    answer: { found: { ...system, KmsKeyId: arn("kms", "key/k-2") }, lifecycle },
                    says: /key .*k-2; wanted key .*k-1/,
                },
            ],
            unprotected: [
                {
                    what: "a replication may write over it",
                    answer: {
                        found: {
                            ...system,
                            FileSystemProtection: { ReplicationOverwriteProtection: "DISABLED" },
                        },
                        lifecycle,
                    },
                    says: /protection DISABLED; wanted .*ENABLED/,
                },
            ],
            lifecycle: [
                {
                    what: "files stay in Standard",
                    answer: { found: system, lifecycle: [] },
                    says: /to Infrequent Access none; wanted to Infrequent Access AFTER_30_DAYS/,
                },
            ],
        },
    });

    const changed = (change: (statements: Record<string, unknown>[]) => unknown): string => {
        const policy = JSON.parse(documents.fileSystem);
        return JSON.stringify({ ...policy, Statement: change(policy.Statement) });
    };
    judging(fileSystemPolicy, {
        sound: documents.fileSystem,
        alsoSound: [
            {
                what: "AWS writes lists, accounts and anybody its own way",
                answer: changed((all) =>
                    all.toReversed().map((one) => ({ ...one, Principal: "*", Action: [one.Action] })),
                ),
            },
        ],
        faults: {
            absent: [
                { what: "there is none", answer: undefined, says: /policy of file system fs-1: no policy/ },
            ],
            changed: [
                {
                    what: "a statement is gone",
                    answer: changed((all) => all.slice(1)),
                    says: /DenyPlaintext gone/,
                },
                {
                    what: "somebody else is let in",
                    answer: changed((all) => [
                        ...all,
                        { Sid: "Mine", Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
                    ]),
                    says: /Mine added/,
                },
                {
                    what: "a condition is another",
                    answer: changed(([plaintext = {}, ...others]) => [
                        { ...plaintext, Condition: { Bool: { "aws:SecureTransport": "true" } } },
                        ...others,
                    ]),
                    says: /DenyPlaintext changed; wanted/,
                },
            ],
        },
    });

    const target = {
        MountTargetId: "fsmt-1",
        FileSystemId: "fs-1",
        SubnetId: "subnet-1",
        LifeCycleState: "available",
    } as const;
    const groups = { "fsmt-1": ["sg-1"] };
    judging(mountTargets, {
        sound: { mountTargets: [target], groups },
        faults: {
            missing: [
                {
                    what: "a zone has none",
                    answer: { mountTargets: [], groups: {} },
                    says: /mount target fsmt-1 in eu-central-1a: no such/,
                },
            ],
            unavailable: [
                {
                    what: "EFS could not make it",
                    answer: { mountTargets: [{ ...target, LifeCycleState: "error" }], groups },
                    says: /error; wanted available/,
                },
            ],
            foreign: [
                {
                    what: "somebody made another",
                    answer: {
                        mountTargets: [target, { ...target, MountTargetId: "fsmt-9", SubnetId: "subnet-9" }],
                        groups,
                    },
                    says: /fsmt-9 of file system fs-1: one in subnet subnet-9/,
                },
            ],
            groups: [
                {
                    what: "a group was added",
                    answer: { mountTargets: [target], groups: { "fsmt-1": ["sg-9", "sg-1"] } },
                    says: /sg-1, sg-9; wanted sg-1/,
                },
                {
                    what: "its group was taken",
                    answer: { mountTargets: [target], groups: { "fsmt-1": [] } },
                    says: /none; wanted sg-1/,
                },
            ],
        },
    });

    const accessPoint = {
        AccessPointId: "fsap-1",
        LifeCycleState: "available",
        RootDirectory: { Path: "/agents/linux-1" },
        PosixUser: { Uid: 5001, Gid: 5001 },
    } as const;
    judging(accessPoints, {
        sound: [accessPoint],
        faults: {
            missing: [{ what: "there is none", answer: [], says: /fsap-1 for \/agents\/linux-1: no such/ }],
            unavailable: [
                {
                    what: "it is being deleted",
                    answer: [{ ...accessPoint, LifeCycleState: "deleting" }],
                    says: /deleting; wanted available/,
                },
            ],
            changed: [
                {
                    what: "another has its id, with root's uid",
                    answer: [{ ...accessPoint, PosixUser: { Uid: 0, Gid: 0 } }],
                    says: /uid 0, gid 0; wanted uid 5001, gid 5001/,
                },
            ],
            foreign: [
                {
                    what: "somebody made another",
                    answer: [
                        accessPoint,
                        { ...accessPoint, AccessPointId: "fsap-9", RootDirectory: { Path: "/" } },
                    ],
                    says: /fsap-9 of file system fs-1: one for \/ as uid 5001/,
                },
            ],
        },
    });
});
