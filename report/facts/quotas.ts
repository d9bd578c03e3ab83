import { isRaisable, type QuotaName, quotaNames, quotas } from "../../infra/config/quotas";
import { isRecord } from "../../state/exported";
import { type Graph, type Resource, textOf } from "../../state/graph";

/** How much of an account's limit a stack uses by itself. */
export interface QuotaFact {
    /** What is counted, such as `IAM roles per account`. */
    readonly what: string;
    readonly used: number;
    readonly limit: number;
    /** `used / limit` */
    readonly share: number;
    /** Whether the limit is what the configuration says was granted, and not AWS's default. */
    readonly isGranted: boolean;
    readonly isRaisable: boolean;
    readonly source: string;
}

/** From this share of a limit on a report warns. */
export const nearLimit = 0.8;

type Count = (resource: Resource) => number;

const each: Count = () => 1;

/** What each quota counts: a type of resource, and how many of it one resource is. */
const counted: Readonly<Record<QuotaName, readonly (readonly [type: string, count: Count])[]>> = {
    roles: [["aws:iam/role:Role", each]],
    instanceProfiles: [["aws:iam/instanceProfile:InstanceProfile", each]],
    policies: [["aws:iam/policy:Policy", each]],
    accessPoints: [["aws:efs/accessPoint:AccessPoint", each]],
    scalingGroups: [["aws:autoscaling/group:Group", each]],
    launchTemplates: [["aws:ec2/launchTemplate:LaunchTemplate", each]],
    secrets: [["aws:secretsmanager/secret:Secret", each]],
    eventRules: [["aws:cloudwatch/eventRule:EventRule", each]],
    vpcs: [["aws:ec2/vpc:Vpc", each]],
    elasticIps: [["aws:ec2/eip:Eip", each]],
    securityGroups: [["aws:ec2/securityGroup:SecurityGroup", each]],
    interfaceEndpoints: [
        ["aws:ec2/vpcEndpoint:VpcEndpoint", ({ props }) => Number(props.vpcEndpointType === "Interface")],
    ],
    mountTargets: [["aws:efs/mountTarget:MountTarget", each]],
    configRules: [
        ["aws:cfg/rule:Rule", each],
        [
            "aws:cfg/conformancePack:ConformancePack",
            (pack) => textOf(pack, "templateBody")?.match(/AWS::Config::ConfigRule/g)?.length ?? 0,
        ],
    ],
    trails: [["aws:cloudtrail/trail:Trail", each]],
};

/**
 * How much of each quota a graph uses, the fullest first.
 * @param granted limits that AWS has granted the account, by the names of the configuration's section `quotas`
 */
export function readQuotas(graph: Graph, granted: unknown): readonly QuotaFact[] {
    return quotaNames
        .map((name): QuotaFact => {
            const raised = isRecord(granted) ? granted[name] : undefined;
            const limit = typeof raised === "number" ? raised : quotas[name].limit;
            const used = counted[name]
                .flatMap(([type, count]) => graph.all(type).map(count))
                .reduce((sum, count) => sum + count, 0);
            return {
                what: quotas[name].what,
                used,
                limit,
                share: used / limit,
                isGranted: typeof raised === "number",
                isRaisable: isRaisable(name),
                source: quotas[name].source,
            };
        })
        .toSorted((a, b) => b.share - a.share);
}
