import type { Mutant } from "./mutant";

/** Weakenings that nothing notices, and why: most let nobody do more; what the evaluator cannot show says so. */
const explained: readonly {
    readonly operator?: RegExp;
    readonly target: RegExp;
    readonly because: string;
}[] = [
    {
        // Auto Scaling's use has that condition alone.
        target: /kms:CallerAccount$|UseByAutoScaling$/,
        because:
            "the statement names principals of this account only, and theirs is the caller's account; the condition is a second lock",
    },
    {
        target: /^RolePolicy \S*backup-restore-role, KeepOutOfAnotherEnvironment/,
        because: "this stack has no other environment; in one with two, the proof asks for it",
    },
    {
        operator: /opened at its end/,
        target: /kms:ViaService$/,
        because: "the names of AWS's services are a closed set, and no other one starts like this",
    },
    {
        operator: /opened at its end/,
        target: /(aws:SourceArn|aws:cloudtrail:arn)$/,
        because:
            "account and service stay fixed, and the service has no other kind of resource that starts like this",
    },
    {
        target: /^Policy \S*agent-.*, DecryptOwnCredential kms:/,
        because: "the key's own policy has the same condition",
    },
    {
        operator: /opened at its end/,
        target: /s3:x-amz-acl$/,
        because: "S3's canned ACLs are a closed set, and no other one starts like this",
    },
    {
        operator: /resource opened/,
        target: /^(Bucket|Topic)Policy /,
        because: "such a policy reaches its own bucket or topic only, and the action applies to all of that",
    },
    {
        operator: /NotAction|actions opened/,
        target: /^VpcEndpoint /,
        because: "an endpoint carries calls to its own service only, of which this statement allows all",
    },
    {
        operator: /rule opened to every (port|protocol)/,
        target: /storage-nfs-to-mount-targets$/,
        because: "the mount targets' own group admits NFS only",
    },
    {
        operator: /denial's pattern opened/,
        target: /DenyWithoutAccessPoint/,
        because:
            "what is denied is the absence of an access point; only access points of this file system can be named",
    },
    {
        operator: /made optional/,
        target: /cloudwatch:namespace$/,
        because: "every metric has a namespace, so the key is never absent",
    },
    {
        operator: /key pair/,
        target: /^LaunchTemplate/,
        because: "the agents' group admits nothing, so nobody reaches SSH",
    },
    {
        operator: /guard removed/,
        target: /^FlowLog \S*auditing-flows-/,
        because: "the flow log of the whole VPC, which prod has, records that interface too",
    },
    {
        operator: /guard removed/,
        target: /^BucketObjectLockConfiguration/,
        because: "not shown: object lock is a choice of the configuration, which the state does not hold",
    },
    {
        operator: /made optional/,
        target: /kms:EncryptionContextKeys$/,
        because:
            "not shown: the evaluator takes ForAnyValue over an absent key as false, with IfExists too, where AWS would not",
    },
    {
        operator: /rule opened to (one port more|every port|every protocol)/,
        target: /network-endpoints-https$/,
        because: "the agents' own group lets nothing out to that port, and nobody else is admitted",
    },
    {
        operator: /another agent's user data/,
        target: /^LaunchTemplate/,
        because:
            "it only names what the instance tries to mount; its role still admits its own access point alone",
    },
    {
        operator: /protection lifted/,
        target: /^Bucket /,
        because:
            "S3 deletes no bucket that holds an object, and the program does not let the provider empty it",
    },
    {
        operator: /protection lifted/,
        target: /^Trail /,
        because: "a trail holds no data, and its end is an event that raises an alarm",
    },
    {
        operator: /no tags/,
        target: /^Topic /,
        because: "which tags are required is for the pack's configuration to say",
    },
];

/** Why nothing noticed a mutant; undefined where nobody has said so. */
export function explanationOf({ operator, target }: Mutant): string | undefined {
    return explained.find((entry) => entry.target.test(target) && (entry.operator?.test(operator) ?? true))
        ?.because;
}
