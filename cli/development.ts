import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

// npm runs it before what needs more than a command for a stack does, in the folder of package.json.
const manifest = resolve("package.json");
const { devDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
};
const folders = createRequire(manifest).resolve.paths("any") ?? [];
const missing = Object.keys(devDependencies).filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name))),
);
if (missing.length > 0) {
    const script = process.env.npm_lifecycle_event?.replace(/^pre/, "") ?? "";
    process.stderr.write(
        `npm run ${script} is for development, and needs ${missing.join(", ")}, which NODE_ENV=production and --omit=dev ` +
            "leave out. Install them with: npm ci --include=dev\n",
    );
    process.exitCode = 1;
}
