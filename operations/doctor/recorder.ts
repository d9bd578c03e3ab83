import {
    ConfigServiceClient,
    type ConfigurationRecorderStatus,
    type ConformancePackComplianceSummary,
    type ConformancePackStatusDetail,
    DescribeConfigurationRecorderStatusCommand,
    paginateDescribeConformancePackStatus,
    paginateGetConformancePackComplianceSummary,
} from "@aws-sdk/client-config-service";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, regionOfStack, type Thing, when } from "./check";

interface ExpectedRecorder extends Thing {
    readonly name: string;
}

/** AWS Config's recorder, whether the stack made it or was told of it. */
export const recorder: Check<
    ExpectedRecorder,
    ConfigurationRecorderStatus | undefined,
    "missing" | "stopped" | "failing"
> = {
    name: "recorder",
    holds: "AWS Config's recorder records",
    // It is told of by name, and is of no environment.
    isOfAccount: true,
    faults: {
        missing: {
            severity: "critical",
            why: "AWS Config judges nothing without it",
            mend: putBack,
        },
        stopped: {
            severity: "critical",
            why: "AWS Config judges what was, not what is",
            mend: "aws configservice start-configuration-recorder --region {region} --configuration-recorder-name {name}",
        },
        failing: {
            severity: "warning",
            why: "what it records does not arrive: its role, bucket or key lets it not",
            mend: "aws configservice describe-delivery-channel-status --region {region}",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:cfg/recorderStatus:RecorderStatus").map((status) => ({
            region: regionIn(status) || (regionOfStack(graph) ?? ""),
            subject: `recorder ${textOf(status, "name") ?? status.id}`,
            name: textOf(status, "name") ?? status.id,
        })),
    grants: () => [{ actions: ["config:DescribeConfigurationRecorderStatus"], resources: ["*"] }],
    async ask(session, { name, region }) {
        const answer = await unlessMissing(
            session
                .client(ConfigServiceClient, region)
                .send(new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] })),
        );
        return answer?.ConfigurationRecordersStatus?.[0];
    },
    judge({ name, subject: where }, status) {
        if (status === undefined) return [{ fault: "missing", where, got: "no such recorder", wanted: "it" }];
        const { recording, lastStatus, lastErrorMessage, lastErrorCode } = status;
        return [
            ...when(recording !== true, {
                fault: "stopped",
                where,
                got: "stopped",
                wanted: "recording",
                values: { name },
            }),
            ...when(lastStatus === "Failure", {
                fault: "failing",
                where,
                got: `Failure: ${lastErrorCode ?? ""} ${lastErrorMessage ?? ""}`.trim(),
                wanted: "Success",
            }),
        ];
    },
};

interface ExpectedPack extends Thing {
    readonly name: string;
    readonly arn: string;
}

interface PackAnswer {
    readonly status: ConformancePackStatusDetail | undefined;
    readonly summary: ConformancePackComplianceSummary | undefined;
}

/** AWS Config's own judgement. */
export const conformance: Check<ExpectedPack, PackAnswer, "missing" | "broken" | "noncompliant"> = {
    name: "conformance",
    holds: "the conformance pack is whole, and AWS Config finds the stack compliant",
    faults: {
        missing: { severity: "warning", why: "AWS Config judges the stack by no rule", mend: putBack },
        broken: {
            severity: "warning",
            why: "AWS Config judges by some of the rules only, or none",
            mend: putBack,
        },
        noncompliant: {
            severity: "warning",
            why: "an auditor reads there that a control does not hold",
            mend: "aws configservice get-conformance-pack-compliance-details --region {region} --conformance-pack-name {name} --filters ComplianceType=NON_COMPLIANT",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:cfg/conformancePack:ConformancePack").map((pack) => ({
            region: regionIn(pack),
            subject: `conformance pack ${textOf(pack, "name") ?? pack.id}`,
            name: textOf(pack, "name") ?? pack.id,
            arn: textOf(pack, "arn") ?? "*",
        })),
    grants: ({ arn }) => [
        { actions: ["config:DescribeConformancePackStatus"], resources: ["*"] },
        { actions: ["config:GetConformancePackComplianceSummary"], resources: [arn] },
    ],
    async ask(session, { name, region }) {
        const client = session.client(ConfigServiceClient, region);
        const ConformancePackNames = [name];
        const statuses = await unlessMissing(
            allOf(
                paginateDescribeConformancePackStatus({ client }, { ConformancePackNames }),
                (page) => page.ConformancePackStatusDetails,
            ),
        );
        const status = statuses?.[0];
        if (status?.ConformancePackState !== "CREATE_COMPLETE") return { status, summary: undefined };
        const [summary] = await allOf(
            paginateGetConformancePackComplianceSummary({ client }, { ConformancePackNames }),
            (page) => page.ConformancePackComplianceSummaryList,
        );
        return { status, summary };
    },
    judge({ name, subject: where }, { status, summary }) {
        if (status === undefined)
            return [{ fault: "missing", where, got: "no such conformance pack", wanted: "it" }];
        const { ConformancePackState = "unknown", ConformancePackStatusReason } = status;
        return [
            ...when(ConformancePackState !== "CREATE_COMPLETE", {
                fault: "broken",
                where,
                got: [ConformancePackState, ConformancePackStatusReason].filter(Boolean).join(": "),
                wanted: "CREATE_COMPLETE",
            }),
            ...when(summary?.ConformancePackComplianceStatus === "NON_COMPLIANT", {
                fault: "noncompliant",
                where,
                got: "NON_COMPLIANT",
                wanted: "COMPLIANT",
                values: { name },
            }),
        ];
    },
};
