import { z } from "zod";
import { leaf } from "./leaf";

type Properties = Readonly<Record<string, unknown>>;

/** A limit that AWS sets on an account, a region, a VPC or a file system. */
export interface Quota {
    /** What is counted, as a person would say it. */
    readonly what: string;
    /** AWS's default. */
    readonly limit: number;
    /** As `aws service-quotas list-services` has it. */
    readonly service: string;
    /** The quota's code in Service Quotas; without one, AWS Support raises it. */
    readonly code?: string;
    /** What the limit is on, where that is neither the account nor a region of it. */
    readonly per?: "vpc" | "fileSystem" | "securityGroup";
    /** AWS does not raise it. */
    readonly fixed?: true;
    /** How much of it a resource takes up, by the resource's type. */
    readonly counts: Readonly<Record<string, (props: Properties) => number>>;
    /** Where the limit is published. */
    readonly source: string;
}

const one = () => 1;

const rulesInTemplate = ({ templateBody }: Properties): number =>
    typeof templateBody === "string" ? (templateBody.match(/AWS::Config::ConfigRule/g)?.length ?? 0) : 0;

const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const efs = "https://docs.aws.amazon.com/efs/latest/ug/limits.html";
const scaling = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html";
const templates = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html";
const secrets = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html";
const bus = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";
const vpc = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const endpoints = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html";
const configRules = "https://docs.aws.amazon.com/general/latest/gr/awsconfig.html";
const trails = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html";

/** The quotas that a stack counts against, with AWS's defaults as published in November 2026. */
export const quotas = {
    roles: {
        what: "IAM roles per account",
        limit: 1_000,
        service: "iam",
        code: "L-FE177D64",
        source: iam,
        counts: { "aws:iam/role:Role": one },
    },
    instanceProfiles: {
        what: "instance profiles per account",
        limit: 1_000,
        service: "iam",
        code: "L-6E65F664",
        source: iam,
        counts: { "aws:iam/instanceProfile:InstanceProfile": one },
    },
    policies: {
        what: "customer managed policies per account",
        limit: 1_500,
        service: "iam",
        code: "L-E95E4862",
        source: iam,
        counts: { "aws:iam/policy:Policy": one },
    },
    accessPoints: {
        what: "access points per file system",
        per: "fileSystem",
        limit: 10_000,
        service: "elasticfilesystem",
        source: efs,
        counts: { "aws:efs/accessPoint:AccessPoint": one },
    },
    scalingGroups: {
        what: "Auto Scaling groups per region",
        limit: 500,
        service: "autoscaling",
        code: "L-CDE20ADC",
        source: scaling,
        counts: { "aws:autoscaling/group:Group": one },
    },
    launchTemplates: {
        what: "launch templates per region",
        limit: 5_000,
        service: "ec2",
        source: templates,
        counts: { "aws:ec2/launchTemplate:LaunchTemplate": one },
    },
    secrets: {
        what: "secrets per region",
        limit: 500_000,
        service: "secretsmanager",
        source: secrets,
        counts: { "aws:secretsmanager/secret:Secret": one },
    },
    eventRules: {
        what: "EventBridge rules on the default bus",
        limit: 300,
        service: "events",
        code: "L-244521F2",
        source: bus,
        counts: { "aws:cloudwatch/eventRule:EventRule": one },
    },
    vpcs: {
        what: "VPCs per region",
        limit: 5,
        service: "vpc",
        code: "L-F678F1CE",
        source: vpc,
        counts: { "aws:ec2/vpc:Vpc": one },
    },
    elasticIps: {
        what: "Elastic IP addresses per region",
        limit: 5,
        service: "ec2",
        code: "L-0263D0A3",
        source: vpc,
        counts: { "aws:ec2/eip:Eip": one },
    },
    securityGroups: {
        what: "security groups per region",
        limit: 2_500,
        service: "vpc",
        code: "L-E79EC296",
        source: vpc,
        counts: { "aws:ec2/securityGroup:SecurityGroup": one },
    },
    interfaceEndpoints: {
        what: "interface endpoints per VPC",
        per: "vpc",
        limit: 50,
        service: "vpc",
        code: "L-29B6F2EB",
        source: endpoints,
        counts: {
            "aws:ec2/vpcEndpoint:VpcEndpoint": ({ vpcEndpointType }: Properties) =>
                Number(vpcEndpointType === "Interface"),
        },
    },
    egressRules: {
        what: "egress rules per security group",
        per: "securityGroup",
        limit: 60,
        service: "vpc",
        code: "L-0EA8095F",
        source: vpc,
        counts: { "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": one },
    },
    mountTargets: {
        what: "mount targets per VPC",
        per: "vpc",
        limit: 1_400,
        service: "elasticfilesystem",
        fixed: true,
        source: efs,
        counts: { "aws:efs/mountTarget:MountTarget": one },
    },
    configRules: {
        what: "AWS Config rules per region",
        limit: 1_000,
        service: "config",
        fixed: true,
        source: configRules,
        counts: { "aws:cfg/rule:Rule": one, "aws:cfg/conformancePack:ConformancePack": rulesInTemplate },
    },
    trails: {
        what: "trails per region",
        limit: 5,
        service: "cloudtrail",
        fixed: true,
        source: trails,
        counts: { "aws:cloudtrail/trail:Trail": one },
    },
} as const satisfies Record<string, Quota>;

/** A quota as the configuration's `quotas` calls it. */
export type QuotaName = keyof typeof quotas;

/** Whether AWS raises a quota on request. */
export const isRaisable = (name: QuotaName): boolean => !("fixed" in quotas[name]);

/** What a quota counts in a program or a state. */
export interface Counted {
    /** What others name it by; empty or absent where it has none yet. */
    readonly id?: string;
    readonly type: string;
    readonly props: Properties;
}

/**
 * How much of a quota is taken up: of one on an account or its region by all of these together, of one on a VPC, a file
 * system or a security group by those on the one that holds most.
 * @param on tells which of these one of them takes a quota up of
 */
export function takenUp<T>(
    name: QuotaName,
    some: readonly T[],
    amount: (one: T) => number,
    on: Readonly<Record<NonNullable<Quota["per"]>, (one: T) => unknown>>,
): number {
    const { per }: Quota = quotas[name];
    const sums = new Map<unknown, number>();
    for (const one of some) {
        const place = per === undefined ? "account" : on[per](one);
        sums.set(place, (sums.get(place) ?? 0) + amount(one));
    }
    return Math.max(0, ...sums.values());
}

/** How much of a quota resources take up. Those of another region than the stack's count there, and not here. */
export function usedOf(name: QuotaName, resources: readonly Counted[], region: string): number {
    const { counts }: Quota = quotas[name];
    const vpcs = new Map(
        resources.flatMap(({ id, props }) => (id && props.vpcId ? [[id, props.vpcId]] : [])),
    );
    // What a network says of its egress: a rule does not tell how long its prefix list may be.
    const entries = new Map(
        resources
            .flatMap(({ props }) => (Array.isArray(props.egress) ? props.egress : []))
            .map(({ to, rules }: Properties) => [
                (to as Properties | undefined)?.prefixListId,
                Number(rules ?? 1),
            ]),
    );
    // The provider tells no VPC of a mount target, only what it is in: a subnet, which may be none of the stack's, and groups.
    const through = ({ subnetId, securityGroups }: Properties) =>
        [subnetId, securityGroups]
            .flat()
            .map((id) => vpcs.get(id as string))
            .find((id) => id !== undefined);
    return takenUp(
        name,
        resources.filter(
            ({ type, props }) => type in counts && (props.region === undefined || props.region === region),
        ),
        ({ type, props }) => (counts[type]?.(props) ?? 0) * (entries.get(props.prefixListId) ?? 1),
        {
            vpc: ({ props }) => props.vpcId ?? through(props),
            fileSystem: ({ props }) => props.fileSystemId,
            securityGroup: ({ props }) => props.securityGroupId,
        },
    );
}

/** Every quota, in the order of the table. */
export const quotaNames = Object.keys(quotas) as QuotaName[];

const granted = (name: QuotaName) =>
    leaf(z.int().min(1), {
        description: `What AWS has granted this account: ${quotas[name].what}. Absent: AWS's default of ${quotas[name].limit}.`,
        allowed: "a whole number from 1",
        example: quotas[name].limit * 2,
    }).optional();

/** The section `quotas`: what an account was granted where that differs from AWS's default. */
export const quotaSettings = z.strictObject(
    // The entries lose the keys' names. Those that AWS does not raise are typed too, and never there.
    Object.fromEntries(quotaNames.filter(isRaisable).map((name) => [name, granted(name)])) as Record<
        QuotaName,
        ReturnType<typeof granted>
    >,
);
