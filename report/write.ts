import { accessSync, constants, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readJson, UsageError } from "../cli/commandLine";
import { fileFaults } from "../policy-pack/configuration";
import type { PackConfig } from "../policy-pack/tools/state";
import type { Report } from "./compose";
import { renderPage } from "./render";

const root = resolve(__dirname, "..");

/**
 * Writes the page of a report, and says where.
 * @param file @default reports/<stack>.html in this checkout, and reports/<stack>-rehearsed.html of a rehearsal, which so takes
 * the place of no real stack's. Of a checkout that cannot be written to, in a new folder of the temporary ones, which nobody
 * else can read
 */
export function writePage(report: Report, file = join(reportsIn(root), fileName(report))): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renderPage(report));
    return file;
}

/** The folder of a checkout's reports. */
export function reportsIn(checkout: string): string {
    const folder = join(checkout, "reports");
    try {
        mkdirSync(folder, { recursive: true });
        accessSync(folder, constants.W_OK);
        return folder;
    } catch {
        return mkdtempSync(join(tmpdir(), "jenkins-efs-report-"));
    }
}

/** A stack's name comes from the state: it never leads out of the folder. */
const fileName = ({ stack, rehearsed }: Report): string =>
    `${stack.replace(/[^\w.-]/g, "-").replace(/^\.+/, "")}${rehearsed ? "-rehearsed" : ""}.html`;

/** Reads a configuration of the policy pack. Throws where the pack would not take it. */
export function readPackConfig(file: string): PackConfig {
    const content = readJson(file, "an editor; docs/policy-rollout.md says what it holds");
    const faults = fileFaults(JSON.stringify(content), new Date());
    if (faults.length > 0)
        throw new UsageError(`${file} does not fit the policy pack:\n${faults.join("\n")}`);
    return content as PackConfig;
}
