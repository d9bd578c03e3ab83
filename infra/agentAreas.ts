import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AgentArea } from "../agent-userdata";
import { type Access, accessOf } from "./config/shared";
import { areasPolicy } from "./documents/clientPolicy";
import type { SharedArea } from "./sharedArea";

/** A shared area as one agent has it. */
export interface AreaGrant {
    readonly shared: SharedArea;
    readonly access: Access;
}

/** Those of an environment's areas that name the agent as a writer or a reader. */
export const areasOf = (agentName: string, areas: readonly SharedArea[]): readonly AreaGrant[] =>
    areas.flatMap((shared) => {
        const access = accessOf(shared.area, agentName);
        return access === undefined ? [] : [{ shared, access }];
    });

/** What the agent's instance has to know of an area, but for the access point's id, which AWS decides. */
export const bootValues = ({ shared: { area, uid }, access }: AreaGrant) => ({
    name: area.name,
    uid,
    access,
    required: area.required,
});

/** All that the agent's instance has to know of its areas. */
export const bootAreas = (areas: readonly AreaGrant[]): pulumi.Output<AgentArea[]> =>
    pulumi.all(
        areas.map((grant) =>
            grant.shared.accessPoint.id.apply((accessPointId) => ({ ...bootValues(grant), accessPointId })),
        ),
    );

/** ARNs of the areas' access points, of all or of those with one kind of access. */
export const arnsOf = (areas: readonly AreaGrant[], wanted?: Access): pulumi.Output<string[]> =>
    pulumi.all(
        areas
            .filter(({ access }) => wanted === undefined || access === wanted)
            .map(({ shared }) => shared.accessPoint.arn),
    );

/** Allows an agent's role its areas. Returns what has to exist before the agent mounts them: nothing where it has none. */
export function allowAreas(
    name: string,
    areas: readonly AreaGrant[],
    { role, fileSystemArn }: { readonly role: aws.iam.Role; readonly fileSystemArn: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    if (areas.length === 0) return [];
    const policy = pulumi
        .all([fileSystemArn, arnsOf(areas, "write"), arnsOf(areas, "read")])
        .apply(([arn, write, read]) => areasPolicy(arn, { write, read }));
    return [new aws.iam.RolePolicy(`${name}-shared`, { role: role.name, policy }, opts)];
}
