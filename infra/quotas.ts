import * as pulumi from "@pulumi/pulumi";
import { Agent } from "./agent";
import { changeAlarms } from "./auditing/alarms/changes";
import { failureAlarms } from "./auditing/alarms/operations";
import { FlowLogs } from "./auditing/flowLogs";
import { Forwarding } from "./auditing/forwarding";
import { Trail } from "./auditing/trail";
import { BackupRoles } from "./backupRoles";
import { type Config, type Fault, faultAt, refuse } from "./config";
import { endpointServices } from "./config/endpointServices";
import { quotaRegionOf } from "./config/partitions";
import { isRaisable, type Quota, type QuotaName, quotaNames, quotas, takenUp } from "./config/quotas";
import { managedRuleCount } from "./documents/conformancePack";
import { egressOf, rulesOf } from "./egress";
import { ImagePipeline } from "./imagePipeline";
import { Network } from "./network";
import { neededOf, proxyOf } from "./proxy";
import type { Site } from "./site";
import { Storage } from "./storage";

/** What the plan is made of, as far as quotas count it. */
type Plan = Pick<
    Config,
    | "agents"
    | "bake"
    | "controllerUrl"
    | "proxy"
    | "noProxy"
    | "shared"
    | "network"
    | "storage"
    | "backup"
    | "auditing"
>;

/** Where a plan is carried out, over how many availability zones. */
interface Place {
    readonly region: string;
    readonly zones: number;
    /** How many rules one for a prefix list counts as, by its id. @default one */
    readonly prefixListEntries?: Site["prefixListEntries"];
}

/** How many of what a quota counts this stack makes by itself. */
type Need = (plan: Plan, place: Place) => number;

const agents: Need = (plan) => plan.agents.length;
const makesVpc = ({ network }: Plan) => network.vpcId === undefined;
const makesTrail = ({ auditing }: Plan) => auditing.trailLogGroupName === undefined;
const hasKeysElsewhere = ({ storage, backup }: Plan) =>
    storage.replicationRegion !== undefined || backup.copyRegion !== undefined;
const interfaceEndpoints: Need = ({ network }) => endpointServices(network).length;

/** How often the plan has what IAM counts, which has no regions: a standby has it once more. */
const twice = ({ storage }: Plan): number => (storage.replicationRegion === undefined ? 1 : 2);
const bakeRoles = ({ bake }: Plan): number => (bake ? ImagePipeline.roleCount : 0);
/** Each agent's and bake's role has a policy and an instance profile. */
const profiles: Need = (plan) => twice(plan) * plan.agents.length + bakeRoles(plan);

const needs: Readonly<Record<QuotaName, Need>> = {
    roles: (plan) =>
        twice(plan) * (plan.agents.length * Agent.roleCount + BackupRoles.roleCount + FlowLogs.roleCount) +
        bakeRoles(plan) +
        (makesTrail(plan) ? Trail.roleCount : 0) +
        (hasKeysElsewhere(plan) ? Forwarding.roleCount : 0),
    instanceProfiles: profiles,
    policies: profiles,
    accessPoints: (plan) => plan.agents.length + plan.shared.length,
    scalingGroups: agents,
    launchTemplates: agents,
    secrets: agents,
    // One on each agent's pairing of role and access point. What is changed at a standby nobody is told.
    eventRules: (plan, place) =>
        agents(plan, place) +
        (plan.storage.replicationRegion === place.region ? 0 : changeAlarms.length) +
        failureAlarms.length,
    vpcs: (plan) => Number(makesVpc(plan)),
    elasticIps: (plan, { zones }) =>
        makesVpc(plan) ? (plan.network.natGateways === "single" ? 1 : zones) : 0,
    securityGroups: (plan, place) =>
        Network.securityGroupCount(interfaceEndpoints(plan, place)) +
        Storage.securityGroupCount +
        (plan.bake ? ImagePipeline.securityGroupCount : 0),
    interfaceEndpoints,
    // Of the agents' group, which has the most; one more is to the mount targets.
    egressRules: (plan, { region, prefixListEntries }) => {
        const services = endpointServices(plan.network);
        const needed = neededOf(plan.controllerUrl, proxyOf(plan, services, region));
        return egressOf(plan.network, needed, services.length > 0).reduce(
            (sum, { to }) => sum + rulesOf(to, prefixListEntries),
            1,
        );
    },
    mountTargets: (_, { zones }) => zones,
    configRules: (_, { region }) => managedRuleCount(region),
    trails: (plan) => Number(makesTrail(plan)),
};

/** What a stack's plans need of a quota, and what the account has. */
export interface QuotaUse {
    readonly name: QuotaName;
    readonly needed: number;
    /** AWS's default, or what the configuration says was granted. */
    readonly limit: number;
    readonly granted: boolean;
}

/**
 * How many of each quota the environments of a stack need, each in that place; of a VPC's or a file
 * system's, the one that needs most. Other users of the account are not counted.
 */
export function quotaUses(plans: readonly Plan[], granted: Config["quotas"], place: Place): QuotaUse[] {
    return quotaNames.map((name) => ({
        name,
        needed: takenUp(name, plans, (plan) => needs[name](plan, place), {
            // A plan makes a VPC of its own unless it adopts one, and a file system in any case.
            vpc: (plan) => plan.network.vpcId ?? plan,
            fileSystem: (plan) => plan,
            securityGroup: (plan) => plan,
        }),
        limit: granted[name] ?? quotas[name].limit,
        granted: granted[name] !== undefined,
    }));
}

/** What an environment has and its standby has not: what is the account's, what auditing makes, and secrets of its own. */
const notOfStandby: readonly QuotaName[] = [
    ...quotaNames.filter((name) => quotas[name].service === "iam"),
    "configRules",
    "trails",
    "secrets",
];

/**
 * The same of the standbys in their region, with what the update that fails over makes: a VPC of their own each, whatever the
 * environments have.
 */
export const standbyQuotaUses = (
    plans: readonly Plan[],
    granted: Config["quotas"],
    place: Place,
): QuotaUse[] =>
    quotaUses(
        plans
            .filter(({ storage }) => storage.replicationRegion === place.region)
            .map((plan) => ({ ...plan, network: { ...plan.network, vpcId: undefined } })),
        granted,
        place,
    ).filter(({ name }) => !notOfStandby.includes(name));

function howToRaise({ name, needed }: QuotaUse, region: string): string {
    const { service, code, source }: Quota = quotas[name];
    const ask =
        code === undefined
            ? `ask AWS Support (${source})`
            : `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed} --region ${quotaRegionOf(service, region)}`;
    return `raise   ${ask}\n    then    pulumi config set --path '${pulumi.getProject()}:quotas.${name}' ${needed}`;
}

/**
 * What stands in the way of a plan: faults for what AWS will refuse for certain, warnings for what it refuses unless the
 * account has been granted more than the default.
 */
export function quotaFindings(
    uses: readonly QuotaUse[],
    region: string,
): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
    const over = uses.filter(({ needed, limit }) => needed > limit);
    const certain = ({ name, granted }: QuotaUse) => granted || !isRaisable(name);
    const faults = over
        .filter(certain)
        .map(({ name, needed, limit, granted }) =>
            faultAt(
                granted ? ["quotas", name] : ["agents"],
                granted ? limit : undefined,
                `allows ${limit} ${quotas[name].what} and this stack needs ${needed}${quotas[name].service === "iam" ? "" : ` in ${region}`}; make several stacks of it (docs/scale.md)${granted ? " or have the quota raised" : ""}`,
            ),
        );
    const warnings = over
        .filter((use) => !certain(use))
        .map(
            (use) =>
                `  ${quotas[use.name].what}: this stack alone needs ${use.needed}, AWS's default is ${use.limit}\n    ${howToRaise(use, region)}`,
        );
    return { faults, warnings };
}

const placeOf = ({ region, zones, prefixListEntries }: Site): Place => ({
    region,
    zones: zones.length,
    prefixListEntries,
});

/**
 * Holds a stack's environments together against AWS's quotas before any resource is registered. Warns of what an account
 * has to be granted first; throws `RunError` where AWS will refuse for certain.
 * @param granted the configuration's section `quotas`
 */
export function holdToQuotas(environments: readonly Config[], granted: Config["quotas"], site: Site): void {
    const here = quotaFindings(quotaUses(environments, granted, placeOf(site)), site.region);
    const { standby } = site;
    const there =
        standby && quotaFindings(standbyQuotaUses(environments, granted, placeOf(standby)), standby.region);
    const faults = [...here.faults, ...(there?.faults ?? [])];
    const warnings = [...here.warnings, ...(there?.warnings ?? [])];
    if (faults.length > 0) refuse(faults);
    if (warnings.length > 0)
        void pulumi.log.warn(
            `The update will fail half way unless AWS has granted this account more than its default:\n${warnings.join("\n")}`,
        );
}
