import { ends, succeeds } from "./command";
import { addresses } from "./values";

/** Names of two network namespaces that are each other's whole world. */
export interface Namespaces {
    readonly cloud: string;
    readonly machine: string;
}

/** The namespaces of one of the lanes in which cases run at the same time; the process's id tells whose they are. */
export const namespacesOf = (lane: number): Namespaces => ({
    cloud: `je-cloud-${process.pid}-${lane}`,
    machine: `je-machine-${process.pid}-${lane}`,
});

const ip = (...args: readonly string[]): Promise<string> => succeeds("ip", ...args);

/**
 * Makes two network namespaces and the wire between them: the machine's, where no stand-in listens, and the cloud's. The
 * metadata addresses are real ones, and nothing on this wire reaches the world outside.
 */
export async function lay({ cloud, machine }: Namespaces): Promise<void> {
    await ip("netns", "add", cloud);
    await ip("netns", "add", machine);
    await ip("-n", cloud, "link", "add", "wire0", "type", "veth", "peer", "name", "host0", "netns", machine);
    await ip("-n", cloud, "link", "set", "lo", "up");
    await ip("-n", machine, "link", "set", "lo", "up");
    await ip("-n", cloud, "address", "add", `${addresses.cloud}/24`, "dev", "wire0");
    await ip("-n", cloud, "address", "add", `${addresses.metadata}/32`, "dev", "wire0");
    await ip("-n", cloud, "address", "add", `${addresses.metadata6}/64`, "dev", "wire0", "nodad");
    await ip("-n", machine, "address", "add", `${addresses.machine}/24`, "dev", "host0");
    await ip("-n", machine, "address", "add", `${addresses.machine6}/64`, "dev", "host0", "nodad");
    await ip("-n", cloud, "link", "set", "wire0", "up");
    await ip("-n", machine, "link", "set", "host0", "up");
    await ip("-n", machine, "route", "add", "default", "via", addresses.cloud);
}

/**
 * Deletes both namespaces, and with them the addresses and links in them; those that are gone already are no error.
 */
export async function clear({ cloud, machine }: Namespaces): Promise<void> {
    await ends("ip", "netns", "delete", machine);
    await ends("ip", "netns", "delete", cloud);
}
