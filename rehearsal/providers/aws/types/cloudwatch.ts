import { describeTypes, type Instance, text } from "../resourceType";
import { oneUpTo, upTo } from "../texts";

const uuid = (hex: Instance["hex"]): string =>
    [hex(8, "a"), hex(4, "b"), hex(4, "c"), hex(4, "d"), hex(12, "e")].join("-");

/** Logs, metrics, alarms and events. */
export const cloudwatch = describeTypes({
    "aws:cloudwatch/logGroup:LogGroup": {
        replaces: "logGroupClass name namePrefix",
        autoName: { maxLength: 512 },
        texts: { name: /^[.\-_/#A-Za-z0-9]{1,512}$/ },
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
        texts: {
            name: oneUpTo(255),
            alarmDescription: upTo(1024),
            metricName: oneUpTo(255),
            namespace: /^[^:].{0,254}$/su,
            "metricQueries.id": oneUpTo(255),
            "metricQueries.expression": oneUpTo(2048),
        },
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
        texts: {
            name: /^[^:*]{1,512}$/,
            pattern: upTo(1024),
            "metricTransformation.name": /^[^:*$]{0,255}$/,
            "metricTransformation.namespace": /^[^:*$]{0,255}$/,
            "metricTransformation.value": upTo(100),
        },
        id: ({ inputs }) => text(inputs.name),
        computed: () => ({ applyOnTransformedLogs: false }),
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        overwrites: true,
        replaces: "dashboardName",
        texts: { dashboardName: /^[\w-]{1,255}$/ },
        id: ({ inputs }) => text(inputs.dashboardName),
        computed: (i) => ({ dashboardArn: i.globalArn("cloudwatch", `dashboard/${i.id}`) }),
    },
    "aws:cloudwatch/queryDefinition:QueryDefinition": {
        autoName: {},
        texts: { name: oneUpTo(255), queryString: oneUpTo(10_000) },
        id: ({ hex }) => uuid(hex),
        computed: (i) => ({ arn: i.arn("logs", `query-definition:${i.id}`), queryDefinitionId: i.id }),
    },
    "aws:cloudwatch/eventRule:EventRule": {
        overwrites: true,
        replaces: "eventBusName name namePrefix",
        autoName: { maxLength: 64 },
        texts: {
            name: /^[.\-_A-Za-z0-9]{1,64}$/,
            description: upTo(512),
            // The API takes 4096, an account by default half of that.
            // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
            eventPattern: upTo(2048),
            scheduleExpression: upTo(256),
        },
        defaults: { eventBusName: "default", forceDestroy: false },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({ arn: i.arn("events", `rule/${i.id}`), state: "ENABLED" }),
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        replaces: "eventBusName rule targetId",
        defaults: { eventBusName: "default", forceDestroy: false },
        texts: {
            targetId: /^[.\-_A-Za-z0-9]{1,64}$/,
            "inputTransformer.inputTemplate": oneUpTo(8192),
        },
        holds: "rule",
        id: (i) => `${text(i.inputs.rule)}-${text(i.inputs.targetId ?? `terraform-${i.hex(26, "target")}`)}`,
        computed: (i) => ({ targetId: `terraform-${i.hex(26, "target")}` }),
    },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        overwrites: true,
        replaces: "policyName resourceArn",
        texts: { policyDocument: oneUpTo(51_200) },
        id: ({ inputs }) => text(inputs.policyName ?? inputs.resourceArn),
        computed: (i) => ({ policyScope: "ACCOUNT", revisionId: i.hex(32, "revision") }),
        unknownOnUpdate: () => ["revisionId"],
    },
});
