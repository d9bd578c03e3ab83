import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import { madeOnce } from "../engine/madeOnce";
import { needCommand, type Ran, run } from "./tools";

/*
 * Checkers that Debian does not have, fetched once from their own registry into the user's cache. Where that registry
 * cannot be reached the check is skipped, and says so: the tests also have to run on a train. Anything else that goes
 * wrong is an error.
 */

const unreachable =
    /from versions: none|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|dial tcp|no such host|i\/o timeout/;

class Unreachable extends Error {}

/** Makes a folder in the cache. Undefined, after saying so, where the network is not there. */
async function fetched(name: string, fetch: (folder: string) => Ran): Promise<string | undefined> {
    try {
        return await madeOnce(cacheFolder(name), (folder) => {
            const { status, output } = fetch(folder);
            if (status === 0) return;
            if (unreachable.test(output)) throw new Unreachable();
            throw new Error(`fetching ${name} ended with ${status}:\n${output}`);
        });
    } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        console.warn(`      ${name} is not here and cannot be fetched, so this check is skipped`);
        return undefined;
    }
}

/** A Python package, as `name==version`, and the folder from which `python3 -m` runs it. */
export function pythonPackage(requirement: string): Promise<string | undefined> {
    return fetched(requirement.replace("==", "-"), (folder) => {
        needCommand("pip3", "python3-pip");
        // --target rather than a virtual environment, which could not be renamed into place.
        return run("pip3", [
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            folder,
            requirement,
        ]);
    });
}

/** A Go program, as `module/path@version`, built. Its executable has the name of the path's last part. */
export async function goProgram(path: string): Promise<string | undefined> {
    const [program = "", version = ""] = path.slice(path.lastIndexOf("/") + 1).split("@");
    const folder = await fetched(`${program}-${version}`, (bin) => {
        needCommand("go", "golang-go");
        return run("go", ["install", "-trimpath", path], {
            env: { ...process.env, GOBIN: bin, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" },
        });
    });
    return folder && join(folder, program);
}
