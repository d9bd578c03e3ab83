import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../../infra/config";
import { makePool } from "../../infra/pool";
import { surveySite } from "../../infra/site";

// The kit's configuration, and pools by name: the agent web-1 belongs to the pool web. What happens to a pool's keys, file
// system or vault does not reach the builds of another. They have one VPC, one controller and one lock in common.
const poolOf = (agent: { readonly name: string }) => agent.name.replace(/-.*/, "");

/** By pool, what the kit's own program returns. */
export = async () => {
    const config = readConfig();
    const site = await surveySite(config);
    const pools = new Set(config.agents.map(poolOf));
    return Object.fromEntries(
        [...pools].map((pool) => [
            pool,
            makePool(pool, {
                config: { ...config, agents: config.agents.filter((agent) => poolOf(agent) === pool) },
                site,
                environment: `${pulumi.getStack()}-${pool}`,
            }),
        ]),
    );
};
