import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./config";
import { Environment } from "./environment";
import { holdToQuotas } from "./quotas";
import { surveySite } from "./site";
import { adviseOnThroughput } from "./throughput";

/** One environment, called after its stack; what it returns are the stack's outputs. */
export = async () => {
    const config = readConfig();
    const site = await surveySite(config);
    holdToQuotas([config], config.quotas, site);
    adviseOnThroughput(config, site.region);
    return new Environment(pulumi.getStack(), { config, site }).outputs;
};
