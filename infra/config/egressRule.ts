import { z } from "zod";
import { isAligned, leaf } from "./leaf";

/** A place that agents may go to, on one port. */
export const egressRule = z
    .strictObject({
        purpose: leaf(z.string().regex(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/), {
            description: "What agents do there; the rule's description.",
            allowed:
                "1 to 255 of the characters that EC2 takes there: letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
            example: "Jenkins controller",
        }),
        port: leaf(z.int().min(1).max(65535), {
            description: "The one port of tcp that is open to the place.",
            allowed: "a whole number from 1 to 65535",
            example: 8443,
        }),
        cidr: leaf(
            z.cidrv4().refine((block) => Number(block.split("/")[1]) >= 8 && isAligned(block)),
            {
                description: "The place, by its addresses.",
                allowed: "an IPv4 block of /8 or smaller whose host bits are zero, in place of prefixListId",
                example: "10.20.0.0/24",
            },
        ).optional(),
        prefixListId: leaf(z.string().regex(/^pl-([0-9a-f]{8}|[0-9a-f]{17})$/), {
            description:
                "The place, by a prefix list; as many rules as it may have entries count towards EC2's quota of the group.",
            allowed: "the id of a prefix list of this account or shared with it, in place of cidr",
            example: "pl-0a1b2c3d4e5f60718",
        }).optional(),
    })
    .refine(({ cidr, prefixListId }) => (cidr === undefined) !== (prefixListId === undefined), {
        message: "wants either cidr or prefixListId",
    });

/** One of `network.egress`. */
export type EgressRule = Readonly<z.output<typeof egressRule>>;
