/** A shared area as one agent has it: a directory of the file system behind an access point of its own. */
export interface AgentArea {
    /** What its mount point and variable follow from; `^[a-z][a-z0-9-]{0,31}$`, which the configuration holds. */
    readonly name: string;
    /** `fsap-` and 17 hexadecimal digits. */
    readonly accessPointId: string;
    /** POSIX user and group id that the area's access point enforces, whoever mounts it; never the agent's own. */
    readonly uid: number;
    /** What EFS lets this agent do: a reader's role lacks ClientWrite on the area. */
    readonly access: "read" | "write";
    /** Whether the agent takes no builds without it. */
    readonly required: boolean;
}

/** Where every agent that has an area finds it. */
export const areaMountPoint = (name: string): string => `/mnt/efs/shared/${name}`;

/** The environment variable that tells builds an area's mount point, in the characters that shells take. */
export const areaVariable = (name: string): string => `EFS_SHARED_${name.toUpperCase().replaceAll("-", "_")}`;
