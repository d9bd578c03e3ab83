import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rehearsedState } from "../proof/rehearsed";
import { type Export, readExport } from "../state/exported";
import { sharedFolder } from "./runFolder";

const file = "export.json";

/**
 * The state of a stack of this kit, deployed once in a run of the tests, without the policy pack. Each caller gets a copy of
 * its own, to be changed at will.
 */
export async function deployedState(stack: string): Promise<Export> {
    const folder = await sharedFolder(stack, async (unfinished) =>
        writeFileSync(join(unfinished, file), JSON.stringify(await rehearsedState(stack))),
    );
    return readExport(join(folder, file));
}
