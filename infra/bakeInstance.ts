import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { trustPolicy } from "./documents/document";
import { bakePolicy } from "./documents/imagePolicies";
import { bakeEgressOf, type EgressSettings } from "./egress";
import type { LogGroupName, Names } from "./names";
import type { Network } from "./network";
import { bakeProxyOf, type HttpProxy } from "./proxy";
import { letCall, letOut } from "./securityGroupRules";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** What an instance that bakes an image stands in. */
export interface BakeInstanceArgs {
    readonly site: Site;
    readonly names: Names;
    readonly network: Network;
    readonly egress: EgressSettings;
    /** Of the agents. @default none */
    readonly proxy?: HttpProxy | undefined;
    readonly tags: Tags;
}

/** A security group that nothing admits but the interface endpoints made here, with the egress of a bake. */
export function makeBakeGroup(
    name: string,
    { site, network, egress, proxy, tags }: BakeInstanceArgs,
    parent: { readonly parent: pulumi.Resource },
): aws.ec2.SecurityGroup {
    const { vpcId, endpointSecurityGroupId: endpoints } = network;
    const group = new aws.ec2.SecurityGroup(
        name,
        {
            vpcId,
            description: "Instances that bake images: nothing in, HTTPS out",
            tags: { ...tags, Name: name },
        },
        parent,
    );
    letOut(
        name,
        bakeEgressOf(egress, endpoints !== undefined, bakeProxyOf(proxy, site)),
        { site, groupId: group.id, endpoints, tags },
        parent,
    );
    if (endpoints !== undefined)
        letCall(
            `${name}-endpoints`,
            "instances that bake images",
            { groupId: group.id, endpoints, tags },
            parent,
        );
    return group;
}

/** A role that may do nothing but bake, in a profile that has it once its permissions are attached. */
export function makeBakeRole(
    name: string,
    { site, names, tags }: BakeInstanceArgs,
    logGroup: LogGroupName,
    parent: { readonly parent: pulumi.Resource },
): { readonly profile: aws.iam.InstanceProfile; readonly permissions: pulumi.Resource } {
    const path = names.iamPath;
    const policy = new aws.iam.Policy(
        name,
        {
            path,
            description: "All that an instance may do which bakes an image for Jenkins agents",
            policy: bakePolicy({ partition: site.partition, logGroupArn: logGroup.arn }),
            tags,
        },
        parent,
    );
    const role = new aws.iam.Role(
        name,
        {
            path,
            description: "Bakes images for Jenkins agents",
            assumeRolePolicy: trustPolicy("ec2", site.accountId),
            permissionsBoundary: site.boundaryArn,
            tags,
        },
        parent,
    );
    const permissions = new aws.iam.RolePolicyAttachment(
        name,
        { role: role.name, policyArn: policy.arn },
        parent,
    );
    return {
        profile: new aws.iam.InstanceProfile(name, { path, role: role.name, tags }, parent),
        permissions,
    };
}
