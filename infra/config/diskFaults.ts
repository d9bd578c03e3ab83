import { type Fault, faultAt } from "./faults";
import { gp3 } from "./machine";
import type { Config } from "./schema";

/** What EC2 refuses of the disks of agents when it starts an instance, each group trying for ever. */
export const diskFaults = (agents: Config["agents"]): Fault[] =>
    agents.flatMap(({ diskGiB, diskIops, diskThroughputMiBps }, at) => {
        const { iops, throughputMiBps } = gp3;
        const most = (diskIops ?? iops.least) * throughputMiBps.perIops;
        return [
            ...(diskIops !== undefined && diskIops > diskGiB * iops.perGiB
                ? [
                      faultAt(
                          ["agents", at, "diskIops"],
                          diskIops,
                          `is more than ${diskGiB * iops.perGiB}, which a disk of ${diskGiB} GiB has at most`,
                      ),
                  ]
                : []),
            ...(diskThroughputMiBps !== undefined && diskThroughputMiBps > most
                ? [
                      faultAt(
                          ["agents", at, "diskThroughputMiBps"],
                          diskThroughputMiBps,
                          `is more than ${most}, which a disk of ${diskIops ?? iops.least} operations a second has at most; raise diskIops`,
                      ),
                  ]
                : []),
        ];
    });
