import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Config, type Fault, faultAt } from "./config";

/**
 * A service-linked role of the account. Deployments that name one which does not exist yet fail half way, so its absence
 * is told before anything is made.
 */
export async function findServiceRole(name: string, service: string, purpose: string): Promise<string> {
    try {
        return (await aws.iam.getRole({ name })).arn;
    } catch (error) {
        if (!isMissing(error)) throw error;
        throw new pulumi.RunError(
            `The account has no ${name} role yet, which ${purpose}; nothing was created. ` +
                `Create it once: aws iam create-service-linked-role --aws-service-name ${service}.amazonaws.com`,
        );
    }
}

/**
 * The permissions boundary of every role that is made here. Who deploys cannot write it, or a deployment could make itself
 * administrator, so it is there before the first.
 */
export async function findBoundary(arn: string): Promise<string> {
    try {
        return (await aws.iam.getPolicy({ arn })).arn;
    } catch (error) {
        if (!isMissing(error)) throw error;
        const name = arn.split("/").at(-1);
        throw new pulumi.RunError(
            `The account has no policy ${name} yet, which is the permissions boundary of every role; nothing was created. Let ` +
                `the account's owner create it once: npm run docs && aws iam create-policy --policy-name ${name} ` +
                "--policy-document file://docs/boundary-policy.json",
        );
    }
}

const isMissing = (error: unknown): boolean =>
    /NoSuchEntity|couldn't find resource|cannot be found|empty result/.test(String(error));

/**
 * An existing trail's log group gets metric filters, which AWS refuses half way for a group that is not there or of another
 * class than Standard.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export async function trailFaults(name: string | undefined): Promise<Fault[]> {
    if (name === undefined) return [];
    const fault = (problem: string) => [faultAt(["auditing", "trailLogGroupName"], name, problem)];
    try {
        const { logGroupClass } = await aws.cloudwatch.getLogGroup({ name });
        return ["INFREQUENT_ACCESS", "DELIVERY"].includes(logGroupClass)
            ? fault(`is of class ${logGroupClass}, which has no metric filters, and so no alarms`)
            : [];
    } catch (error) {
        if (!isMissing(error)) throw error;
        return fault(
            "is no log group of this account and region; aws cloudtrail describe-trails tells where a trail delivers to",
        );
    }
}

/**
 * AWS Config refuses a conformance pack half way in an account without a recorder. The provider has no function that looks
 * for one, so it is read as a resource, and the engine, which ends the preview where there is none, names what it read: the
 * configuration's key. A stopped one is accepted and judges nothing.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
 */
export async function findRecorder({
    configRecorder,
    configRecorderName,
}: Config["auditing"]): Promise<void> {
    if (configRecorder === "made") return;
    const name = configRecorderName ?? "default";
    const { isEnabled } = aws.cfg.RecorderStatus.get("auditing.configRecorderName", name);
    if (await new Promise((resolve) => isEnabled.apply(resolve))) return;
    void pulumi.log.warn(
        `AWS Config's recorder ${name} is stopped, so nothing in this account is judged. Start it: ` +
            `aws configservice start-configuration-recorder --configuration-recorder-name ${name}`,
    );
}
