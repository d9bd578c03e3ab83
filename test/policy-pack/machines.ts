import { tokens } from "../../policy-pack/kernel/tokens";
import { agentGroup, key, profile, role, subnetA, subnetB, template } from "./baseline";
import { type Declared, declare, of } from "./plan";

/** What runs machines, in front of all that it refers to. */
export const using = (resource: Declared): Declared[] => [
    resource,
    ...[key, profile, role, agentGroup, subnetA, subnetB],
];

/** An instance that says everything itself. */
export const instance = declare(tokens.instance, "instance", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true, kmsKeyId: of(key) },
    iamInstanceProfile: of(profile, "name"),
    monitoring: true,
});

/** An instance that takes everything from the baseline's template. */
export const inherited = declare(tokens.instance, "instance", { launchTemplate: { id: of(template, "id") } });
