import { readConfig } from "../../infra/config";
import { Environment } from "../../infra/environment";
import { holdToQuotas } from "../../infra/quotas";
import { surveySite } from "../../infra/site";
import { adviseOnThroughput } from "../../infra/throughput";

// The kit's configuration, and environments by name: the agent web-1 belongs to the environment web. What happens to the
// keys, file system or vault of one does not reach the builds of another. They have one VPC, one controller and one lock in
// common.
type Agent = { readonly name: string };
const environmentOf = (agent: Agent) => agent.name.replace(/-.*/, "");
const environmentsOf = (agents: readonly Agent[]) => [...new Set(agents.map(environmentOf))];

/** By environment, what the kit's own program returns. */
export = async () => {
    const config = readConfig(environmentsOf);
    const environments = Object.fromEntries(
        environmentsOf(config.agents).map((name) => {
            const agents = config.agents.filter((agent) => environmentOf(agent) === name);
            // An area is in the environment of those who write it.
            const shared = config.shared.filter(({ writers }) =>
                writers.some((writer) => environmentOf({ name: writer }) === name),
            );
            return [name, { ...config, agents, shared }];
        }),
    );
    const site = await surveySite(config, environments);
    holdToQuotas(Object.values(environments), config.quotas, site);
    adviseOnThroughput(config, site.region);
    return Object.fromEntries(
        Object.entries(environments).map(([name, own]) => [
            name,
            new Environment(name, { config: own, site }).outputs,
        ]),
    );
};
