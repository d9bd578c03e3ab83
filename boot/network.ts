import { ends, succeeds } from "./command";
import { addresses } from "./values";

/**
 * Two network namespaces and the wire between them: the machine's, where no stand-in listens, and the cloud's. The
 * metadata addresses are real ones, and nothing on this wire reaches the world outside.
 */
export const namespaces = { cloud: `je-cloud-${process.pid}`, machine: `je-machine-${process.pid}` } as const;

const ip = (...args: readonly string[]): Promise<string> => succeeds("ip", ...args);

export async function lay(): Promise<void> {
    const { cloud, machine } = namespaces;
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

export async function clear(): Promise<void> {
    await ends("ip", "netns", "delete", namespaces.machine);
    await ends("ip", "netns", "delete", namespaces.cloud);
}
