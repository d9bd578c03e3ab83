import { z } from "zod";
import { firstUid, lastUid } from "../agentIdentity";
import { regions } from "./regions";

/**
 * What a leaf of the configuration tells a person: shown in Pulumi.yaml and the documentation (`description`)
 * and in a fault's message (`allowed`, `example`).
 */
export type Leaf = { description: string; allowed: string; example: unknown };

/** A schema with the words for whoever sets or mends the value. */
export const leaf = <T extends z.ZodType>(schema: T, about: Leaf): T => schema.meta(about);

/** A leaf that counts days. */
export const days = (description: string, least: number, most: number, example: number) =>
    leaf(z.int().min(least).max(most), {
        description,
        allowed: `a whole number of days from ${least} to ${most}`,
        example,
    });

/** A leaf that names a second region. */
export const otherRegion = (description: string) =>
    leaf(
        z.string().refine((name) => regions.includes(name)),
        {
            description,
            allowed: "an AWS region's name, other than the stack's own and of its partition",
            example: "us-west-2",
        },
    ).optional();

/** A leaf that fixes a POSIX id which would else follow from a name. */
export const uid = (description: string) =>
    leaf(z.int().min(firstUid).max(lastUid), {
        description,
        allowed: `a whole number from ${firstUid} to ${lastUid} that no agent and no area has besides`,
        example: 300000,
    }).optional();

/** The name of an availability zone; Local Zones have longer ones. */
export const zoneName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/);

function blockOf(cidr: string): { readonly first: number; readonly size: number } {
    const [address = "", length = ""] = cidr.split("/");
    const first = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    return { first, size: 2 ** (32 - Number(length)) };
}

/** True when every host bit of an IPv4 block is zero: AWS stores the block masked, which would show as a change for ever. */
export function isAligned(cidr: string): boolean {
    const { first, size } = blockOf(cidr);
    return first % size === 0;
}

/** Whether two IPv4 blocks have an address in common. */
export function overlap(one: string, other: string): boolean {
    const [a, b] = [blockOf(one), blockOf(other)];
    return a.first < b.first + b.size && b.first < a.first + a.size;
}

function isVpcBlock(block: string): boolean {
    const length = Number(block.split("/")[1]);
    return length >= 16 && length <= 24 && isAligned(block);
}

/** An address block that a VPC can have, which is divided among three zones. */
export const vpcBlock = z.cidrv4().refine(isVpcBlock);
