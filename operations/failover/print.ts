import type { Outcome } from "../operation";
import type { Replica } from "./replica";
import type { Sides } from "./sides";

/** What a failover meets, and what of it is to be done yet. */
export interface Plan {
    readonly sides: Sides;
    readonly replica: Replica;
    /** Groups that still run here; undefined where the region does not answer. */
    readonly running: readonly string[] | undefined;
    /** Groups that do not run there yet; undefined where the region does not answer. */
    readonly waiting: readonly string[] | undefined;
    /** The command line that does it. */
    readonly again: string;
}

const minute = 60_000;

/** What was written here and is not there: `6 minutes`. */
function lostOf({ lastSync }: Replica, now: Date): string {
    if (lastSync === undefined) return "unknown";
    const minutes = Math.max(0, Math.ceil((now.getTime() - lastSync.getTime()) / minute));
    return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}

const isPromoted = ({ replica }: Plan): boolean => replica.status === undefined && replica.isWritable;

/** Whether there is something that the command itself has to do yet. */
const isLeft = (plan: Plan): boolean =>
    (plan.running ?? []).length > 0 ||
    !isPromoted(plan) ||
    (plan.sides.there.hasEgress && plan.waiting?.length !== 0);

/** Each step in words, and whether it is done. */
function steps(plan: Plan): readonly { readonly what: string; readonly state: string }[] {
    const { sides, running, waiting } = plan;
    const { here, there } = sides;
    const groups = (names: readonly string[]) => `${names.length} group${names.length === 1 ? "" : "s"}`;
    return [
        {
            what: `stop the agents in ${here.region}, as a node is connected once`,
            state:
                running === undefined
                    ? `${here.region} does not answer: what runs there is stopped by the update below`
                    : running.length === 0
                      ? "done"
                      : `to do: ${groups(running)}`,
        },
        {
            what: `delete the replication, which makes ${there.fileSystem.id} writable`,
            state: isPromoted(plan) ? "done" : "to do",
        },
        {
            what: `start the agents in ${there.region}`,
            state:
                waiting?.length === 0
                    ? "done"
                    : there.hasEgress
                      ? `to do: ${groups(waiting ?? there.groups.map(({ name }) => name))}`
                      : "by the update below, which makes their egress first (standby.egress)",
        },
    ];
}

/** Sets `storage.promotedReplicaId`, or takes it away. Environments of one stack share their configuration, and this is one's own. */
function settingPromoted({ environment, stack, project }: Sides, id: string | undefined): string {
    if (environment !== stack)
        return id === undefined
            ? `# in the program: environment ${environment} without storage.promotedReplicaId`
            : `# in the program: environment ${environment}, and no other, with storage.promotedReplicaId ${id}`;
    const key = `--path '${project}:storage.promotedReplicaId'`;
    return id === undefined
        ? `pulumi config rm --stack ${stack} ${key}`
        : `pulumi config set --stack ${stack} ${key} ${id}`;
}

/** What brings state and AWS into agreement once the replica is promoted. */
function agreeing({ sides }: Plan): readonly string[] {
    const { replication, stack, there } = sides;
    return [
        ...(replication?.protect
            ? [`pulumi state unprotect --stack ${stack} --yes '${replication.urn}'`]
            : []),
        settingPromoted(sides, there.fileSystem.id),
        `npm run types && pulumi up --stack ${stack} --policy-pack policy-pack`,
    ];
}

/** What brings the environment back, once its region is well. */
function failingBack({ sides }: Plan): readonly string[] {
    const { here, there, stack } = sides;
    const [source, replica] = [here.fileSystem.id, there.fileSystem.id];
    return [
        `aws efs update-file-system-protection --region ${here.region} --file-system-id ${source} --replication-overwrite-protection DISABLED`,
        `aws efs create-replication-configuration --region ${there.region} --source-file-system-id ${replica} --destinations Region=${here.region},FileSystemId=${source}`,
        `aws efs describe-replication-configurations --region ${there.region} --file-system-id ${replica}`,
        `aws efs delete-replication-configuration --region ${there.region} --source-file-system-id ${replica}`,
        settingPromoted(sides, undefined),
        `npm run types && pulumi up --stack ${stack} --policy-pack policy-pack`,
        `aws efs delete-file-system --region ${there.region} --file-system-id ${replica}`,
    ];
}

/** What the plan is, or how it ended: `tried` once every step was taken that the command takes. */
export function tell(plan: Plan, now: Date, tried: boolean): Outcome {
    const { sides, replica } = plan;
    const { here, there } = sides;
    const lost = isPromoted(plan) ? undefined : lostOf(replica, now);
    const status = replica.status ?? (replica.isWritable ? "promoted" : "being promoted");
    const message = replica.statusMessage === undefined ? "" : ` (${replica.statusMessage})`;
    const taken = steps(plan);
    const [left, again] = [isLeft(plan), `  ${plan.again} --yes`];
    const what = tried
        ? ["Not all of it was done. To go on:", again, ""]
        : ["Nothing was done. To do it:", again, "", "and after that:", ""];
    const lines = [
        `From ${here.region} to ${there.region}`,
        `  replica    ${there.fileSystem.id} of ${here.fileSystem.id}: ${status}${message}`,
        ...(lost === undefined
            ? []
            : [
                  `  last sync  ${replica.lastSync?.toISOString() ?? "none"}`,
                  `  lost       what was written in the ${lost} since, and what running builds write until they end`,
              ]),
        "",
        ...taken.map(({ what, state }, at) => `  ${at + 1}  ${what}: ${state}`),
        "",
        ...(left ? what : []),
        `${left && !tried ? "Then" : "Now"} let state and AWS agree; until then update nothing else:`,
        ...agreeing(plan).map((command) => `  ${command}`),
        "",
        `To fail back once ${here.region} is well, in this order: the first copy ends when the third shows a last sync that is later`,
        "than the last build there, with the agents marked offline (docs/failover.md):",
        ...failingBack(plan).map((command) => `  ${command}`),
    ];
    return {
        json: {
            from: { region: here.region, fileSystemId: here.fileSystem.id },
            to: { region: there.region, fileSystemId: there.fileSystem.id },
            replica: { status, lastSync: replica.lastSync?.toISOString() ?? null },
            steps: taken,
            done: !left,
            commands: { agree: agreeing(plan), failBack: failingBack(plan) },
        },
        text: `${lines.join("\n")}\n`,
        passed: !tried || !left,
    };
}
