import { refuse } from "./config";
import { nameFaults } from "./config/nameFaults";
import { type EnvironmentPlace, environmentName, partName, physicalPrefix } from "./environmentName";
import type { Site } from "./site";

/** A log group whose name is known before it exists, so that the logs key's policy can name it. */
export interface LogGroupName {
    readonly name: string;
    /** Without a trailing `:*`. */
    readonly arn: string;
}

/** How the parts of an environment are called, and the physical names that one has to know before another's resource exists. */
export interface Names {
    /** The environment's tag, and part of every physical name. */
    readonly environment: string;
    /** Logical name of a part: its role, after the environment's name where the stack has several. */
    part(role: string): string;
    /** First part of the names of its buckets: 29 characters at most, as S3 takes them. */
    readonly bucketPrefix: string;
    /** First part of key aliases and of AWS Backup's roles. */
    readonly prefix: string;
    /** IAM path of the agents' roles and policies. */
    readonly iamPath: string;
    /** First part of the names of the agents' secrets: the agents' key serves these only. */
    readonly secretPrefix: string;
    /** First part of the names of the agents' Auto Scaling groups. */
    readonly groupPrefix: string;
    /** First part of the ARNs of the agents' roles, whose generated names start as their logical ones. */
    readonly agentRolePrefix: string;
    /** What the agents ship. */
    readonly agentLogGroup: LogGroupName;
    /** What the bakes of images say: Image Builder's own role writes below its prefix only. */
    readonly imageLogGroup: LogGroupName;
    /** First part of the names of Image Builder's resources, which take no dot. */
    readonly imagePrefix: string;
    /** First part of the parameters that hold the ids of baked images; an architecture completes it. */
    readonly imageParameterPrefix: string;
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

/** A bucket's name has 63 characters, of which the provider's number takes 26 and what the bucket is for up to 8. */
const bucketPrefixLength = 29;

const lettersOfBucket = (name: string): string =>
    name
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]/g, "-")
        .replace(/^-+/, "");

/**
 * The names of an environment. One that is called after its stack has the stack to itself: its parts are called by their
 * role alone, `storage`, and it is the stack that AWS sees, `jenkins-efs-dev`. Another has its own name besides, `web-storage`
 * and `jenkins-efs-dev-web`. Throws `RunError` where AWS does not
 * take what follows from its name.
 */
export function environmentNames(place: EnvironmentPlace, site: Site): Names {
    const { name, stack, project } = place;
    const faults = nameFaults(project, stack, [name]);
    if (faults.length > 0) refuse(faults);
    const environment = environmentName(name, stack);
    const part = (role: string): string => partName(place, role);
    const { partition, region, accountId } = site;
    const prefix = physicalPrefix(place);
    const iamPath = `/${project}/${environment}/`;
    const named = (groupName: string): LogGroupName => ({
        name: groupName,
        arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${groupName}`,
    });
    const logGroup = (purpose: string): LogGroupName => named(`/${project}/${environment}/${purpose}`);
    return {
        environment,
        part,
        bucketPrefix: `${lettersOfBucket(prefix).slice(0, bucketPrefixLength - 1)}-`,
        prefix,
        iamPath,
        secretPrefix: `${project}/${environment}/agents/`,
        groupPrefix: `${prefix}-agent-`,
        agentRolePrefix: `arn:${partition}:iam::${accountId}:role${iamPath}${part("agent")}-`,
        agentLogGroup: logGroup("agents"),
        imageLogGroup: named(`/aws/imagebuilder/${prefix}`),
        imagePrefix: `${prefix.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "-")}-`,
        imageParameterPrefix: `/${project}/images/${environment}-`,
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
