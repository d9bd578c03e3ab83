import { componentTypes } from "../../state/components";
import { makerOf } from "../../state/environments";
import type { Graph } from "../../state/graph";
import type { Mutant } from "./mutant";

/** Which weakenings nothing notices, and why: of those that have all that is said here. */
interface Excuse {
    readonly operator?: RegExp;
    /** Types of the weakened resource. */
    readonly types?: readonly string[];
    /** Type token of the component that made it. */
    readonly maker?: string;
    /** What in it was weakened, as the mutant says it. */
    readonly detail?: RegExp;
    /** What has to be so in the whole stack, and about the resource in it, for the reason to be true. */
    readonly when?: (stack: Graph, urn: string) => boolean;
    readonly because: string;
}

const flowLog = "aws:ec2/flowLog:FlowLog";
const defaultGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** Most let nobody do more; what the evaluator cannot show says so. */
const excuses: readonly Excuse[] = [
    {
        // Auto Scaling's use has that condition alone.
        detail: /kms:CallerAccount$|UseByAutoScaling$/,
        because:
            "the statement names principals of this account only, and theirs is the caller's account; the condition is a second lock",
    },
    {
        operator: /opened at its end/,
        detail: /kms:ViaService$/,
        because: "the names of AWS's services are a closed set, and no other one starts like this",
    },
    {
        operator: /opened at its end/,
        detail: /(aws:SourceArn|aws:cloudtrail:arn)$/,
        because:
            "account and service stay fixed, and the service has no other kind of resource that starts like this",
    },
    {
        types: ["aws:iam/policy:Policy"],
        maker: componentTypes.agent,
        detail: /^DecryptOwnCredential( kms:|$)/,
        operator: /condition|value opened/,
        because: "the key's own policy has the same condition",
    },
    {
        operator: /condition|value opened/,
        types: ["aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"],
        maker: componentTypes.agent,
        detail: /^PublishMetrics|^(MountOwnAccessPoint|(Write|Read)SharedAreas) elasticfilesystem:AccessedViaMountTarget$/,
        because: "the role's boundary has the same condition",
    },
    {
        operator: /opened at its end/,
        detail: /s3:x-amz-acl$/,
        because: "S3's canned ACLs are a closed set, and no other one starts like this",
    },
    {
        operator: /resource opened/,
        types: ["aws:s3/bucketPolicy:BucketPolicy", "aws:sns/topicPolicy:TopicPolicy"],
        because: "such a policy reaches its own bucket or topic only, and the action applies to all of that",
    },
    {
        operator: /NotAction|actions opened/,
        types: ["aws:ec2/vpcEndpoint:VpcEndpoint"],
        because: "an endpoint carries calls to its own service only, of which this statement allows all",
    },
    {
        operator: /rule opened to every (port|protocol)/,
        types: ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"],
        maker: componentTypes.storage,
        because: "the mount targets' own group admits NFS only",
    },
    {
        operator: /denial's pattern opened/,
        detail: /^DenyWithoutAccessPoint/,
        because:
            "what is denied is the absence of an access point; only access points of this file system can be named",
    },
    {
        operator: /made optional/,
        detail: /cloudwatch:namespace$/,
        because: "every metric has a namespace, so the key is never absent",
    },
    {
        operator: /less allowed/,
        detail: /^Administer kms:(Get|List)\*$/,
        because: "it only reads, and whoever administers the key may change its policy",
    },
    {
        operator: /less allowed/,
        detail: /^UseByLogGroups kms:Describe\*$/,
        because:
            "DescribeKey has no encryption context, so the statement allows none: it stands as AWS documents it",
    },
    {
        operator: /key pair/,
        types: ["aws:ec2/launchTemplate:LaunchTemplate"],
        because: "the agents' group admits nothing, so nobody reaches SSH",
    },
    {
        operator: /guard removed/,
        types: [flowLog],
        // What one component records is in one VPC.
        when: (stack, urn) => {
            const logs = stack.all(flowLog);
            const removed = logs.find((each) => each.urn === urn);
            return logs.some(
                ({ parent, props }) => parent === removed?.parent && props.vpcId && removed?.props.eniId,
            );
        },
        because: "the flow log of the whole VPC, which this environment has, records that interface too",
    },
    {
        operator: /guard removed/,
        types: ["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"],
        because: "not shown: object lock is a choice of the configuration, which the state does not hold",
    },
    {
        operator: /made optional/,
        detail: /kms:EncryptionContextKeys$/,
        because:
            "not shown: the evaluator takes ForAnyValue over an absent key as false, with IfExists too, where AWS would not",
    },
    {
        operator: /rule opened to (one port more|every port|every protocol)/,
        types: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
        maker: componentTypes.network,
        because: "the agents' own group lets nothing out to that port, and nobody else is admitted",
    },
    {
        operator: /in the default group too/,
        types: ["aws:efs/mountTarget:MountTarget"],
        when: (stack) => stack.all(defaultGroup).some(({ props }) => [props.ingress].flat().length === 0),
        because: "the VPC's default group admits nobody, and vpc-default-sg-closed keeps it so",
    },
    {
        operator: /another agent's user data/,
        types: ["aws:ec2/launchTemplate:LaunchTemplate"],
        because:
            "it only names what the instance tries to mount; its role still admits its own access point alone",
    },
    {
        operator: /protection lifted/,
        types: ["aws:s3/bucket:Bucket"],
        because:
            "S3 deletes no bucket that holds an object, and the program does not let the provider empty it",
    },
    {
        operator: /protection lifted/,
        types: ["aws:cloudtrail/trail:Trail"],
        because: "a trail holds no data, and its end is an event that raises an alarm",
    },
];

/** Why nothing noticed a mutant of a stack; undefined where nobody has said so. */
export function explanationOf({ operator, resource, detail }: Mutant, stack: Graph): string | undefined {
    return excuses.find(
        (excuse) =>
            (excuse.operator?.test(operator) ?? true) &&
            (excuse.detail?.test(detail) ?? true) &&
            (excuse.types === undefined || excuse.types.includes(resource?.type ?? "")) &&
            (excuse.maker === undefined || (resource && makerOf(resource) === excuse.maker)) &&
            (excuse.when?.(stack, resource?.urn ?? "") ?? true),
    )?.because;
}
