import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./config";
import { makePool } from "./pool";
import { holdToQuotas } from "./quotas";
import { surveySite } from "./site";
import { adviseOnThroughput } from "./throughput";

/** One environment, with one pool of agents; what it returns are the stack's outputs. */
export = async () => {
    const config = readConfig();
    const site = await surveySite(config);
    holdToQuotas(config, site);
    adviseOnThroughput(config, site.region);
    return makePool("", { config, site, environment: pulumi.getStack() });
};
