import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The files that hold the version, each of which a tool reads by itself: npm, and the policy pack's host. */
const versioned = [
    "package.json",
    "package-lock.json",
    "components/package.json",
    "policy-pack/package.json",
    "policy-pack/package-lock.json",
    "policy-pack/PulumiPolicy.yaml",
] as const;

interface Manifest {
    readonly version?: string;
    readonly private?: boolean;
    readonly repository?: unknown;
}

/** One version's part of the changelog. */
interface Section {
    readonly version: string;
    /** What follows the version in the heading: its day, `unreleased`, or nothing. */
    readonly date: string;
    readonly entries: readonly string[];
}

/** Reads a file of the kit; JSON is YAML too. */
const readManifest = (folder: string, file: string): Manifest =>
    parse(readFileSync(join(folder, file), "utf8")) as Manifest;

/** Asks git; undefined where it has no answer, as for a tag that is not there. */
function git(folder: string, ...args: readonly string[]): string | undefined {
    try {
        return execFileSync("git", args, {
            cwd: folder,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        }).trim();
    } catch (error) {
        if (error instanceof Error && "status" in error && typeof error.status === "number") return undefined;
        throw error;
    }
}

/** The version that the kit in a folder is about to be released as: the one of its `package.json`. */
export const versionOf = (folder: string): string => readManifest(folder, "package.json").version ?? "";

/**
 * What a release still lacks, a sentence each with what would do; empty where nothing is missing.
 * @param folder a checkout of the kit
 * @param today the day of the release, in UTC
 * @param stale paths of the generated files that are out of date
 * @throws where git cannot be run
 */
export function missingFrom(folder: string, today: Date, stale: readonly string[]): string[] {
    const version = versionOf(folder);
    return [
        ...versionFaults(folder, version),
        ...changelogFaults(folder, version, today),
        ...packageFaults(readManifest(folder, "policy-pack/package.json")),
        ...ownerFaults(folder),
        ...gitFaults(folder, version),
        ...stale.map((name) => `${name} is not what would be generated. Run: npm run docs`),
    ];
}

function versionFaults(folder: string, version: string): string[] {
    if (!/^\d+\.\d+\.\d+$/.test(version))
        return [`package.json: version is "${version}", and a release is MAJOR.MINOR.PATCH, as 1.2.3.`];
    return versioned.flatMap((file) => {
        if (!existsSync(join(folder, file))) return [`${file}: there is no such file.`];
        const { version: other } = readManifest(folder, file);
        // The host takes the pack's version from its package.json where PulumiPolicy.yaml names none.
        const isNone = other === undefined && file.endsWith(".yaml");
        return other === version || isNone
            ? []
            : [
                  `${file}: version is ${other ?? "absent"}, and package.json's is ${version}. Make them one; in a folder with a package.json: npm version ${version} --no-git-tag-version`,
              ];
    });
}

function changelogFaults(folder: string, version: string, today: Date): string[] {
    const sections = sectionsOf(readFileSync(join(folder, "CHANGELOG.md"), "utf8"));
    const at = sections.findIndex((section) => section.version === version);
    const section = sections[at];
    if (section === undefined)
        return [
            `CHANGELOG.md: there is no section for ${version}. Begin it with: ## ${version}, ${dayOf(today)}`,
        ];
    const previous = sections[at + 1];
    return [
        ...(at === 0
            ? []
            : [`CHANGELOG.md: ${sections[0]?.version} stands above ${version}; the newest comes first.`]),
        ...dateFaults(section, today),
        ...(section.entries.length > 0
            ? []
            : [`CHANGELOG.md: ${version} has no entry. Say what a reader gets.`]),
        ...(previous === undefined ? [] : stepFaults(section, previous)),
    ];
}

const sectionsOf = (changelog: string): Section[] =>
    changelog
        .split(/^## /m)
        .slice(1)
        .map((text) => {
            const [heading = "", ...lines] = text.split("\n");
            const [version = "", date = ""] = heading.split(",").map((part) => part.trim());
            return { version, date, entries: lines.filter((line) => line.startsWith("- ")) };
        });

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function dateFaults({ version, date }: Section, today: Date): string[] {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date));
    return isDay && date <= dayOf(today)
        ? []
        : [
              `CHANGELOG.md: ${version} is dated "${date}", which is no day until today. Write: ## ${version}, ${dayOf(today)}`,
          ];
}

/** Semantic versioning: what breaks raises the first number, before 1.0.0 the second. https://semver.org, items 4 and 8 */
function stepFaults({ version, entries }: Section, previous: Section): string[] {
    const [now, before] = [version, previous.version].map((text) => text.split(".").map(Number));
    const [major = 0, minor = 0, patch = 0] = now ?? [];
    const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = before ?? [];
    const isLater =
        major !== oldMajor ? major > oldMajor : minor !== oldMinor ? minor > oldMinor : patch > oldPatch;
    if (!isLater) return [`CHANGELOG.md: ${version} is not later than ${previous.version} below it.`];
    const breaks = entries.some((entry) => /\*\*(Breaking|One way)\*\*/.test(entry));
    const isStep = major > oldMajor || (major === 0 && minor > oldMinor);
    if (!breaks || isStep) return [];
    const wanted = oldMajor === 0 ? `0.${oldMinor + 1}.0` : `${oldMajor + 1}.0.0`;
    return [`CHANGELOG.md: ${version} breaks what ${previous.version} had, so its version is ${wanted}.`];
}

/** What npm refuses to publish, or to publish with provenance. https://docs.npmjs.com/generating-provenance-statements */
function packageFaults({ private: isPrivate, repository }: Manifest): string[] {
    return [
        ...(isPrivate === true
            ? ["policy-pack/package.json: private is true, and npm publishes no such package. Take it out."]
            : []),
        ...(repository === undefined
            ? [
                  "policy-pack/package.json: there is no repository, and npm's provenance has to name the one that the workflow runs in. Add your own: npm pkg set repository=github:OWNER/NAME",
              ]
            : []),
    ];
}

/** Code owners that GitHub does not know review nothing. */
function ownerFaults(folder: string): string[] {
    const file = ".github/CODEOWNERS";
    const path = join(folder, file);
    return existsSync(path) && readFileSync(path, "utf8").includes("@example/")
        ? [`${file}: its owners are the example's. Write your own teams in, or delete it.`]
        : [];
}

function gitFaults(folder: string, version: string): string[] {
    const changed = git(folder, "status", "--porcelain");
    if (changed === undefined)
        return [`${folder} is no git checkout, and a release is a tag. Release from a clone.`];
    const tag = git(folder, "rev-parse", "--short", "--verify", "--quiet", `refs/tags/v${version}^{commit}`);
    const upstream = git(folder, "rev-parse", "--verify", "--quiet", "origin/main");
    const isMerged = git(folder, "merge-base", "--is-ancestor", "HEAD", "origin/main") !== undefined;
    return [
        ...(upstream === undefined || isMerged
            ? []
            : ["HEAD is not on origin/main, and a release is. Merge it, git fetch, and tag that commit."]),
        ...(changed === ""
            ? []
            : [
                  `the working tree has ${changed.split("\n").length} change(s) that are not committed. git status shows them.`,
              ]),
        ...(tag === undefined
            ? []
            : [`the tag v${version} exists, at ${tag}. A version is released once: raise it.`]),
    ];
}
