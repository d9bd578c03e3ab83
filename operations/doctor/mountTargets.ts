import {
    DescribeMountTargetSecurityGroupsCommand,
    EFSClient,
    type MountTargetDescription,
    paginateDescribeMountTargets,
} from "@aws-sdk/client-efs";
import { ownFileSystemsIn, ownMountTargetsIn } from "../../state/environments";
import { textOf, textsOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, type Thing, when } from "./check";
import { fileSystemIn } from "./fileSystem";

/** A mount target as the state has it. */
interface ExpectedMountTarget {
    readonly id: string;
    readonly zone: string;
    readonly subnetId: string | undefined;
    readonly groups: readonly string[];
}

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly mountTargets: readonly ExpectedMountTarget[];
}

interface Answer {
    readonly mountTargets: readonly MountTargetDescription[];
    /** The security groups of each, by its id. */
    readonly groups: Readonly<Record<string, readonly string[]>>;
}

const inOrder = (groups: readonly string[]): string => groups.toSorted().join(", ") || "none";

type Faults = "missing" | "unavailable" | "foreign" | "groups";

/** Where the file system is reached. */
export const mountTargets: Check<Expected, Answer, Faults> = {
    name: "mount-targets",
    holds: "each zone has its mount target, with its security group alone, and there is no other",
    faults: {
        missing: {
            severity: "critical",
            why: "agents of its zone cannot mount",
            mend: putBack,
        },
        unavailable: {
            severity: "critical",
            why: "agents of its zone cannot mount while it is in this state",
            mend: "aws efs describe-mount-targets --region {region} --mount-target-id {id}",
        },
        foreign: {
            severity: "critical",
            why: "its security groups let in whom they like, past those of the stack's",
            mend: "aws efs delete-mount-target --region {region} --mount-target-id {id}",
        },
        groups: {
            severity: "critical",
            why: "its security groups are all that keeps other machines of the network from the files",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).map((resource) => ({
            ...fileSystemIn(resource),
            mountTargets: ownMountTargetsIn(graph)
                .filter(({ props }) => props.fileSystemId === resource.id)
                .map((target) => ({
                    id: target.id,
                    zone: textOf(target, "availabilityZoneName") ?? "",
                    subnetId: textOf(target, "subnetId"),
                    groups: textsOf(target, "securityGroups"),
                })),
        })),
    grants: ({ arn }) => [
        {
            actions: [
                "elasticfilesystem:DescribeMountTargets",
                "elasticfilesystem:DescribeMountTargetSecurityGroups",
            ],
            resources: [arn],
        },
    ],
    async ask(session, { id: FileSystemId, region }) {
        const client = session.client(EFSClient, region);
        const found = await unlessMissing(
            allOf(paginateDescribeMountTargets({ client }, { FileSystemId }), (page) => page.MountTargets),
        );
        const groups: Record<string, readonly string[]> = {};
        for (const { MountTargetId = "" } of found ?? []) {
            const answer = await unlessMissing(
                client.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId })),
            );
            groups[MountTargetId] = answer?.SecurityGroups ?? [];
        }
        return { mountTargets: found ?? [], groups };
    },
    judge({ mountTargets, subject }, { mountTargets: found, groups }) {
        const expected = mountTargets.flatMap(({ id, zone, groups: wanted }) => {
            const where = `mount target ${id} in ${zone}`;
            const target = found.find(({ MountTargetId }) => MountTargetId === id);
            if (target === undefined)
                return [{ fault: "missing" as const, where, got: "no such mount target", wanted: "it" }];
            const state = target.LifeCycleState ?? "unknown";
            const got = groups[id] ?? [];
            return [
                ...when<Faults>(!["available", "updating"].includes(state), {
                    fault: "unavailable",
                    where,
                    got: state,
                    wanted: "available",
                    values: { id },
                }),
                ...when<Faults>(inOrder(got) !== inOrder(wanted), {
                    fault: "groups",
                    where,
                    got: inOrder(got),
                    wanted: inOrder(wanted),
                }),
            ];
        });
        const ids = mountTargets.map(({ id }) => id);
        const foreign = found
            .filter(({ MountTargetId = "" }) => !ids.includes(MountTargetId))
            .map(({ MountTargetId = "", SubnetId = "" }) => ({
                fault: "foreign" as const,
                where: `mount target ${MountTargetId} of ${subject}`,
                got: `one in subnet ${SubnetId} that the stack did not make`,
                wanted: "none but the stack's",
                values: { id: MountTargetId },
            }));
        return [...expected, ...foreign];
    },
};
