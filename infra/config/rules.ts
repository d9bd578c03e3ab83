import { proxyOf } from "../proxy";
import {
    longestLookBackHours,
    longestPauseAllowedHours,
    longestPauseHours,
    startsAgain,
} from "./backupPause";
import { bakeFaults } from "./bakeFaults";
import { certificateFaults, proxyFaults } from "./companyNetworkFaults";
import { diskFaults } from "./diskFaults";
import { egressFaults } from "./egressFaults";
import { endpointServices } from "./endpointServices";
import { type Fault, faultAt } from "./faults";
import { identityFaults } from "./identityFaults";
import { networkFaults } from "./networkFaults";
import { pinsOf } from "./pins";
import { regionFaults } from "./regionFaults";
import type { Config } from "./schema";
import { sharedFaults } from "./sharedFaults";
import { standbyFaults } from "./standbyFaults";

/** AWS Backup keeps what went to cold storage for at least 90 days there. */
const coldStorageDays = 90;

function storageFaults(storage: Config["storage"]): Fault[] {
    const { throughputMode, provisionedThroughputMiBps, performanceMode } = storage;
    const ia = storage.transitionToIaAfterDays;
    const archive = storage.transitionToArchiveAfterDays ?? "never";
    const faults: Fault[] = [];
    if (throughputMode === "provisioned" && provisionedThroughputMiBps === undefined)
        faults.push(
            faultAt(
                ["storage", "provisionedThroughputMiBps"],
                undefined,
                "is needed with throughputMode provisioned",
            ),
        );
    if (throughputMode !== "provisioned" && provisionedThroughputMiBps !== undefined)
        faults.push(
            faultAt(
                ["storage", "provisionedThroughputMiBps"],
                provisionedThroughputMiBps,
                `has no effect with throughputMode ${throughputMode}`,
            ),
        );
    if (throughputMode === "elastic" && performanceMode === "maxIO")
        faults.push(
            faultAt(
                ["storage", "performanceMode"],
                performanceMode,
                "is refused by AWS with throughputMode elastic",
            ),
        );
    if (archive !== "never" && (throughputMode !== "elastic" || ia === "never" || archive <= ia))
        faults.push(
            faultAt(
                ["storage", "transitionToArchiveAfterDays"],
                archive,
                `does not fit throughputMode ${throughputMode} and transitionToIaAfterDays ${ia}`,
            ),
        );
    return faults;
}

function backupFaults(backup: Config["backup"]): Fault[] {
    const { retentionDays, coldStorageAfterDays, vaultLock, vaultLockCoolingOffDays } = backup;
    const { vaultLockMinRetentionDays: min, vaultLockMaxRetentionDays: max, restoreTestSchedule } = backup;
    const faults: Fault[] = [];
    if (restoreTestSchedule !== "never" && !startsAgain(restoreTestSchedule))
        faults.push(
            faultAt(
                ["backup", "restoreTestSchedule"],
                restoreTestSchedule,
                "has no start in the years to come, so nothing is restored as a test and nothing tells; write never if that is meant",
            ),
        );
    if (coldStorageAfterDays !== undefined && retentionDays < coldStorageAfterDays + coldStorageDays)
        faults.push(
            faultAt(
                ["backup", "retentionDays"],
                retentionDays,
                `ends less than ${coldStorageDays} days after coldStorageAfterDays ${coldStorageAfterDays}, which AWS Backup refuses`,
            ),
        );
    if (min > max)
        faults.push(
            faultAt(["backup", "vaultLockMinRetentionDays"], min, `is over vaultLockMaxRetentionDays ${max}`),
        );
    if (vaultLock !== "none" && min <= max && (retentionDays < min || retentionDays > max))
        faults.push(
            faultAt(
                ["backup", "retentionDays"],
                retentionDays,
                `lies outside the vault lock's ${min} to ${max} days, so every backup job would fail`,
            ),
        );
    if (vaultLock === "compliance" && vaultLockCoolingOffDays === undefined)
        faults.push(
            faultAt(["backup", "vaultLockCoolingOffDays"], undefined, "is needed with vaultLock compliance"),
        );
    if (vaultLock !== "compliance" && vaultLockCoolingOffDays !== undefined)
        faults.push(
            faultAt(
                ["backup", "vaultLockCoolingOffDays"],
                vaultLockCoolingOffDays,
                `would make a ${vaultLock} lock a compliance lock; set vaultLock to compliance if that is meant`,
            ),
        );
    return faults;
}

/** What must not be deleted is not deleted by the way. */
function destroyFaults(
    { destroyDeletesRecoveryPoints, vaultLock }: Config["backup"],
    protect: boolean,
): Fault[] {
    if (!destroyDeletesRecoveryPoints) return [];
    const key = ["backup", "destroyDeletesRecoveryPoints"];
    return [
        ...(protect ? [faultAt(key, true, "contradicts protect true, which refuses to delete a vault")] : []),
        ...(vaultLock === "none"
            ? []
            : [
                  faultAt(
                      key,
                      true,
                      `contradicts vaultLock ${vaultLock}, which keeps recovery points from being deleted`,
                  ),
              ]),
    ];
}

function auditingFaults({
    trailLogGroupName,
    objectLock,
    configRecorder,
    configRecorderName,
}: Config["auditing"]): Fault[] {
    const faults: Fault[] = [];
    if (trailLogGroupName !== undefined && objectLock !== "none")
        faults.push(
            faultAt(
                ["auditing", "objectLock"],
                objectLock,
                "locks a bucket made here; remove it or auditing.trailLogGroupName",
            ),
        );
    if (configRecorderName !== undefined && configRecorder === "made")
        faults.push(
            faultAt(
                ["auditing", "configRecorderName"],
                configRecorderName,
                "names the account's own recorder; remove it or auditing.configRecorder made",
            ),
        );
    return faults;
}

/** The alarm on a backup that never ran has to outlast the longest pause between two, and CloudWatch to look back as far. */
function backupAlarmFaults(
    { schedule }: Config["backup"],
    { backupWithinHours }: Config["auditing"],
): Fault[] {
    const pause = longestPauseHours(schedule);
    if (pause > longestPauseAllowedHours)
        return [
            faultAt(
                ["backup", "schedule"],
                schedule,
                `${Number.isFinite(pause) ? `pauses for ${pause} hours or more` : "has no further backup some day"}, and the alarm on a missing backup looks back ${longestLookBackHours} hours at most; run it at least every ${longestPauseAllowedHours} hours`,
            ),
        ];
    if (backupWithinHours !== undefined && backupWithinHours <= pause)
        return [
            faultAt(
                ["auditing", "backupWithinHours"],
                backupWithinHours,
                `is over before the next backup: backup.schedule ${schedule} pauses for up to ${pause} hours, so the alarm would be raised again and again`,
            ),
        ];
    return [];
}

const pinFaults = (config: Partial<Config>, zones: readonly string[] | undefined): Fault[] =>
    pinsOf(config).flatMap(({ key, zone }) =>
        zones !== undefined && !zones.includes(zone)
            ? [faultAt(key, zone, `is none of network.availabilityZones (${zones.join(", ")})`)]
            : [],
    );

/**
 * The faults between keys that are each well-formed by themselves; a section that is not is left out, so that its own
 * faults and the others' come in one message.
 * @param written the section `network` without defaults: only what somebody wrote can contradict
 */
export function crossFaults(config: Partial<Config>, region: string, written: object): Fault[] {
    const { network, storage, standby, backup, auditing, agents, shared, protect } = config;
    return [
        ...(network ? networkFaults(network, written) : []),
        ...(network
            ? egressFaults(network, {
                  controllerUrl: config.controllerUrl,
                  proxy: proxyOf(
                      { ...config, noProxy: config.noProxy ?? [], network },
                      endpointServices(network),
                      region,
                  ),
                  isReplicated: storage?.replicationRegion !== undefined,
              })
            : []),
        ...proxyFaults(config),
        ...bakeFaults(config),
        ...certificateFaults(config.caCertificates ?? []),
        ...(storage ? storageFaults(storage) : []),
        ...(storage && standby ? standbyFaults({ storage, standby }, network) : []),
        ...(backup ? backupFaults(backup) : []),
        ...(backup && protect !== undefined ? destroyFaults(backup, protect) : []),
        ...regionFaults(config, region),
        ...(auditing ? auditingFaults(auditing) : []),
        ...(backup && auditing ? backupAlarmFaults(backup, auditing) : []),
        ...(agents ? diskFaults(agents) : []),
        ...(agents ? identityFaults(agents, shared ?? []) : []),
        ...pinFaults(config, network?.availabilityZones),
        ...(agents && shared ? sharedFaults(shared, agents) : []),
    ];
}
