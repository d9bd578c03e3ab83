import type { Site } from "./site";

/** Physical names that one part has to know before another part's resource exists. */
export interface Names {
    /** First part of key aliases and of AWS Backup's roles. */
    readonly prefix: string;
    /** IAM path of the agents' roles and policies. */
    readonly iamPath: string;
    /** First part of the names of the agents' secrets: the agents' key serves these only. */
    readonly secretPrefix: string;
    /** The agents' log group: the logs key serves this one only. */
    readonly agentLogGroup: { readonly name: string; readonly arn: string };
}

/** The names of one environment of a project. */
export function stackNames(project: string, environment: string, site: Site): Names {
    const logGroup = `/${project}/${environment}/agents`;
    return {
        prefix: `${project}-${environment}`,
        iamPath: `/${project}/${environment}/`,
        secretPrefix: `${project}/${environment}/agents/`,
        agentLogGroup: {
            name: logGroup,
            arn: `arn:${site.partition}:logs:${site.region}:${site.accountId}:log-group:${logGroup}`,
        },
    };
}
