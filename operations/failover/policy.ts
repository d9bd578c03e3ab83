import type { Statement, Subject } from "../operation";
import { sidesOf } from "./sides";

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
            Resource: [...here.groups, ...there.groups].map(({ arn }) => arn),
        },
    ];
}
