import type * as aws from "@pulumi/aws";
import type { Config } from "./config";
import { archiveAfterDays } from "./config/storage";

/** The lifecycle that settings mean; EFS takes each transition as an entry of its own. */
export function lifecyclePolicies(
    settings: Config["storage"],
): aws.types.input.efs.FileSystemLifecyclePolicy[] {
    const after = (days: number) => (days === 1 ? "AFTER_1_DAY" : `AFTER_${days}_DAYS`);
    const ia = settings.transitionToIaAfterDays;
    const archive =
        settings.transitionToArchiveAfterDays ?? (archivesByDefault(settings) ? archiveAfterDays : "never");
    return [
        ...(ia === "never" ? [] : [{ transitionToIa: after(ia) }]),
        ...(archive === "never" ? [] : [{ transitionToArchive: after(archive) }]),
        ...(ia !== "never" && settings.transitionToPrimaryOnAccess
            ? [{ transitionToPrimaryStorageClass: "AFTER_1_ACCESS" }]
            : []),
    ];
}

/** Archive exists with elastic throughput only, and comes after Infrequent Access. */
function archivesByDefault({ throughputMode, transitionToIaAfterDays: ia }: Config["storage"]): boolean {
    return throughputMode === "elastic" && ia !== "never" && ia < archiveAfterDays;
}
