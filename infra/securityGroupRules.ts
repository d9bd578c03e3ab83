import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Egress } from "./egress";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** The rules of one security group that is made here. */
interface GroupArgs {
    readonly site: Site;
    readonly groupId: pulumi.Input<string>;
    /** The security group of the interface endpoints; undefined where none are made here. */
    readonly endpoints: pulumi.Input<string> | undefined;
    readonly tags: Tags;
}

type Parent = { readonly parent: pulumi.Resource };

/** What an egress rule takes for the place that a way out leads to: nothing for endpoints that are not made here. */
function destination({ to }: Egress, { endpoints, site: { s3PrefixListId } }: GroupArgs) {
    if (to === "endpoints") return endpoints === undefined ? {} : { referencedSecurityGroupId: endpoints };
    if (to === "s3") return s3PrefixListId === undefined ? {} : { prefixListId: s3PrefixListId };
    return "cidr" in to ? { cidrIpv4: to.cidr } : to;
}

/** An egress rule for each way out of a security group, named after it. */
export const letOut = (
    name: string,
    waysOut: readonly Egress[],
    args: GroupArgs,
    parent: Parent,
): readonly pulumi.Resource[] =>
    waysOut.map(
        (wayOut) =>
            new aws.vpc.SecurityGroupEgressRule(
                `${name}-${wayOut.name}`,
                {
                    securityGroupId: args.groupId,
                    description: wayOut.purpose,
                    ipProtocol: "tcp",
                    fromPort: wayOut.port,
                    toPort: wayOut.port,
                    ...destination(wayOut, args),
                    tags: { ...args.tags, Name: `${name}-${wayOut.name}` },
                },
                parent,
            ),
    );

/**
 * Has the interface endpoints admit a security group to HTTPS.
 * @param who its members, in the rule's description
 */
export const letCall = (
    name: string,
    who: string,
    {
        endpoints,
        groupId,
        tags,
    }: Pick<GroupArgs, "groupId" | "tags"> & { readonly endpoints: pulumi.Input<string> },
    parent: Parent,
): pulumi.Resource =>
    new aws.vpc.SecurityGroupIngressRule(
        name,
        {
            securityGroupId: endpoints,
            description: `HTTPS from ${who}`,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            referencedSecurityGroupId: groupId,
            tags: { ...tags, Name: name },
        },
        parent,
    );
