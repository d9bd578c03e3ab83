import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { findBoundary, findRecorder, findServiceRole, trailFaults } from "./accountNeeds";
import { severalOn } from "./adoption";
import { asked } from "./asked";
import { type Config, type Fault, faultAt, refuse } from "./config";
import { certificateWarnings } from "./config/companyNetworkFaults";
import { endpointServices } from "./config/endpointServices";
import { nameFaults } from "./config/nameFaults";
import { pinsOf } from "./config/pins";
import { regionFaults } from "./config/regionFaults";
import { changesOutOfPlace } from "./deployed";
import { endpointFaults, severalIn } from "./endpoints";
import { environmentName, standbyName } from "./environmentName";
import { type Image, surveyImages } from "./images";
import { instanceTypeFindings, offersOf } from "./instanceTypes";
import { surveyPrefixLists } from "./prefixLists";
import { promotionFaults } from "./promotion";
import { providerOf } from "./regionProvider";
import { adoptedZones, ownZones, type Zone } from "./zones";

/** What AWS says of the account and region that the stack is deployed to: plain values, known at preview. */
export interface Site {
    readonly accountId: string;
    readonly region: string;
    /** `aws`, `aws-cn` or `aws-us-gov`. */
    readonly partition: string;
    /** `amazonaws.com` or `amazonaws.com.cn`. */
    readonly dnsSuffix: string;
    /** ARN of the role (not of its session) that deploys the stack. */
    readonly deployerArn: string;
    /** ARN of the permissions boundary of every role, which the account's owner made. */
    readonly boundaryArn: string;
    /** ARN of EC2 Auto Scaling's service-linked role, which starts the agents on encrypted disks. */
    readonly autoscalingRoleArn: string;
    /** ARN of Image Builder's service-linked role, where images are baked. @default they are not */
    readonly imageBuilderRoleArn?: string | undefined;
    /** ARN of AWS Config's service-linked role, where its recorder is made here. @default it is the account's own */
    readonly configRoleArn?: string | undefined;
    /** The zones of agents and mount targets, in the order of the configuration. */
    readonly zones: readonly Zone[];
    /** Of the region's S3, where the agents' egress names it. @default not asked */
    readonly s3PrefixListId?: string | undefined;
    /** How many rules one for a prefix list counts as, by its id. @default one */
    readonly prefixListEntries?: Readonly<Record<string, number>> | undefined;
    /** What each agent's next instance starts from, by the agent's name. @default not asked */
    readonly images?: Readonly<Record<string, Image>>;
    /** The same of the region that the file system is replicated to. @default it is not */
    readonly standby?: Site | undefined;
    /** Promoted replicas that AWS was asked of, by environment. @default none */
    readonly promotedReplicaIds?: Readonly<Record<string, string | undefined>>;
}

const uncoveredPins = (config: Config, zones: readonly Zone[]): Fault[] =>
    pinsOf(config).flatMap(({ key, zone }) =>
        zones.some(({ name }) => name === zone)
            ? []
            : [
                  faultAt(
                      key,
                      zone,
                      `has no private subnet and so no mount target; the network covers ${zones.map(({ name }) => name).join(", ")}`,
                  ),
              ],
    );

/**
 * Asks AWS what the plan depends on, for the environments of these names; by default the one that is called after its
 * stack. Throws `RunError` with every fault found, before any resource is registered.
 * @param environments names, or by name the configuration of each, where one has what the others have not, such as
 * `storage.promotedReplicaId`
 */
export const surveySite = (
    config: Config,
    environments: readonly string[] | Readonly<Record<string, Config>> = [pulumi.getStack()],
): Promise<Site> =>
    asked(() =>
        survey(
            config,
            Array.isArray(environments)
                ? Object.fromEntries(environments.map((name) => [name, config]))
                : environments,
        ),
    );

async function survey(config: Config, environments: Readonly<Record<string, Config>>): Promise<Site> {
    const names = Object.keys(environments);
    const { network, agents, auditing, deployer } = config;
    const { vpcId, privateSubnetIds = [], availabilityZones } = network;
    const [
        caller,
        partition,
        region,
        offers,
        images,
        lists,
        autoscalingRoleArn,
        configRoleArn,
        imageBuilderRoleArn,
        trail,
        ,
        { zones, faults },
    ] = await Promise.all([
        aws.getCallerIdentity(),
        aws.getPartition(),
        aws.getRegion(),
        offersOf(agents),
        surveyImages(config),
        surveyPrefixLists(network),
        findServiceRole("AWSServiceRoleForAutoScaling", "autoscaling", "starts the agents"),
        auditing.configRecorder === "made"
            ? findServiceRole("AWSServiceRoleForConfig", "config", "records for AWS Config")
            : undefined,
        config.bake
            ? findServiceRole("AWSServiceRoleForImageBuilder", "imagebuilder", "bakes images")
            : undefined,
        trailFaults(auditing.trailLogGroupName),
        findRecorder(auditing),
        vpcId === undefined ? ownZones(availabilityZones) : adoptedZones(vpcId, privateSubnetIds),
    ]);
    const deployerArn =
        deployer === "caller" ? (await aws.iam.getSessionContext({ arn: caller.arn })).issuerArn : deployer;
    const zoneNames = zones.map(({ name }) => name);
    const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
    const tagsOf = (name: string) => ({
        project,
        environment: environmentName(name, stack),
        "managed-by": "pulumi" as const,
    });
    const moves = Object.entries(environments).flatMap(([name, own]) => [
        changesOutOfPlace(tagsOf(name), own, zoneNames),
        promotionFaults(own.storage, tagsOf(standbyName({ name, stack })), name),
    ]);
    const types = instanceTypeFindings(agents, offers, zoneNames);
    const second = await standbyIn(config, zones.length);
    const standbys = second === undefined ? [] : names.map((name) => standbyName({ name, stack }));
    const all = [
        ...nameFaults(project, stack, [...names, ...standbys]),
        ...faults,
        ...(second?.faults ?? []),
        ...trail,
        ...uncoveredPins(config, zones),
        // With a fault in the zones, what is offered in them tells nothing.
        ...(faults.length > 0 ? [] : types.faults),
        ...images.faults,
        ...lists.faults,
        // The configuration told it already, unless the region is a profile's.
        ...(aws.config.region === undefined ? regionFaults(config, region.region) : []),
        ...(
            await Promise.all([
                ...moves,
                ...(faults.length > 0
                    ? []
                    : [endpointFaults(network, { region: region.region, zones: zoneNames })]),
            ])
        ).flat(),
        ...severalOn(environments),
        ...severalIn(network, names),
    ];
    if (all.length > 0) refuse(all);
    for (const warning of [
        ...types.warnings,
        ...images.warnings,
        ...(second?.warnings ?? []),
        ...certificateWarnings(config.caCertificates),
    ])
        void pulumi.log.warn(warning);
    const s3PrefixListId = await s3ListIn(network, region.region);
    const boundaryArn = await findBoundary(
        `arn:${partition.partition}:iam::${caller.accountId}:policy/${project}-boundary`,
    );
    const site: Site = {
        accountId: caller.accountId,
        region: region.region,
        partition: partition.partition,
        dnsSuffix: partition.dnsSuffix,
        deployerArn,
        boundaryArn,
        autoscalingRoleArn,
        configRoleArn,
        imageBuilderRoleArn,
        zones,
        images: images.images,
        s3PrefixListId,
        prefixListEntries: lists.entries,
        promotedReplicaIds: Object.fromEntries(
            Object.entries(environments).map(([name, { storage }]) => [name, storage.promotedReplicaId]),
        ),
    };
    return second === undefined
        ? site
        : {
              ...site,
              standby: {
                  ...site,
                  region: second.region,
                  zones: second.zones,
                  images: second.images,
                  s3PrefixListId: await s3ListIn(network, second.region),
              },
          };
}

/** The prefix list of a region's S3, where agents go to named places only. */
const s3ListIn = async ({ internet }: Config["network"], region: string): Promise<string | undefined> =>
    internet === "none"
        ? (await aws.ec2.getPrefixList({ name: `com.amazonaws.${region}.s3`, region })).id
        : undefined;

/** What AWS says of the region of the standby, and what keeps agents from running there: nothing where there is none. */
async function standbyIn(config: Config, count: number) {
    const { storage, standby, agents } = config;
    const { replicationRegion: region } = storage;
    if (region === undefined) return undefined;
    const [{ zones, faults }, offers, images] = await Promise.all([
        ownZones(standby.availabilityZones, { key: ["standby", "availabilityZones"], count, region }),
        offersOf(agents, region),
        surveyImages(config, region),
    ]);
    // Its VPC is made here, whatever the environment's own is; the data source takes no region but its provider's.
    const { interfaceEndpoints } = config.network;
    const endpoints =
        faults.length > 0 || endpointServices({ interfaceEndpoints }).length === 0
            ? []
            : await endpointFaults(
                  { interfaceEndpoints },
                  {
                      region,
                      zones: zones.map(({ name }) => name),
                      provider: providerOf(`asked-${region}`, region),
                  },
              );
    const unpinned = agents.map(({ availabilityZone: _, ...agent }) => agent);
    const types = instanceTypeFindings(
        unpinned,
        offers,
        zones.map(({ name }) => name),
    );
    const there = (fault: Fault): Fault => ({
        ...fault,
        problem: `${fault.problem} (the standby in ${region})`,
    });
    return {
        region,
        zones,
        images: images.images,
        faults: faults.length > 0 ? faults : [...types.faults, ...images.faults, ...endpoints].map(there),
        warnings: [...types.warnings, ...images.warnings],
    };
}
