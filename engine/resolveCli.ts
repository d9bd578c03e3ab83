import { NoCliError } from "../cli/commandLine";
import { alreadyBuiltCli, builtCli } from "./buildCli";
import { type Cli, isNoCli, type NoCli, oldestVersion, type Report } from "./cli";
import { alreadyDownloadedCli, downloadedCli } from "./downloadCli";
import { cliOnPath } from "./pathCli";

/** The ways to come by a CLI, the most official first. */
export interface CliSources {
    readonly onPath: () => Promise<Cli | NoCli>;
    /** What an earlier run downloaded or built, so that a warm run needs no network. */
    readonly alreadyFetched: () => Promise<Cli | NoCli>;
    readonly downloaded: () => Promise<Cli | NoCli>;
    readonly built: () => Promise<Cli | NoCli>;
}

/** A Pulumi CLI that runs the real engine: found on PATH, downloaded, or built. Building takes minutes, once. */
export async function resolveCli(report: Report, sources: CliSources = defaultSources(report)): Promise<Cli> {
    const reasons: string[] = [];
    for (const source of [sources.onPath, sources.alreadyFetched, sources.downloaded, sources.built]) {
        const found = await source();
        if (!isNoCli(found)) return found;
        reasons.push(found.reason);
    }
    throw new NoCliError(
        [
            `There is no Pulumi CLI to run: ${reasons.join("; ")}.`,
            "Any one of these helps:",
            `  1. Install Pulumi ${oldestVersion} or newer and put pulumi on PATH: https://www.pulumi.com/docs/install/`,
            "  2. Let the npm package pulumi download it: `npx pulumi version` shows what stops it.",
            "  3. Install Go 1.24.7 or newer and let it fetch modules: the engine is then built from them.",
        ].join("\n"),
    );
}

function defaultSources(report: Report): CliSources {
    return {
        onPath: () => cliOnPath(process.env.PATH ?? "", report),
        alreadyFetched: async () =>
            (await alreadyDownloadedCli()) ??
            (await alreadyBuiltCli()) ?? { reason: "none downloaded or built yet" },
        downloaded: () => downloadedCli(report),
        built: () => builtCli(report),
    };
}
