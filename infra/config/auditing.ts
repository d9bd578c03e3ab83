import { z } from "zod";
import { days, leaf } from "./leaf";

/** Trail, flow logs, Config and alarms: what is recorded, for how long, and who is told. */
export const auditing = z.strictObject({
    trailLogGroupName: leaf(z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/), {
        description:
            "Log group of this account and region that an existing multi-region trail delivers to, to use instead of making a trail; a second trail's management events are charged for.",
        allowed: "the name of a CloudWatch log group; the trail must log all management events",
        example: "aws-controltower/CloudTrailLogs",
    }).optional(),
    fileRetentionDays: days(
        "Days that S3 keeps the files of the trail, of AWS Config and of the VPC's flow log.",
        365,
        36500,
        400,
    ).default(400),
    objectLock: leaf(z.enum(["none", "governance", "compliance"]), {
        description:
            "Object lock of the trail's files for fileRetentionDays: governance can be bypassed by privileged principals, compliance by nobody. Fixed when the bucket is created.",
        allowed: "none, governance or compliance, with a trail made here only",
        example: "governance",
    }).default("none"),
    vpcFlowLog: leaf(z.boolean(), {
        description: "Records the flows of the whole VPC to S3 too, in Parquet, not only the mount targets'.",
        allowed: "true or false",
        example: true,
    }).default(false),
    recordReads: leaf(z.boolean(), {
        description:
            "Audits what builds read on the file system too, not only what they write, delete or change: about 1 KB of log for each file that is opened.",
        allowed: "true or false",
        example: true,
    }).default(false),
    configRecorder: leaf(z.enum(["existing", "made"]), {
        description:
            "AWS Config's recorder, of which an account has one per region: existing uses the account's own, made makes it here, and destroying the stack then stops it for the whole account.",
        allowed: "existing or made",
        example: "existing",
    }).default("existing"),
    // https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
    configRecorderName: leaf(z.string().min(1).max(256), {
        description:
            "Name of the account's own recorder, which the conformance pack needs; it is looked for before anything is made. One that the console made is called default.",
        allowed:
            "1 to 256 characters, with configRecorder existing only; aws configservice describe-configuration-recorder-status tells the name",
        example: "aws-controltower-BaselineConfigRecorder",
    }).optional(),
    alarmEmails: leaf(z.array(z.email()), {
        description:
            "Addresses that get the alarms once they confirm; the topic takes other subscribers too.",
        allowed: "a list of e-mail addresses",
        example: ["ci-oncall@example.com"],
    }).default([]),
    backupWithinHours: leaf(z.int().min(2).max(168), {
        description:
            "Hours without a finished backup after which an alarm is raised. Absent: two hours more than the longest pause in backup.schedule.",
        allowed: "a whole number of hours from 2 to 168, more than the longest pause in backup.schedule",
        example: 26,
    }).optional(),
    // An event rule's description has 512 characters, of which the alarms' own words take some 280.
    runbookUrl: leaf(
        z
            .url({ protocol: /^https$/ })
            .regex(/[^/]$/)
            .max(200),
        {
            description:
                "Where docs/runbooks is published, for the links in alarms. Absent: the path in this repository.",
            allowed: "an https:// URL of at most 200 characters, without a slash at its end",
            example: "https://git.example.com/ci/jenkins-efs/docs/runbooks",
        },
    ).optional(),
});
