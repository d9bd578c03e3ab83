import { ownFileSystemsIn } from "../../state/environments";
import { regionOf, textOf } from "../../state/graph";
import { isOut } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Subject } from "../operation";
import { commandOf } from "../options";
import { recoveryPointsIn } from "./backups";
import type { RestoreOptions } from "./options";
import { type Places, type VaultPlace, vaultsIn } from "./places";
import { isUsable, newestFirst, type RecoveryPoint, tableOf } from "./recoveryPoints";

/** A vault of another region, and how its recovery points are of use. */
interface VaultElsewhere {
    readonly vault: VaultPlace;
    /** What was backed up. */
    readonly fileSystemArn: string;
    /** What restores one of them, the newest that can be. */
    readonly use: (newest: RecoveryPoint) => { readonly words: string; readonly command: string };
}

/** What a vault of another region has. */
export interface Elsewhere {
    readonly vaultName: string;
    readonly region: string;
    /** Undefined where the region does not answer. */
    readonly recoveryPoints: readonly RecoveryPoint[] | undefined;
    /** What restores one of them; undefined where none can be. */
    readonly use: ReturnType<VaultElsewhere["use"]> | undefined;
}

/** The environment's vaults in other regions, and that of what stands by for it, which backs the promoted replica up. */
export function vaultsElsewhere(
    places: Places,
    fileSystemArn: string,
    { standby }: Subject,
    options: RestoreOptions,
): readonly VaultElsewhere[] {
    const [replica] = standby === undefined ? [] : ownFileSystemsIn(standby.graph);
    const promoted = standby === undefined || replica === undefined ? [] : vaultsIn(standby.graph);
    return [
        ...places.copyVaults.map((vault) => ({
            vault,
            fileSystemArn,
            use: ({ arn }: RecoveryPoint) => ({
                words: `A restore from there lands in ${vault.region}, out of reach of the agents here. Copy one back, another than the newest by its ARN of --json, and then restore it here:`,
                command: copyingBack(places, vault, arn),
            }),
        })),
        ...promoted
            .filter(({ region }) => replica !== undefined && region === regionOf(replica))
            .map((vault) => ({
                vault,
                fileSystemArn: textOf(replica, "arn") ?? "",
                use: () => ({
                    words: `They are of ${replica?.id}, and are restored in ${vault.region}, for the agents there:`,
                    command: commandOf("restore", { ...options, environment: standby?.name }),
                }),
            })),
    ];
}

/** Without a lifecycle it would be kept for good, which a vault that is locked with a longest retention refuses. */
const copyingBack = (places: Places, { name, region }: VaultPlace, pointArn: string): string =>
    `aws backup start-copy-job --region ${region} --source-backup-vault-name ${name} --recovery-point-arn ${pointArn}` +
    ` --destination-backup-vault-arn ${places.vaultArn} --iam-role-arn ${places.backupRoleArn}` +
    `${places.retentionDays === undefined ? "" : ` --lifecycle DeleteAfterDays=${places.retentionDays}`}`;

/** What these vaults have. A region that is out keeps nobody from what the others have. */
export const listedElsewhere = (
    session: Session,
    vaults: readonly VaultElsewhere[],
    now: Date,
): Promise<readonly Elsewhere[]> =>
    Promise.all(
        vaults.map(async ({ vault: { name, region }, fileSystemArn, use }) => {
            const points = await recoveryPointsIn(session, name, fileSystemArn, region).catch(
                (error: unknown) => {
                    if (!isOut(error)) throw error;
                    return undefined;
                },
            );
            const newest = newestFirst(points ?? []).find((point) => isUsable(point, now));
            return { vaultName: name, region, recoveryPoints: points, use: newest && use(newest) };
        }),
    );

/** The same for a reader. */
export const describeElsewhere = (all: readonly Elsewhere[], now: Date): readonly string[] =>
    all.flatMap(({ vaultName, region, recoveryPoints: points, use }) => [
        `In vault ${vaultName} in ${region}:${points === undefined ? ` ${region} does not answer.` : points.length === 0 ? " none." : ""}`,
        ...tableOf(points ?? [], now).map((line) => `  ${line}`),
        ...(use === undefined ? [] : [use.words, `  ${use.command}`]),
    ]);
