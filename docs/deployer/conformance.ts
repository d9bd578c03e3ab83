import type { Part } from "./statement";

/** What the kit calls its packs; AWS makes up the rest. */
export const packs = "arn:aws:config:*:*:conformance-pack/jenkins-efs-*";

/**
 * What makes and changes the conformance pack, apart from all else, as it is more than a deployment: a pack may hold automatic
 * remediation, whatever IAM says of `config:PutRemediationConfigurations`, and AWS's own role passes any role that trusts
 * Systems Manager to the runbook. What the template says, no condition can ask.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ConfigConformsServiceRolePolicy.html
 */
export const conformance: readonly Part[] = [
    {
        sid: "ConformancePack",
        resource: packs,
        calls: { "cfg/conformancePack:ConformancePack": "config: PutConformancePack" },
    },
    {
        sid: "ConformancePackRole",
        resource: "arn:aws:iam::*:role/aws-service-role/*",
        condition: { StringEquals: { "iam:AWSServiceName": "config-conforms.amazonaws.com" } },
        calls: { "cfg/conformancePack:ConformancePack": "iam: CreateServiceLinkedRole" },
    },
];
