import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { countFrom, exitCodes, readOptions, runCommand, UsageError } from "../cli/commandLine";
import { areaCases } from "./areas";
import { auditNoise } from "./auditNoise";
import type { BootCase } from "./bootCase";
import { companyCases } from "./company";
import { diskCases } from "./disk";
import { end } from "./end";
import { runFaults, startFaults } from "./faults";
import { health } from "./health";
import { runCases } from "./lanes";
import { leftovers } from "./leftovers";
import { findObstacle } from "./obstacle";
import { ownerCases } from "./owner";
import { checkRealParts, layEfsUtils, type RealParts, whyNot } from "./realParts";
import { security } from "./security";
import { removeTree, sweep } from "./sweep";
import { bakedTimeline, timeline } from "./timeline";
import { cache, findMoto, makeTree } from "./tree";

const usage = `npm run boot [-- OPTIONS]

Boots throw-away Linux machines from the user data that the program renders for an agent: real cloud-init, real
systemd, real nftables. AWS, its package repository, the NFS mount and the Jenkins controller are stood in for.

  --only TEXT   only cases whose title contains TEXT
  --list        print the titles and end
  --show        after each case, print what the machine shipped
  --at-once N   as many machines at the same time (default 2); the plain boot, which is timed, always runs alone
  --efs-utils DIR
                the source tree of efs-utils in DIR instead of its stand-ins
  --agent-jar FILE
                the Jenkins agent in FILE instead of its stand-in; boot/README.md says where people get both
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
    bakedTimeline,
    auditNoise,
    security,
    ...startFaults,
    ...runFaults,
    ...health,
    ...leftovers,
    ...areaCases,
    ...ownerCases,
    ...companyCases,
    ...diskCases,
    ...end,
];

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
    const values = readOptions(args, {
        only: { type: "string", default: "" },
        list: { type: "boolean", default: false },
        show: { type: "boolean", default: false },
        "at-once": { type: "string", default: "2" },
        "efs-utils": { type: "string" },
        "agent-jar": { type: "string" },
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
    const real: RealParts = {
        ...(values["efs-utils"] !== undefined && { efsUtils: values["efs-utils"] }),
        ...(values["agent-jar"] !== undefined && { agentJar: values["agent-jar"] }),
    };
    checkRealParts(real);
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
    const skipped = chosen.filter((one) => whyNot(one, real) !== undefined);
    for (const one of skipped) say(`  skipped ${one.title}: ${whyNot(one, real)}`);
    const tried = chosen.filter((one) => !skipped.includes(one));
    const folder = join(cache, `real-${process.pid}-0`);
    mkdirSync(folder);
    try {
        if (real.efsUtils !== undefined) layEfsUtils(real.efsUtils, folder);
        const furnished = {
            ...tree,
            layers: `${folder}:${tree.layers}`,
            agentJar: real.agentJar ?? tree.agentJar,
        };
        const passed = await runCases(tried, atOnce, { tree: furnished, moto, show: values.show, say });
        const count = `${passed} passed, ${tried.length - passed} failed`;
        say(skipped.length === 0 ? count : `${count}, ${skipped.length} skipped`);
        return passed === tried.length ? exitCodes.passed : exitCodes.failed;
    } finally {
        await removeTree(folder);
    }
}

runCommand("boot", main);
