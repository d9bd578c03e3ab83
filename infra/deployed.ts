import * as aws from "@pulumi/aws";
import { adoptionFaults, fileSystemOf } from "./adoption";
import { type Config, type Fault, faultAt } from "./config";
import { mountInterfacesBehind } from "./mountInterfaces";
import { type EnvironmentTags, restoreRunTag } from "./tags";

/** What the configuration asks for and an environment, or the file system that it is to have, cannot become in place. */
export async function changesOutOfPlace(
    tags: EnvironmentTags,
    { network, storage }: Config,
    zones: readonly string[],
): Promise<Fault[]> {
    const groups = await aws.ec2.getSecurityGroups({ tags });
    const faults = [
        networkMoves(tags, network, zones, groups.vpcIds),
        storage.fileSystemId === undefined
            ? fileSystemChanges(tags, storage, groups.ids)
            : takeover(tags, { ...storage, fileSystemId: storage.fileSystemId }, groups.ids),
    ];
    return (await Promise.all(faults)).flat();
}

/**
 * What a file system does not become. Encryption, key and performance mode are as they were made; of these the last is
 * configured. Throughput changes, but not before the lifecycle stops moving files to Archive, and the provider changes it
 * first.
 */
async function fileSystemChanges(
    tags: EnvironmentTags,
    storage: Config["storage"],
    securityGroupIds: readonly string[],
): Promise<Fault[]> {
    const deployed = await fileSystemOf({ tags });
    if (deployed === undefined) return adopted(tags, securityGroupIds);
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

/**
 * An environment with mount targets and no file system of its own mounts one that it adopted. By all of its tags its own is
 * told: one that was restored has some of them, for a while or for good.
 */
async function adopted(tags: EnvironmentTags, securityGroupIds: readonly string[]): Promise<Fault[]> {
    const mounted = new Set(
        (await mountInterfacesBehind(securityGroupIds)).map((target) => target.fileSystemId),
    );
    const own = await Promise.all([...mounted].map((id) => fileSystemOf({ fileSystemId: id, tags })));
    if (own.some((each) => each !== undefined)) return [];
    const described = await Promise.all([...mounted].map((fileSystemId) => fileSystemOf({ fileSystemId })));
    const used = described.find((each) => each !== undefined && each.tags[restoreRunTag] === undefined);
    if (used === undefined) return [];
    return [
        {
            ...faultAt(
                ["storage", "fileSystemId"],
                undefined,
                `is missing: environment ${tags.environment} mounts ${used.fileSystemId}, in whose place would come an empty file ` +
                    "system. Write it back; for an empty one, make an environment of another name",
            ),
            example: used.fileSystemId,
        },
    ];
}

/**
 * A file system that exists in place of what there was. What the stack made before it and no longer names is deleted, even
 * where it is protected: the engine asks that of what it replaces by another resource, not by one that it reads
 * (GenerateReadSteps).
 */
async function takeover(
    tags: EnvironmentTags,
    storage: Config["storage"] & { readonly fileSystemId: string },
    securityGroupIds: readonly string[],
): Promise<Fault[]> {
    const { fileSystemId } = storage;
    const [own, mounted] = await Promise.all([
        fileSystemOf({ tags }),
        mountInterfacesBehind(securityGroupIds),
    ]);
    const others = new Set(mounted.map((target) => target.fileSystemId));
    if (own !== undefined) others.add(own.fileSystemId);
    others.delete(fileSystemId);
    const made = await Promise.all([...others].map((id) => fileSystemOf({ fileSystemId: id, tags })));
    const lost = made.flatMap((each) => each?.fileSystemId ?? []);
    return [
        ...lost.map((id) =>
            faultAt(
                ["storage", "fileSystemId"],
                fileSystemId,
                `would delete ${id} with its files, which environment ${tags.environment} made, protected or not. Let go of it ` +
                    `first: write ${id} here and update. Then take from it the tag by which it is this stack's, aws efs ` +
                    `untag-resource --resource-id ${id} --tag-keys managed-by, and write ${fileSystemId}`,
            ),
        ),
        ...(await adoptionFaults(storage, tags, securityGroupIds)),
    ];
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
    [home]: readonly string[],
): Promise<Fault[]> {
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
