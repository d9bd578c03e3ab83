import { z } from "zod";
import { leaf } from "./leaf";

/**
 * A leaf that names a machine image: by its id, or by a parameter as a launch template takes it, with a version or label of the
 * account's own.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 */
export const image = (description: string) =>
    leaf(
        z
            .string()
            .max(1000)
            .regex(
                /^(default|ami-([0-9a-f]{8}|[0-9a-f]{17})|(arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter)?(\/[\w.-]+)+(:[\w.-]+)?)$/,
            ),
        {
            description,
            allowed:
                "default; the id of an image; or a parameter of Systems Manager, by its path or, of another account, by its ARN, with :VERSION where it is pinned",
            example: "/jenkins-efs/images/agent:3",
        },
    );

/** Whose images agents may start from. */
export const imageOwners = leaf(z.array(z.string().regex(/^(amazon|self|\d{12})$/)).min(1), {
    description:
        "Whose images agents may start from: a preview refuses another's, one that everybody may start, and of all but Amazon's one that is not encrypted. An account that is named here has to let this one's AWSServiceRoleForAutoScaling use its key.",
    allowed: "a list of at least one of amazon, self (the stack's own account) and ids of accounts",
    example: ["amazon", "self", "210987654321"],
}).default(["amazon", "self"]);

/** A leaf that lists packages, by name or by name and version, as rpm knows them once they are installed. */
export const packages = (description: string) =>
    leaf(z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}$/)), {
        description,
        allowed:
            "a list of names of RPM packages, each with its version where that is to be the same at every boot",
        example: ["docker", "python3.12"],
    });

/** A leaf that holds a script, or says that there is none. */
export const hook = (description: string) =>
    leaf(
        z
            .string()
            .regex(/^(none|#!\/[^\r\0]+)$/)
            .max(8192),
        {
            description,
            allowed:
                "none; or a script of at most 8192 characters that begins with #!/, with Unix line ends (EC2 takes 16 KiB of user data in all; larger things are fetched by it)",
            example: "#!/bin/bash\nsysctl --write vm.max_map_count=262144\n",
        },
    );

/**
 * What a gp3 volume has before anybody asks for more, and the most that one asks for here: what every region and the provider
 * take.
 * https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
 */
export const gp3 = {
    iops: { least: 3000, most: 16_000, perGiB: 500 },
    throughputMiBps: { least: 125, most: 1000, perIops: 0.25 },
} as const;

/** The performance of an agent's disk. */
export const disk = {
    diskIops: leaf(z.int().min(gp3.iops.least).max(gp3.iops.most), {
        description: `Operations a second that the agent's disk is provisioned with; each beyond ${gp3.iops.least} is paid for.`,
        allowed: `a whole number from ${gp3.iops.least} to ${gp3.iops.most}, and at most ${gp3.iops.perGiB} for each GiB of diskGiB`,
        example: 6000,
    }).optional(),
    diskThroughputMiBps: leaf(z.int().min(gp3.throughputMiBps.least).max(gp3.throughputMiBps.most), {
        description: `Throughput in MiB/s that the agent's disk is provisioned with; each beyond ${gp3.throughputMiBps.least} is paid for. What an instance takes of it is its type's.`,
        allowed: `a whole number from ${gp3.throughputMiBps.least} to ${gp3.throughputMiBps.most}, and at most 1 for each ${1 / gp3.throughputMiBps.perIops} of diskIops`,
        example: 500,
    }).optional(),
    instanceStore: leaf(z.boolean(), {
        description:
            "Workspaces and containers (/var/lib/docker, containerd, containers) are on the NVMe disks that the instance type has, as one file system; temporary files stay on the root volume. It is AWS that encrypts them, with keys that end with the instance: each replaced agent begins with empty workspaces. Without such a disk there is no agent.",
        allowed: "true, with an instance type that has NVMe instance store, such as m7gd or c6id; or false",
        example: true,
    }).default(false),
};

/** A leaf that says when unused workspaces go. */
export const cleanWorkspacesAfterDays = (description: string) =>
    leaf(z.int().min(1).max(365), {
        description,
        allowed: "a whole number of days from 1 to 365",
        example: 14,
    });
