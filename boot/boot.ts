import { countFrom, exitCodes, readOptions, runCommand, UsageError } from "../cli/commandLine";
import { auditNoise } from "./auditNoise";
import type { BootCase } from "./bootCase";
import { end } from "./end";
import { runFaults, startFaults } from "./faults";
import { health } from "./health";
import { runCases } from "./lanes";
import { leftovers } from "./leftovers";
import { findObstacle } from "./obstacle";
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
  --at-once N   as many machines at the same time (default 2); the plain boot, which is timed, always runs alone
  --where-possible
                on a machine that cannot do this, say so and end with 0
  --help        this text

Needs root on Linux; the userland is made from Debian packages and kept in ${cache}.

Exit codes:
  ${exitCodes.passed}  every case passed, or --where-possible found that nothing can be booted here
  ${exitCodes.failed}  a case failed, or could not be tried
  ${exitCodes.usage}  the command line was not understood, or nothing can be booted here; a message says why`;

const cases: readonly BootCase[] = [
    timeline,
    auditNoise,
    security,
    ...startFaults,
    ...runFaults,
    ...health,
    ...leftovers,
    ...end,
];

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
    const values = readOptions(args, {
        only: { type: "string", default: "" },
        list: { type: "boolean", default: false },
        show: { type: "boolean", default: false },
        "at-once": { type: "string", default: "2" },
        "where-possible": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });
    const chosen = cases.filter(({ title }) => title.includes(values.only));
    if (values.help || values.list) {
        say(values.help ? usage : chosen.map(({ title }) => title).join("\n"));
        return exitCodes.passed;
    }
    if (chosen.length === 0)
        throw new UsageError(`No case's title contains '${values.only}'. See them: npm run boot -- --list`);
    const atOnce = countFrom("--at-once", values["at-once"], 64);
    const obstacle = await findObstacle();
    if (obstacle !== undefined) {
        if (!values["where-possible"]) {
            console.error(obstacle);
            return exitCodes.usage;
        }
        say(`SKIPPED, NOTHING WAS BOOTED: ${obstacle}\n0 passed, 0 failed, ${chosen.length} skipped`);
        return exitCodes.passed;
    }
    await sweep(cache);
    const tree = await makeTree(say);
    const moto = await findMoto(say);
    say("AWS, EFS and Jenkins are stood in for; cloud-init, systemd, nftables and the kit's files are real.");
    const passed = await runCases(chosen, atOnce, { tree, moto, show: values.show, say });
    say(`${passed} passed, ${chosen.length - passed} failed`);
    return passed === chosen.length ? exitCodes.passed : exitCodes.failed;
}

runCommand("boot", main);
