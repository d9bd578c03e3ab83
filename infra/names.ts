import type { Site } from "./site";

/** A log group whose name is known before it exists, so that the logs key's policy can name it. */
export interface LogGroupName {
    readonly name: string;
    /** Without a trailing `:*`. */
    readonly arn: string;
}

/** Physical names that one part has to know before another part's resource exists. */
export interface Names {
    /** First part of key aliases and of AWS Backup's roles. */
    readonly prefix: string;
    /** IAM path of the agents' roles and policies. */
    readonly iamPath: string;
    /** First part of the names of the agents' secrets: the agents' key serves these only. */
    readonly secretPrefix: string;
    /** First part of the names of the agents' Auto Scaling groups. */
    readonly groupPrefix: string;
    /** What the agents ship. */
    readonly agentLogGroup: LogGroupName;
    /** What the trail delivers. */
    readonly trailLogGroup: LogGroupName;
    /** The flows at the mount targets. */
    readonly flowLogGroup: LogGroupName;
    /** The logs key serves this trail only. */
    readonly trail: { readonly name: string; readonly arn: string };
    /** The logs key serves this topic only. */
    readonly alarmTopic: { readonly name: string; readonly arn: string };
    /** CloudWatch namespace of what is counted in the logs of this environment. */
    readonly auditNamespace: string;
}

/** The names of one environment of a project. */
export function stackNames(project: string, environment: string, site: Site): Names {
    const { partition, region, accountId } = site;
    const prefix = `${project}-${environment}`;
    const logGroup = (purpose: string): LogGroupName => {
        const name = `/${project}/${environment}/${purpose}`;
        return { name, arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${name}` };
    };
    return {
        prefix,
        iamPath: `/${project}/${environment}/`,
        secretPrefix: `${project}/${environment}/agents/`,
        groupPrefix: `${prefix}-agent-`,
        agentLogGroup: logGroup("agents"),
        trailLogGroup: logGroup("trail"),
        flowLogGroup: logGroup("mount-target-flows"),
        trail: {
            name: prefix,
            arn: `arn:${partition}:cloudtrail:${region}:${accountId}:trail/${prefix}`,
        },
        alarmTopic: {
            name: `${prefix}-alarms`,
            arn: `arn:${partition}:sns:${region}:${accountId}:${prefix}-alarms`,
        },
        auditNamespace: `JenkinsEfs/Auditing/${prefix}`,
    };
}
