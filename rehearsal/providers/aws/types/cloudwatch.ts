import { describeTypes, type Instance, text } from "../resourceType";

const uuid = (hex: Instance["hex"]): string =>
    [hex(8, "a"), hex(4, "b"), hex(4, "c"), hex(4, "d"), hex(12, "e")].join("-");

/** Logs, metrics, alarms and events. */
export const cloudwatch = describeTypes({
    "aws:cloudwatch/logGroup:LogGroup": {
        replaces: "logGroupClass name namePrefix",
        autoName: { maxLength: 512 },
        namePattern: /^[.\-_/#A-Za-z0-9]{1,512}$/,
        defaults: { retentionInDays: 0, skipDestroy: false },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("logs", `log-group:${i.id}`),
            deletionProtectionEnabled: false,
            logGroupClass: "STANDARD",
        }),
        remains: ({ name, skipDestroy }) =>
            skipDestroy === true ? `log group ${text(name)}: nobody but its retention deletes it` : undefined,
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        overwrites: true,
        replaces: "name",
        autoName: {},
        defaults: { actionsEnabled: true, treatMissingData: "missing" },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("cloudwatch", `alarm:${i.id}`),
            evaluateLowSampleCountPercentiles: "",
        }),
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
        overwrites: true,
        replaces: "logGroupName name",
        autoName: { maxLength: 512 },
        id: ({ inputs }) => text(inputs.name),
        computed: () => ({ applyOnTransformedLogs: false }),
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        overwrites: true,
        replaces: "dashboardName",
        namePattern: /^[\w-]{1,255}$/,
        id: ({ inputs }) => text(inputs.dashboardName),
        computed: (i) => ({ dashboardArn: i.globalArn("cloudwatch", `dashboard/${i.id}`) }),
    },
    "aws:cloudwatch/queryDefinition:QueryDefinition": {
        autoName: {},
        id: ({ hex }) => uuid(hex),
        computed: (i) => ({ arn: i.arn("logs", `query-definition:${i.id}`), queryDefinitionId: i.id }),
    },
    "aws:cloudwatch/eventRule:EventRule": {
        overwrites: true,
        replaces: "eventBusName name namePrefix",
        autoName: { maxLength: 64 },
        namePattern: /^[.\-_A-Za-z0-9]{1,64}$/,
        defaults: { eventBusName: "default", forceDestroy: false },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({ arn: i.arn("events", `rule/${i.id}`), state: "ENABLED" }),
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        replaces: "eventBusName rule targetId",
        defaults: { eventBusName: "default", forceDestroy: false },
        holds: "rule",
        id: (i) => `${text(i.inputs.rule)}-${text(i.inputs.targetId ?? `terraform-${i.hex(26, "target")}`)}`,
        computed: (i) => ({ targetId: `terraform-${i.hex(26, "target")}` }),
    },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        overwrites: true,
        replaces: "policyName resourceArn",
        id: ({ inputs }) => text(inputs.policyName ?? inputs.resourceArn),
        computed: (i) => ({ policyScope: "ACCOUNT", revisionId: i.hex(32, "revision") }),
        unknownOnUpdate: () => ["revisionId"],
    },
});
