import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Config, type Fault, faultAt } from "./config";
import { type EndpointService, endpointServiceName, endpointServices } from "./config/endpointServices";
import { partitionOf } from "./config/partitions";

/** Where endpoints are to be: in the provider's own region, as EC2 tells of another's services no zones. */
interface Place {
    readonly region: string;
    readonly zones: readonly string[];
    /** Of that region. @default the stack's */
    readonly provider?: pulumi.ProviderResource | undefined;
}

const missing = /no matching|InvalidServiceName|couldn't find resource|empty result/i;

/** Why an endpoint of a service could not be made in some zones; undefined where it could. */
async function problemOf(
    service: EndpointService,
    { region, zones, provider }: Place,
): Promise<string | undefined> {
    const serviceName = endpointServiceName({ partition: partitionOf(region), region }, service);
    try {
        const found = await aws.ec2.getVpcEndpointService(
            { serviceName, serviceType: "Interface" },
            provider && { provider },
        );
        // Some partitions tell the name alone.
        const offered: readonly string[] = found.availabilityZones ?? [];
        const lacking = offered.length === 0 ? [] : zones.filter((zone) => !offered.includes(zone));
        return lacking.length === 0
            ? undefined
            : `has no endpoint in ${lacking.join(", ")}; EC2 offers it in ${offered.toSorted().join(", ")}`;
    } catch (error) {
        if (!missing.test(String(error))) throw error;
        return `has no endpoint service in ${region} (${serviceName})`;
    }
}

/**
 * Asks EC2 for the endpoint services before anything is made: regions and zones lack some, and the update would end half way.
 * @param network of which what it leaves out has the defaults of the configuration
 */
export async function endpointFaults(
    network: Pick<Config["network"], "interfaceEndpoints" | "vpcId">,
    place: Place,
): Promise<Fault[]> {
    const named = network.interfaceEndpoints;
    const answers = endpointServices(network).map(async (service, at): Promise<Fault[]> => {
        const problem = await problemOf(service, place);
        if (problem === undefined) return [];
        const key = ["network", "interfaceEndpoints"];
        return named === undefined
            ? [faultAt(key, undefined, `is missing, and ${service} ${problem}: name those to be made`)]
            : [faultAt([...key, at], service, problem)];
    });
    return (await Promise.all(answers)).flat();
}

/**
 * A VPC takes one endpoint of a service with its private name ("private-dns-enabled cannot be set because there is already a
 * conflicting DNS domain"), and each environment would make its own.
 */
export const severalIn = (
    { vpcId, interfaceEndpoints = [] }: Pick<Config["network"], "interfaceEndpoints" | "vpcId">,
    environments: readonly string[],
): Fault[] =>
    vpcId === undefined || environments.length === 1 || interfaceEndpoints.length === 0
        ? []
        : [
              faultAt(
                  ["network", "interfaceEndpoints"],
                  interfaceEndpoints,
                  `would be made in ${vpcId} by each of the environments ${environments.join(", ")}, and a VPC takes one of a service: have them made outside of this stack, and let network.egress name them where network.internet is none`,
              ),
          ];
