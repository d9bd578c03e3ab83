import * as aws from "@pulumi/aws";

/** A mount target by its network interface, the only trace of it that the provider's functions find. */
export interface MountInterface {
    readonly mountTargetId: string;
    readonly fileSystemId: string;
    readonly vpcId: string;
    readonly zone: string;
    readonly securityGroupIds: readonly string[];
}

/**
 * EFS writes both ids into the interface's description, which its API reference and what EC2 shows word differently, and
 * is the one who requested it, which nobody else can claim.
 * https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
 */
const pattern = { fileSystemId: /\bfs-[0-9a-f]+/, mountTargetId: /\bfsmt-[0-9a-f]+/ };

/** The mount targets of a file system, whoever made them. */
export const mountInterfacesOf = (fileSystemId: string): Promise<MountInterface[]> =>
    mountInterfaces({ name: "description", values: [`*${fileSystemId}*`] });

/**
 * The mount targets that have one of these security groups.
 * @param region @default the stack's own
 */
export const mountInterfacesBehind = async (
    securityGroupIds: readonly string[],
    region?: string,
): Promise<MountInterface[]> =>
    securityGroupIds.length === 0
        ? []
        : mountInterfaces({ name: "group-id", values: [...securityGroupIds] }, region);

async function mountInterfaces(
    filter: { name: string; values: string[] },
    region?: string,
): Promise<MountInterface[]> {
    const where = region === undefined ? {} : { region };
    const { ids } = await aws.ec2.getNetworkInterfaces({
        filters: [{ name: "requester-managed", values: ["true"] }, filter],
        ...where,
    });
    const interfaces = await Promise.all(ids.map((id) => aws.ec2.getNetworkInterface({ id, ...where })));
    return interfaces.flatMap(({ description, vpcId, availabilityZone: zone, securityGroups }) => {
        const [fileSystemId] = pattern.fileSystemId.exec(description) ?? [];
        const [mountTargetId] = pattern.mountTargetId.exec(description) ?? [];
        return fileSystemId === undefined || mountTargetId === undefined
            ? []
            : [{ mountTargetId, fileSystemId, vpcId, zone, securityGroupIds: securityGroups }];
    });
}
