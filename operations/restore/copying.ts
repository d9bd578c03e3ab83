import { inShell } from "../../cli/inShell";
import type { Target } from "./target";

/** Commands for the reader's instance, and how to get there. */
export interface Copying {
    readonly login: string;
    /** Mounts what was restored, and copies it beside the original. */
    readonly commands: readonly [string, string];
}

/**
 * How what was restored is brought back. It is copied into a folder of its own, as the restored file may be older than what
 * a build has written since; and without owners, as EFS decides them.
 */
export function copyingOf(
    { reader, item, original, directory }: Target,
    {
        run,
        fileSystemId,
        accessPointId,
        region,
    }: {
        readonly run: string;
        readonly fileSystemId: string;
        readonly accessPointId: string;
        readonly region: string;
    },
): Copying {
    const at = `/mnt/restored-${run}`;
    const target = `${original ?? `/mnt/efs/${reader.name}`}/restored-${run}`;
    const rest = item === directory.path ? "/." : "";
    return {
        login: `aws ssm start-session --region ${region} --target "$(aws autoscaling describe-auto-scaling-groups --region ${region} --auto-scaling-group-names ${inShell(reader.groupName)} --query 'AutoScalingGroups[0].Instances[0].InstanceId' --output text)"`,
        commands: [
            `sudo mkdir -p ${at} && sudo mount -t efs -o ro,tls,iam,accesspoint=${accessPointId} ${fileSystemId}:/ ${at}`,
            // AWS Backup's folder has a time in its name, which the shell finds.
            `sudo mkdir ${inShell(target)} && sudo cp -r --preserve=mode,timestamps ${at}/aws-backup-restore_*${inShell(item)}${rest} ${inShell(target)}/ && sudo umount ${at}`,
        ],
    };
}
