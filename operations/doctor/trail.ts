import {
    CloudTrailClient,
    type EventSelector,
    GetEventSelectorsCommand,
    GetTrailCommand,
    GetTrailStatusCommand,
    type GetTrailStatusResponse,
    type Trail,
} from "@aws-sdk/client-cloudtrail";
import { textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly arn: string;
    readonly settings: Settings;
}

interface Answer {
    readonly trail: Trail;
    readonly status: GetTrailStatusResponse;
    readonly selectors: readonly EventSelector[] | undefined;
}

/** Who did what, as long as the trail writes. */
export const trail: Check<
    Expected,
    Answer | undefined,
    "missing" | "stopped" | "undelivered" | "changed" | "blind"
> = {
    name: "trail",
    holds: "the trail logs every management event, and what it logs is delivered",
    faults: {
        missing: {
            severity: "critical",
            why: "nobody can tell who did what, and the alarms on it are silent",
            mend: putBack,
        },
        stopped: {
            severity: "critical",
            why: "nobody can tell who did what from then on, and the alarms on it are silent",
            mend: "aws cloudtrail start-logging --region {region} --name {arn}",
        },
        undelivered: {
            severity: "critical",
            why: "what it logs is lost where it cannot be delivered for long: mend the bucket's, key's or role's policy",
            mend: putBack,
        },
        changed: {
            severity: "critical",
            why: "what is recorded, how it is sealed or who may read it is not what was deployed",
            mend: putBack,
        },
        blind: {
            severity: "critical",
            why: "changes of the file system's policy, of keys and of roles are not recorded",
            mend: "aws cloudtrail put-event-selectors --region {region} --trail-name {arn} --event-selectors ReadWriteType=All,IncludeManagementEvents=true",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:cloudtrail/trail:Trail").map((found) => ({
            region: regionIn(found),
            subject: `trail ${textOf(found, "name") ?? found.name}`,
            arn: textOf(found, "arn") ?? found.id,
            settings: {
                bucket: textOf(found, "s3BucketName"),
                key: textOf(found, "kmsKeyId"),
                "log group": textOf(found, "cloudWatchLogsGroupArn"),
                "all regions": found.props.isMultiRegionTrail === true,
                "global services": found.props.includeGlobalServiceEvents !== false,
                "file validation": found.props.enableLogFileValidation === true,
            },
        })),
    grants: ({ arn }) => [
        {
            actions: ["cloudtrail:GetTrail", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"],
            resources: [arn],
        },
    ],
    async ask(session, { arn, region }) {
        const client = session.client(CloudTrailClient, region);
        const found = await unlessMissing(client.send(new GetTrailCommand({ Name: arn })));
        if (found?.Trail === undefined) return undefined;
        const status = await client.send(new GetTrailStatusCommand({ Name: arn }));
        const { EventSelectors } = await client.send(new GetEventSelectorsCommand({ TrailName: arn }));
        return { trail: found.Trail, status, selectors: EventSelectors };
    },
    judge({ arn, subject: where, settings }, answer) {
        const values = { arn };
        if (answer === undefined) return [{ fault: "missing", where, got: "no such trail", wanted: "it" }];
        const { trail: found, status, selectors } = answer;
        const changed = difference(settings, {
            bucket: found.S3BucketName,
            key: found.KmsKeyId,
            "log group": found.CloudWatchLogsLogGroupArn,
            "all regions": found.IsMultiRegionTrail === true,
            "global services": found.IncludeGlobalServiceEvents === true,
            "file validation": found.LogFileValidationEnabled === true,
        });
        const errors = Object.entries({
            "to its bucket": status.LatestDeliveryError,
            "to its log group": status.LatestCloudWatchLogsDeliveryError,
            "of digests": status.LatestDigestDeliveryError,
        }).filter(([, error]) => error !== undefined && error !== "");
        // Advanced selectors, which the kit has none of, come without these; then nothing is known of what they leave out.
        const logsAll = selectors?.some(
            ({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources = [] }) =>
                IncludeManagementEvents === true &&
                (ReadWriteType ?? "All") === "All" &&
                ExcludeManagementEventSources.length === 0,
        );
        return [
            ...when(status.IsLogging !== true, {
                fault: "stopped",
                where,
                got: status.StopLoggingTime
                    ? `stopped on ${status.StopLoggingTime.toISOString()}`
                    : "stopped",
                wanted: "logging",
                values,
            }),
            ...errors.map(([what, error]) => ({
                fault: "undelivered" as const,
                where,
                got: `delivery ${what} fails: ${error}`,
                wanted: "delivery",
            })),
            ...whenDiffers(changed, { fault: "changed", where }),
            ...when(logsAll !== true, {
                fault: "blind",
                where,
                got: selectors === undefined ? "advanced event selectors" : "selectors that leave some out",
                wanted: "every management event",
                values,
            }),
        ];
    },
};
