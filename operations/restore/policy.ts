import { restoreRunTag } from "../../infra/tags";
import type { Statement, Subject } from "../operation";
import { vaultsElsewhere } from "./elsewhere";
import type { RestoreOptions } from "./options";
import { type Places, placesIn } from "./places";
import { wholeTag } from "./run";
import { targetOf } from "./target";

const allow = (
    Sid: string,
    Action: readonly string[],
    Resource: string | readonly string[],
    Condition?: Statement["Condition"],
): Statement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
});

/** What a caller has to be allowed for what the options ask. A file system is changed only once it has the tag of a run. */
export function policyFor(subject: Subject, options: RestoreOptions): readonly Statement[] {
    const places = placesIn(subject.environment.graph);
    const efs = arnsOf(places);
    const { wanted } = options;
    if (options.remove) return removal(places, efs);
    const listing = (vaultArns: string | readonly string[]) =>
        allow("ListBackups", ["backup:ListRecoveryPointsByBackupVault"], vaultArns);
    if (wanted === undefined) {
        const elsewhere = vaultsElsewhere(places, places.fileSystem.arn, subject, options);
        return [listing([places.vaultArn, ...elsewhere.map(({ vault }) => vault.arn)])];
    }
    const mark = wanted.kind === "everything" ? wholeTag : restoreRunTag;
    return [
        listing(places.vaultArn),
        allow("StartRestore", ["backup:StartRestoreJob"], efs.recoveryPoints),
        allow("LetBackupRestore", ["iam:PassRole"], places.restoreRoleArn, {
            StringEquals: { "iam:PassedToService": "backup.amazonaws.com" },
        }),
        allow(
            "WatchRestore",
            ["backup:DescribeRestoreJob", "backup:GetRestoreJobMetadata", "backup:ListRestoreJobs"],
            "*",
        ),
        allow("FindRestored", ["elasticfilesystem:DescribeFileSystems"], "*"),
        ...marking(places, efs),
        allow(
            "GuardRestored",
            ["elasticfilesystem:PutFileSystemPolicy"],
            efs.fileSystems,
            marked(places, mark),
        ),
        ...(wanted.kind === "everything"
            ? []
            : [
                  ...reaching(places, efs),
                  ...roles([targetOf(places, wanted, options.reader).reader.policyArn]),
              ]),
    ];
}

/** Patterns of what has no name yet. */
interface Arns {
    readonly fileSystems: string;
    readonly accessPoints: string;
    readonly recoveryPoints: string;
}

function arnsOf({ fileSystem: { arn }, vaultArn }: Places): Arns {
    return {
        fileSystems: arn.replace(/[^/]+$/, "*"),
        accessPoints: arn.replace(/:file-system\/.*$/, ":access-point/*"),
        recoveryPoints: vaultArn.replace(/:backup-vault:.*$/, ":recovery-point:*"),
    };
}

const marked = ({ tags }: Places, mark: string): Statement["Condition"] => ({
    StringEquals: Object.fromEntries(
        Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value]),
    ),
    StringLike: { [`aws:ResourceTag/${mark}`]: "*" },
});

/** Only what has no environment yet: nobody's file system is turned into one that may be deleted. */
const marking = ({ tags }: Places, { fileSystems }: Arns): readonly Statement[] => [
    allow("TagRestored", ["elasticfilesystem:TagResource"], fileSystems, {
        StringEquals: Object.fromEntries(
            Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value]),
        ),
        Null: { "aws:ResourceTag/environment": "true" },
    }),
];

const reaching = (places: Places, { fileSystems, accessPoints }: Arns): readonly Statement[] => [
    allow(
        "ReachRestored",
        ["elasticfilesystem:CreateAccessPoint", "elasticfilesystem:CreateMountTarget"],
        fileSystems,
        marked(places, restoreRunTag),
    ),
    allow("TagAccessPoint", ["elasticfilesystem:TagResource"], accessPoints, {
        StringEquals: { "elasticfilesystem:CreateAction": "CreateAccessPoint" },
    }),
    allow(
        "SeeHowItIsReached",
        ["elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DescribeMountTargets"],
        fileSystems,
    ),
    // EFS makes a mount target's interface as its caller.
    allow(
        "MountTargetInterfaces",
        ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        "*",
    ),
];

const roles = (policyArns: readonly string[]): readonly Statement[] => [
    allow(
        "OpenAndCloseAgentsRole",
        [
            "iam:CreatePolicyVersion",
            "iam:DeletePolicyVersion",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:ListPolicyVersions",
        ],
        policyArns,
    ),
];

const removal = (places: Places, efs: Arns): readonly Statement[] => [
    allow("SeeRestores", ["backup:GetRestoreJobMetadata", "backup:ListRestoreJobs"], "*"),
    allow("FindRestored", ["elasticfilesystem:DescribeFileSystems"], "*"),
    ...marking(places, efs),
    allow(
        "SeeHowItIsReached",
        ["elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DescribeMountTargets"],
        efs.fileSystems,
    ),
    allow(
        "RemoveAccessPoint",
        ["elasticfilesystem:DeleteAccessPoint"],
        efs.accessPoints,
        marked(places, restoreRunTag),
    ),
    allow(
        "RemoveRestored",
        ["elasticfilesystem:DeleteFileSystem", "elasticfilesystem:DeleteMountTarget"],
        efs.fileSystems,
        marked(places, restoreRunTag),
    ),
    allow("MountTargetInterfaces", ["ec2:DeleteNetworkInterface"], "*"),
    ...roles(places.agents.map(({ policyArn }) => policyArn)),
    allow(
        "CloseAgentsRole",
        ["iam:SetDefaultPolicyVersion"],
        places.agents.map(({ policyArn }) => policyArn),
    ),
];
