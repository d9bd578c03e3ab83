import { readConfig } from "../../infra/config";
import { Environment } from "../../infra/environment";
import { surveySite } from "../../infra/site";

// The kit's configuration, and environments by name: the agent web-1 belongs to the environment web. What happens to the
// keys, file system or vault of one does not reach the builds of another. They have one VPC, one controller and one lock in
// common.
const environmentOf = (agent: { readonly name: string }) => agent.name.replace(/-.*/, "");

/** By environment, what the kit's own program returns. */
export = async () => {
    const config = readConfig();
    const names = [...new Set(config.agents.map(environmentOf))];
    const site = await surveySite(config, names);
    return Object.fromEntries(
        names.map((name) => {
            const agents = config.agents.filter((agent) => environmentOf(agent) === name);
            return [name, new Environment(name, { config: { ...config, agents }, site }).outputs];
        }),
    );
};
