import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** What `npm run rehearse` goes through with every stack, in its own words and order. */
export const life = [
    "preview",
    "up",
    "up again: no changes",
    "refresh: no drift",
    "up: one agent more, one less",
    "prove: who can reach what",
];

/**
 * Holds what the command said against the life that it should have taken a stack through, and hands over the file of the
 * report's page.
 * @param steps what is said to be done, in its order
 */
export function assertLived(said: string, project: string, stack: string, steps: readonly string[]): string {
    const done = [...said.matchAll(/^ok {5}(.+?) {2,}/gm)].map(([, name]) => name);
    assert.deepEqual(done, steps);
    assert.match(said, new RegExp(`^Policy pack with policy-pack/config/${stack}\\.json`, "m"));
    assert.match(said, /policies: \d{2,} evaluated, \d+ times; no mandatory one was violated/);
    assert.doesNotMatch(said, /^advice of policies/m, "with its configuration the pack has no word to say");
    assert.match(said, /AWS was stood in for/);
    const page = /^What an auditor would get: (.+)$/m.exec(said)?.[1] ?? "";
    assert.match(
        readFileSync(page, "utf8"),
        new RegExp(`<title>Security report of ${project}/${stack}, rehearsed<`),
    );
    return page;
}
