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

/** What an egress rule takes for its place: nothing for endpoints that are not made here. */
function destination({ to }: Egress, { endpoints, site: { s3PrefixListId } }: GroupArgs) {
    if (to === "endpoints") return endpoints === undefined ? {} : { referencedSecurityGroupId: endpoints };
    if (to === "s3") return s3PrefixListId === undefined ? {} : { prefixListId: s3PrefixListId };
    return "cidr" in to ? { cidrIpv4: to.cidr } : to;
}

/** The egress rules of a security group, named after their places. */
export const letOut = (
    name: string,
    egress: readonly Egress[],
    args: GroupArgs,
    parent: Parent,
): readonly pulumi.Resource[] =>
    egress.map(
        (rule) =>
            new aws.vpc.SecurityGroupEgressRule(
                `${name}-${rule.name}`,
                {
                    securityGroupId: args.groupId,
                    description: rule.purpose,
                    ipProtocol: "tcp",
                    fromPort: rule.port,
                    toPort: rule.port,
                    ...destination(rule, args),
                    tags: { ...args.tags, Name: `${name}-${rule.name}` },
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
