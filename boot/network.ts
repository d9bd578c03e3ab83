import { ends, succeeds } from "./command";
import { addresses } from "./values";

/** Names of network namespaces that are each other's whole world: both machines know the cloud alone. */
export interface Namespaces {
    readonly cloud: string;
    readonly machine: string;
    readonly next: string;
}

/** The namespaces of one of the lanes in which cases run at the same time; the process's id tells whose they are. */
export const namespacesOf = (lane: number): Namespaces => ({
    cloud: `je-cloud-${process.pid}-${lane}`,
    machine: `je-machine-${process.pid}-${lane}`,
    next: `je-next-${process.pid}-${lane}`,
});

const ip = (...args: readonly string[]): Promise<string> => succeeds("ip", ...args);

/** A machine's end of a wire to the cloud. */
async function wire(
    cloud: string,
    machine: string,
    name: string,
    here: string,
    there: string,
): Promise<void> {
    await ip("netns", "add", machine);
    await ip("-n", cloud, "link", "add", name, "type", "veth", "peer", "name", "host0", "netns", machine);
    await ip("-n", machine, "link", "set", "lo", "up");
    await ip("-n", cloud, "address", "add", `${here}/24`, "dev", name);
    await ip("-n", machine, "address", "add", `${there}/24`, "dev", "host0");
    await ip("-n", cloud, "link", "set", name, "up");
    await ip("-n", machine, "link", "set", "host0", "up");
    await ip("-n", machine, "route", "add", "default", "via", here);
}

/**
 * Makes the network namespaces and the wires between them: the machines', where no stand-in listens, and the cloud's. The
 * metadata addresses are real ones, and nothing on these wires reaches the world outside.
 */
export async function lay({ cloud, machine, next }: Namespaces): Promise<void> {
    await ip("netns", "add", cloud);
    await ip("-n", cloud, "link", "set", "lo", "up");
    await wire(cloud, machine, "wire0", addresses.cloud, addresses.machine);
    await wire(cloud, next, "wire1", addresses.cloudForNext, addresses.next);
    await ip("-n", cloud, "address", "add", `${addresses.metadata}/32`, "dev", "wire0");
    await ip("-n", cloud, "address", "add", `${addresses.metadata6}/64`, "dev", "wire0", "nodad");
    await ip("-n", machine, "address", "add", `${addresses.machine6}/64`, "dev", "host0", "nodad");
}

/**
 * Deletes the namespaces, and with them the addresses and links in them; those that are gone already are no error.
 */
export async function clear(namespaces: Namespaces): Promise<void> {
    for (const name of Object.values(namespaces)) await ends("ip", "netns", "delete", name);
}
