import type { Statement, Subject } from "../operation";
import { type Side, sidesOf } from "./sides";

/** What a caller has to be allowed: nothing but this replication and these groups is changed. */
export function policyFor(subject: Subject): readonly Statement[] {
    const { here, there } = sidesOf(subject);
    const fileSystems = [here.fileSystem.arn, there.fileSystem.arn];
    return [
        {
            Sid: "SeeReplica",
            Effect: "Allow",
            Action: [
                "elasticfilesystem:DescribeFileSystems",
                "elasticfilesystem:DescribeReplicationConfigurations",
            ],
            Resource: fileSystems,
        },
        {
            Sid: "PromoteReplica",
            Effect: "Allow",
            Action: "elasticfilesystem:DeleteReplicationConfiguration",
            Resource: fileSystems,
        },
        {
            // It takes no resource: every group of the account is seen, or none.
            Sid: "SeeAgents",
            Effect: "Allow",
            Action: "autoscaling:DescribeAutoScalingGroups",
            Resource: "*",
        },
        {
            Sid: "StopAndStartAgents",
            Effect: "Allow",
            Action: "autoscaling:UpdateAutoScalingGroup",
            Resource: [...arnsOf(here), ...arnsOf(there)],
        },
    ];
}

/** Characters of the ARNs of one side that leave room for all else: IAM takes 6,144 in a managed policy. */
const mostCharacters = 2500;

/**
 * Those of a side's groups, or where these are too many what all their names begin with: the environment's own and `-agent-`,
 * which no other environment's have (`nameFaults`). In their place of an id a star stands for any.
 */
function arnsOf({ groups }: Side): readonly string[] {
    const arns = groups.map(({ arn }) => arn);
    const [first = "", ...others] = groups.map(({ name }) => name);
    if (arns.join("").length <= mostCharacters || others.length === 0) return arns;
    let common = first.length;
    while (!others.every((name) => name.startsWith(first.slice(0, common)))) common -= 1;
    const [before] = (arns[0] ?? "").split(/[^:]+:autoScalingGroupName\//);
    return [`${before}*:autoScalingGroupName/${first.slice(0, common)}*`];
}
