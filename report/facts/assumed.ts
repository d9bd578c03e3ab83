import { hoursPerMonth } from "../../infra/prices";

/** What cannot be read from a state and is assumed, per month. */
export const assumed = {
    /** GB in EFS Standard, of each file system. */
    storedGB: 100,
    /** GB that builds write to each file system. */
    writtenGB: 100,
    /** GB in each backup vault. */
    backupGB: 100,
    /** Baked images that are kept for each architecture: the one in use and the one before. */
    imagesKept: 2,
    /** GB of a baked image's snapshot: Amazon Linux 2023 and what the kit installs. */
    imageGB: 4,
    /** Management events of the account, of which each trail writes all; a record has 1.5 KB. */
    events: 200_000,
    /** KB of one event's record. */
    eventKB: 1.5,
    /** GB of flow records at all mount targets of an environment, which write to one log group. */
    mountTargetFlowsGB: 0.1,
    /** GB of flow records in a whole VPC, for each flow log of one. */
    vpcFlowsGB: 30,
    /** Evaluations of the rules of AWS Config, for each conformance pack. */
    configEvaluations: 2900,
    /** Configuration items, where the recorder is made here. */
    configItems: 500,
    /** Metrics that an agent without shared areas publishes: its health timer's and the CloudWatch agent's. */
    metricsPerAgent: 15,
    /** Metrics that all agents of an environment publish as one: whether the controller answers. */
    metricsPerEnvironment: 1,
    /** Requests that publish them, per agent: two a minute. */
    metricRequestsPerAgent: 2 * 60 * hoursPerMonth,
    /** Metrics of EC2's detailed monitoring of an instance. */
    metricsPerInstance: 7,
} as const;
