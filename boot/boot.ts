import { platform } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Boot, type BootCase, secrets } from "./bootCase";
import { Cloud } from "./cloud";
import { runFaults, startFaults } from "./faults";
import { health } from "./health";
import { Machine } from "./machine";
import { clear, lay } from "./network";
import { security } from "./security";
import { sweep } from "./sweep";
import { timeline } from "./timeline";
import { cache, findMoto, makeTree } from "./tree";

const usage = `npm run boot [-- OPTIONS]

Boots throw-away Linux machines from the user data that the program renders for an agent: real cloud-init, real
systemd, real nftables. AWS, its package repository, the NFS mount and the Jenkins controller are stood in for.

  --only TEXT   only cases whose title contains TEXT
  --list        print the titles and end
  --show        after each case, print what the machine shipped
  --help        this text

Needs root on Linux; the userland is made from Debian packages and kept in ${cache}.`;

const cases: readonly BootCase[] = [timeline, security, ...startFaults, ...runFaults, ...health];

const say = (line: string): void => console.log(line);

/** Runs one case on a machine of its own; whether it ended as it has to. */
async function passes(
    bootCase: BootCase,
    layers: string,
    cloud: Cloud,
    show: boolean,
    interrupted: Promise<never>,
): Promise<boolean> {
    const started = Date.now();
    const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    await cloud.reset();
    await cloud.setFaults(bootCase.faults ?? {});
    await cloud.setSecret(secrets.first, bootCase.secret === "missing" ? "controller" : "both");
    const machine = new Machine(layers, join(cache, `machine-${process.pid}`), bootCase.machine ?? {});
    const boot = new Boot(machine, cloud);
    try {
        await machine.boot();
        await Promise.race([bootCase.run(boot), interrupted]);
        await boot.invariants();
        say(`  ok      ${bootCase.title} (${seconds()})`);
        return true;
    } catch (error) {
        say(
            `  FAILED  ${bootCase.title} (${seconds()})\n${error instanceof Error ? error.stack : String(error)}`,
        );
        if (!show && machine.running) say((await machine.shipped()).replaceAll(/^/gm, "          | "));
        return false;
    } finally {
        if (show && machine.running) say((await machine.shipped()).replaceAll(/^/gm, "          | "));
        await machine.remove();
    }
}

async function main(): Promise<number> {
    const { values } = parseArgs({
        options: {
            only: { type: "string", default: "" },
            list: { type: "boolean", default: false },
            show: { type: "boolean", default: false },
            help: { type: "boolean", default: false },
        },
    });
    const chosen = cases.filter(({ title }) => title.includes(values.only));
    if (values.help || values.list) {
        say(values.help ? usage : chosen.map(({ title }) => title).join("\n"));
        return 0;
    }
    if (chosen.length === 0)
        throw new Error(`No case's title contains '${values.only}'. See them: npm run boot -- --list`);
    if (platform() !== "linux" || process.getuid?.() !== 0) {
        throw new Error(
            "The boot runs in Linux namespaces that only root can make. On Linux: sudo npm run boot",
        );
    }
    await sweep(cache);
    const tree = await makeTree(say);
    const moto = await findMoto(say);
    await lay();
    const interrupted = new Promise<never>((_, reject) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const)
            process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    });
    const cloud = new Cloud(tree.certificates, tree.agentJar, moto);
    let passed = 0;
    try {
        await Promise.race([cloud.started(), interrupted]);
        say(
            "AWS, EFS and Jenkins are stood in for; cloud-init, systemd, nftables and the kit's files are real.",
        );
        for (const bootCase of chosen) {
            if (await passes(bootCase, tree.layers, cloud, values.show, interrupted)) passed += 1;
        }
    } finally {
        cloud.stop();
        await clear();
    }
    say(`${passed} passed, ${chosen.length - passed} failed`);
    return passed === chosen.length ? 0 : 1;
}

main().then(
    (status) => process.exit(status),
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(2);
    },
);
