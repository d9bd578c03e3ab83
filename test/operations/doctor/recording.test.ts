import { flowLogs } from "../../../operations/doctor/flowLogs";
import { conformance, recorder } from "../../../operations/doctor/recorder";
import { trail } from "../../../operations/doctor/trail";
import { arn } from "./deployed";
import { judging } from "./judging";

const key = arn("kms", "key/k-1");

describe("The doctor at what records", () => {
    const found = {
        S3BucketName: "trail-files",
        KmsKeyId: key,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        LogFileValidationEnabled: true,
    } as const;
    const selectors = [
        { IncludeManagementEvents: true, ReadWriteType: "All", ExcludeManagementEventSources: [] },
    ] as const;
    const listed = selectors.map((one) => ({ ...one, ExcludeManagementEventSources: [] }));
    const logging = { trail: found, status: { IsLogging: true }, selectors: listed };
    judging(trail, {
        sound: logging,
        faults: {
            missing: [{ what: "it was deleted", answer: undefined, says: /trail prod: no such trail/ }],
            stopped: [
                {
                    what: "somebody stopped it",
                    answer: {
                        ...logging,
                        status: { IsLogging: false, StopLoggingTime: new Date("2026-11-26") },
                    },
                    says: /stopped on 2026-11-26/,
                },
            ],
            undelivered: [
                {
                    what: "the bucket refuses it",
                    answer: { ...logging, status: { IsLogging: true, LatestDeliveryError: "AccessDenied" } },
                    says: /to its bucket fails: AccessDenied/,
                },
            ],
            changed: [
                {
                    what: "it is of one region only",
                    answer: { ...logging, trail: { ...found, IsMultiRegionTrail: false } },
                    says: /all regions false; wanted all regions true/,
                },
            ],
            blind: [
                {
                    what: "it leaves KMS out",
                    answer: {
                        ...logging,
                        selectors: listed.map((one) => ({
                            ...one,
                            ExcludeManagementEventSources: ["kms.amazonaws.com"],
                        })),
                    },
                    says: /selectors that leave some out/,
                },
                {
                    what: "it has advanced selectors",
                    answer: { ...logging, selectors: undefined },
                    says: /advanced/,
                },
            ],
        },
    });

    judging(recorder, {
        sound: { recording: true, lastStatus: "Success" },
        faults: {
            missing: [{ what: "there is none", answer: undefined, says: /recorder default: no such/ }],
            stopped: [
                {
                    what: "somebody stopped it",
                    answer: { recording: false },
                    says: /stopped; wanted recording/,
                },
            ],
            failing: [
                {
                    what: "its bucket refuses it",
                    answer: { recording: true, lastStatus: "Failure", lastErrorCode: "AccessDenied" },
                    says: /Failure: AccessDenied/,
                },
            ],
        },
    });

    const pack = {
        ConformancePackName: "prod",
        ConformancePackId: "1",
        ConformancePackArn: "arn:1",
        ConformancePackState: "CREATE_COMPLETE",
        StackArn: "arn:2",
        LastUpdateRequestedTime: new Date(0),
    } as const;
    const summary = { ConformancePackName: "prod", ConformancePackComplianceStatus: "COMPLIANT" } as const;
    judging(conformance, {
        sound: { status: pack, summary },
        alsoSound: [
            {
                what: "AWS Config has not judged yet",
                answer: {
                    status: pack,
                    summary: { ...summary, ConformancePackComplianceStatus: "INSUFFICIENT_DATA" },
                },
            },
        ],
        faults: {
            missing: [
                {
                    what: "it was deleted",
                    answer: { status: undefined, summary: undefined },
                    says: /no such conformance pack/,
                },
            ],
            broken: [
                {
                    what: "a rule could not be made",
                    answer: {
                        status: {
                            ...pack,
                            ConformancePackState: "CREATE_FAILED",
                            ConformancePackStatusReason: "no recorder",
                        },
                        summary: undefined,
                    },
                    says: /CREATE_FAILED: no recorder/,
                },
            ],
            noncompliant: [
                {
                    what: "AWS Config finds something",
                    answer: {
                        status: pack,
                        summary: { ...summary, ConformancePackComplianceStatus: "NON_COMPLIANT" },
                    },
                    says: /NON_COMPLIANT; wanted COMPLIANT/,
                },
            ],
        },
    });

    const flows = {
        FlowLogId: "fl-1",
        FlowLogStatus: "ACTIVE",
        DeliverLogsStatus: "SUCCESS",
        ResourceId: "eni-1",
        LogDestination: arn("logs", "log-group:/flows"),
        TrafficType: "ALL",
    } as const;
    judging(flowLogs, {
        sound: flows,
        faults: {
            missing: [
                { what: "it was deleted", answer: undefined, says: /flow log fl-1 \(flows\): no such/ },
            ],
            undelivered: [
                {
                    what: "its role may not write",
                    answer: {
                        ...flows,
                        DeliverLogsStatus: "FAILED",
                        DeliverLogsErrorMessage: "Access error",
                    },
                    says: /ACTIVE, FAILED, Access error/,
                },
            ],
            changed: [
                {
                    what: "it records refusals only",
                    answer: { ...flows, TrafficType: "REJECT" },
                    says: /traffic REJECT; wanted traffic ALL/,
                },
            ],
        },
    });
});
