import assert from "node:assert/strict";
import { configuredStacks, readStack } from "../../cli/project";
import { validateConfig } from "../../infra/config";
import { triedConfig } from "../../proof/faults/config";
import { root } from "../docs/pages";

describe("what faults are tried on", () => {
    for (const stack of configuredStacks(root))
        it(`is ${stack} as its file has it, protected, and is a configuration that the program takes`, () => {
            const own = Object.entries(readStack(root, stack).config ?? {}).map(
                ([key, value]) => [key.replace(/^[^:]*:/, ""), value] as const,
            );
            const { region, ...kept }: Record<string, unknown> = Object.fromEntries(own);
            const texts = Object.entries({ ...kept, ...triedConfig(root, stack) }).map(([key, value]) => [
                key,
                typeof value === "string" ? value : JSON.stringify(value),
            ]);
            const judged = validateConfig(Object.fromEntries(texts), String(region));
            assert.deepEqual("faults" in judged ? judged.faults : [], []);
        });
});
