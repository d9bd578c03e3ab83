import type { Part } from "../kernel/userData";

/* What people read: by its extension or name, and what a login shows. */
const read =
    /\.(?:md|markdown|txt|text|rst|adoc|html?)$|\/(?:readme|changelog|license|copying|notice)$|^\/etc\/(?:motd|issue(?:\.net)?|update-motd\.d\/[^/]+\.txt)$/i;

/* Lines that do no more with a file than show it or set who may. */
const shows =
    /^\s*(?:-\s*)?(?:sudo\s+)?(?:chmod\s+0?[0-6]{3}|chown|chgrp|ls|echo|printf|logger|cat|less|test)\s[^|;&<>`$]*$/;

/** Whether a file is there to be read by people: it says so, is no script, and nothing else of the user data does anything with it. */
export function isProse({ where, content }: Part, parts: readonly Part[]): boolean {
    if (!read.test(where) || content.startsWith("#!")) return false;
    const name = where.split("/").at(-1) ?? "";
    // That something writes it is no use of it.
    const writes = new RegExp(
        `(?:>>?|\\btee\\s+(?:-a\\s+)?)\\s*["']?\\S*${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}["']?`,
        "g",
    );
    return !parts.some(
        (other) =>
            other.where !== where &&
            other.content
                .split("\n")
                .some((line) => line.replace(writes, "").includes(name) && !shows.test(line)),
    );
}
