import { bakeServices, endpointServices } from "./endpointServices";
import { type Fault, faultAt } from "./faults";
import type { Config } from "./schema";

/** What keeps images from being baked: an instance that reaches Image Builder nowhere is waited for in vain. */
export function bakeFaults({ bake, network, proxy }: Partial<Config>): Fault[] {
    // Through a proxy a bake reaches whatever it does not reach past it.
    if (bake !== true || network?.internet !== "none" || proxy !== undefined) return [];
    // What is behind a place is its owner's to say; the VPC's own endpoints may be.
    if (network.egress.some(({ port }) => port === 443)) return [];
    const missing = bakeServices.filter((service) => !endpointServices(network).includes(service));
    return missing.length === 0
        ? []
        : [
              faultAt(
                  ["bake"],
                  bake,
                  `needs a way to ${missing.join(", ")}, and with network.internet none there is none: add ${missing.length === 1 ? "it" : "them"} to network.interfaceEndpoints, or name in network.egress where the VPC has its endpoints, on port 443`,
              ),
          ];
}

/**
 * What a bake could not name its images by, once it is done.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
export const parameterFaults = (project: string, bake: boolean): Fault[] =>
    bake && /^(aws|ssm)/i.test(project)
        ? [
              faultAt(
                  ["bake"],
                  bake,
                  `needs a project whose name begins with neither aws nor ssm: Systems Manager takes no parameter /${project}/images/..., which would name what is baked`,
              ),
          ]
        : [];
