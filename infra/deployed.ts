import * as aws from "@pulumi/aws";
import { type Config, type Fault, faultAt } from "./config";
import type { Tags } from "./tags";

/** Tags by which an environment's resources are found again in the account. */
export type EnvironmentTags = Pick<Tags, "project" | "environment" | "managed-by">;

/** What the configuration asks for and an environment that is deployed cannot become in place. */
export async function changesOutOfPlace(
    tags: EnvironmentTags,
    { network, storage }: Config,
    zones: readonly string[],
): Promise<Fault[]> {
    const faults = [networkMoves(tags, network, zones), fileSystemChanges(tags, storage)];
    return (await Promise.all(faults)).flat();
}

/**
 * What a file system does not become. Encryption, key and performance mode are as they were made; of these the last is
 * configured. Throughput changes, but not before the lifecycle stops moving files to Archive, and the provider changes it
 * first.
 */
async function fileSystemChanges(tags: EnvironmentTags, storage: Config["storage"]): Promise<Fault[]> {
    const deployed = await fileSystemOf(tags);
    if (deployed === undefined) return [];
    const { fileSystemId, performanceMode, lifecyclePolicies } = deployed;
    const faults: Fault[] = [];
    if (performanceMode !== storage.performanceMode)
        faults.push(
            faultAt(
                ["storage", "performanceMode"],
                storage.performanceMode,
                `would replace ${fileSystemId} by an empty file system: it was made with ` +
                    `${performanceMode}, which EFS does not change. Write that back, or make an environment ` +
                    "of another name and restore a recovery point into it",
            ),
        );
    const archive = lifecyclePolicies.find(({ transitionToArchive }) => transitionToArchive !== "");
    if (archive !== undefined && storage.throughputMode !== "elastic")
        faults.push(
            faultAt(
                ["storage", "throughputMode"],
                storage.throughputMode,
                `takes two updates: ${fileSystemId} moves files to Archive (${archive.transitionToArchive}), which EFS does ` +
                    "with elastic throughput only. Keep elastic, write storage.transitionToArchiveAfterDays: never, and " +
                    "update; then change the mode. EFS refuses it for as long as files lie in Archive, which is " +
                    "SizeInBytes.ValueInArchive of aws efs describe-file-systems; what is read comes back by itself",
            ),
        );
    return faults;
}

async function fileSystemOf(tags: EnvironmentTags): Promise<aws.efs.GetFileSystemResult | undefined> {
    try {
        return await aws.efs.getFileSystem({ tags });
    } catch (error) {
        // The provider's words for none, and for several, of which a restored one may be one.
        if (/no matching EFS file system found|multiple EFS file systems matched/.test(String(error)))
            return undefined;
        throw error;
    }
}

/**
 * What of a configured network cannot follow from the deployed one in place. A file system has mount targets in one VPC
 * at a time, a VPC keeps its block, and a subnet its zone and block: the engine would find out half way, from AWS, with
 * `InvalidSubnet.Conflict`.
 */
async function networkMoves(
    tags: EnvironmentTags,
    network: Config["network"],
    zones: readonly string[],
): Promise<Fault[]> {
    const [home] = (await aws.ec2.getSecurityGroups({ tags })).vpcIds;
    if (home === undefined || home === network.vpcId) return [];
    const elsewhere =
        `environment ${tags.environment} is in ${home}, and a file system has mount targets in one VPC at a time. ` +
        "For another VPC, make an environment of another name there and restore a recovery point into it";
    if (network.vpcId !== undefined)
        return [faultAt(["network", "vpcId"], network.vpcId, `is another VPC: ${elsewhere}`)];

    const vpc = await aws.ec2.getVpc({ id: home });
    if (vpc.tags.environment !== tags.environment)
        return [faultAt(["network", "vpcId"], undefined, `is missing: ${elsewhere}; or write ${home}`)];
    const faults: Fault[] = [];
    if (vpc.cidrBlock !== network.vpcCidr)
        faults.push(
            faultAt(
                ["network", "vpcCidr"],
                network.vpcCidr,
                `would move every subnet: the VPC is deployed with ${vpc.cidrBlock}, which AWS does not change. Write that back`,
            ),
        );
    const deployed = await privateZones(home);
    if (deployed.some((zone, at) => at < zones.length && zones[at] !== zone))
        faults.push(
            faultAt(
                ["network", "availabilityZones"],
                zones,
                `would move subnets: the network is deployed over ${deployed.join(", ")}. ` +
                    "Keep these and their order; add a zone after them, or take the last one away",
            ),
        );
    return faults;
}

/** The zones of a VPC's private subnets in the order in which awsx numbers them, from `network-private-1`. */
async function privateZones(vpcId: string): Promise<string[]> {
    const { ids } = await aws.ec2.getSubnets({
        filters: [
            { name: "vpc-id", values: [vpcId] },
            { name: "tag:SubnetType", values: ["Private"] },
        ],
    });
    const subnets = await Promise.all(ids.map((id) => aws.ec2.getSubnet({ id })));
    const placeOf = ({ tags }: aws.ec2.GetSubnetResult) => Number(/\d+$/.exec(tags.Name ?? "")?.[0]);
    return subnets.toSorted((a, b) => placeOf(a) - placeOf(b)).map((subnet) => subnet.availabilityZone);
}
