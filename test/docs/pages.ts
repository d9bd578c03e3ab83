import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Folder of the checkout, as an absolute path. */
export const root = join(__dirname, "..", "..");

/** The text of a page, by its path in the repository. */
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Every page of a folder and of those in it, by path in the repository. */
export const pagesUnder = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((path) => !path.includes("node_modules"))
        .toSorted();

/** The commands of a page's `sh` blocks: comments and empty lines left out, continued lines joined. */
export const commandsOf = (page: string): readonly string[] =>
    [...page.matchAll(/^ *```sh\n(.*?)^ *```/gms)]
        .flatMap(([, block = ""]) => block.replaceAll(/ *\\\n\s*/g, " ").split("\n"))
        .map((line) => line.replace(/(^|\s+)#.*$/, "").trim())
        .filter((line) => line !== "");

/** The code spans of a page's prose, on one line each. */
export const spansOf = (page: string): readonly string[] =>
    [...page.replaceAll(/^ *```.*?^ *```/gms, "").matchAll(/`([^`]+)`/g)].map(([, span = ""]) =>
        span.replaceAll(/\s+/g, " "),
    );

/** The heading and the text of each second-level section, in order. */
export const sectionsOf = (page: string): readonly (readonly [heading: string, text: string])[] =>
    page
        .split(/^## /m)
        .slice(1)
        .map((section) => {
            const [heading = "", ...lines] = section.split("\n");
            return [heading, lines.join("\n").trim()] as const;
        });
