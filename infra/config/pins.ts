import type { Config } from "./schema";

/** What is kept to one zone: the path of the key that says so, and the zone. */
export const pinsOf = ({ agents = [], bakeZone }: Partial<Pick<Config, "agents" | "bakeZone">>) =>
    [
        ...agents.map(({ availabilityZone }, at) => ({
            key: ["agents", at, "availabilityZone"],
            zone: availabilityZone,
        })),
        { key: ["bakeZone"], zone: bakeZone },
    ].flatMap(({ key, zone }) => (zone === undefined ? [] : [{ key, zone }]));
