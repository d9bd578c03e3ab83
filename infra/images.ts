import * as aws from "@pulumi/aws";
import { architecture } from "./agentIdentity";
import { type AgentConfig, type Config, type Fault, faultAt } from "./config";
import { distrustOf, ownerOf, type Problem, type Trusted } from "./imageTrust";

/** The device of Amazon Linux 2023's root volume, which the launch template sizes and encrypts. */
export const rootDevice = "/dev/xvda";

/** Amazon's own parameter, which names the newest Amazon Linux 2023 for an architecture. */
export const newest = (machine: string): string =>
    `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}`;

/** The parameter that an agent's image comes from, or the image itself. */
const namedBy = (image: string, machine: string): string => (image === "default" ? newest(machine) : image);

/**
 * What a launch template takes for an agent's image. A parameter is resolved when an instance starts, so that a replaced agent
 * comes up patched and a preview never changes by itself.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
export function imageOf({ instanceType, image }: Pick<AgentConfig, "instanceType" | "image">): string {
    const named = namedBy(image ?? "default", architecture(instanceType));
    return named.startsWith("ami-") ? named : `resolve:ssm:${named}`;
}

/** The image that an agent's next instance starts from. */
export interface Image {
    /** `ami-` and 17 hexadecimal digits. */
    readonly id: string;
    /** Amazon's has its version in it: `al2023-ami-2023.9.20251208.0-kernel-6.1-arm64`. */
    readonly name: string;
    /** `amazon`, or the id of an account. */
    readonly owner: string;
}

/**
 * The tag by which a launch template says whose its image is, as EC2 said at the last preview: the policy pack sees what a
 * program makes, and not what it asked. Amazon's public parameters say it by themselves.
 */
export function imageTags(imageId: string, image: Image | undefined): Readonly<Record<string, string>> {
    const value = `${image?.owner} ${imageId.replace(/^resolve:ssm:/, "")}`;
    const isTold = image === undefined || imageId.startsWith("resolve:ssm:/aws/");
    // AWS takes no longer value; without it the pack asks for the parameter in its configuration.
    return isTold || value.length > 256 ? {} : { "image-owner": value };
}

/** The images of agents as EC2 has them now, and what keeps instances from starting from them. */
export interface Images {
    /** By agent's name. */
    readonly images: Readonly<Record<string, Image>>;
    readonly faults: readonly Fault[];
    readonly warnings: readonly string[];
}

type Found = aws.ec2.GetAmiResult | Problem;

const missingImage = /your query returned no results|InvalidAMIID/i;
const missingParameter = /ParameterNotFound|ParameterVersionNotFound|couldn't find resource|empty result/i;

/** EC2's answer for what an agent's image is named by, or what is wrong with the name. */
async function find(named: string, where: { readonly region?: string }): Promise<Found> {
    let id = named;
    if (!named.startsWith("ami-")) {
        try {
            id = (await aws.ssm.getParameter({ ...where, name: named, withDecryption: false })).insecureValue;
        } catch (error) {
            if (!missingParameter.test(String(error))) throw error;
            return { problem: "is no parameter of Systems Manager in this account and region" };
        }
        if (!/^ami-[0-9a-f]+$/.test(id))
            return { problem: `holds no id of an image, but ${JSON.stringify(id.slice(0, 40))}` };
    }
    const by = id === named ? "" : `names ${id}, which `;
    try {
        return await aws.ec2.getAmi({
            ...where,
            filters: [{ name: "image-id", values: [id] }],
            includeDeprecated: true,
        });
    } catch (error) {
        if (!missingImage.test(String(error))) throw error;
        return { problem: `${by}is no image that this account may start in this region` };
    }
}

/** Why an instance of an agent would not start from an image, or not with its disk. */
function misfitOf(
    { architecture: built, state, rootDeviceName, blockDeviceMappings, platform }: aws.ec2.GetAmiResult,
    { instanceType, diskGiB }: AgentConfig,
): string | undefined {
    const machine = architecture(instanceType);
    if (platform === "windows") return "is of Windows; agents are Amazon Linux 2023 or what is made from it";
    if (built !== machine) return `is for ${built}, and ${instanceType} is ${machine}`;
    if (state !== "available") return `is ${state}, not available`;
    if (rootDeviceName !== rootDevice)
        return `has its root on ${rootDeviceName}, and agents theirs on ${rootDevice}, as Amazon Linux 2023 has it`;
    const size = Number(
        blockDeviceMappings.find(({ deviceName }) => deviceName === rootDevice)?.ebs.volume_size,
    );
    return size > diskGiB ? `needs a disk of ${size} GiB, and diskGiB is ${diskGiB}` : undefined;
}

function problemOf(image: aws.ec2.GetAmiResult, agent: AgentConfig, trusted: Trusted): Problem | undefined {
    const misfit = misfitOf(image, agent);
    return distrustOf(image, trusted) ?? (misfit === undefined ? undefined : { problem: misfit });
}

/**
 * Asks EC2 for the agents' images before anything is made: a launch template takes any id, and a group that cannot start an
 * instance tries for ever, and starts what a stranger made as willingly as what Amazon did.
 * @param region @default the stack's own
 */
export async function surveyImages(
    { agents, image, imageOwners: owners }: Pick<Config, "agents" | "image" | "imageOwners">,
    region?: string,
): Promise<Images> {
    const where = region === undefined ? {} : { region };
    const named = new Map(
        agents.map((agent) => [agent.name, namedBy(agent.image ?? image, architecture(agent.instanceType))]),
    );
    const [{ accountId: account }, ...answers] = await Promise.all([
        aws.getCallerIdentity(),
        ...[...new Set(named.values())].map(async (name) => [name, await find(name, where)] as const),
    ]);
    const found = new Map(answers);
    const images: Record<string, Image> = {};
    const faults: Fault[] = [];
    const warnings = new Set<string>();
    /** By what is wrong with the stack's image, the agents for which it is. */
    const together = new Map<string, { readonly found: Problem; readonly names: string[] }>();
    for (const [at, agent] of agents.entries()) {
        const answer = found.get(named.get(agent.name) ?? "");
        if (answer === undefined) continue;
        const problem = "problem" in answer ? answer : problemOf(answer, agent, { owners, account });
        if (problem !== undefined && agent.image !== undefined)
            faults.push({ ...faultAt(["agents", at, "image"], agent.image), ...problem });
        else if (problem !== undefined) {
            const same = together.get(problem.problem) ?? { found: problem, names: [] };
            together.set(problem.problem, { ...same, names: [...same.names, agent.name] });
        }
        if ("problem" in answer) continue;
        images[agent.name] = { id: answer.imageId, name: answer.name, owner: ownerOf(answer) };
        if (answer.deprecationTime !== "" && new Date(answer.deprecationTime) < new Date())
            warnings.add(
                `Image ${answer.imageId} (${answer.name}) is deprecated since ${answer.deprecationTime.slice(0, 10)}: its owner mends it no longer, and may take it away.`,
            );
    }
    for (const { found: problem, names } of together.values())
        faults.push({
            ...faultAt(["image"], image),
            ...problem,
            problem: `${problem.problem} (for ${names.join(", ")})`,
        });
    return { images, faults, warnings: [...warnings] };
}
