import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { minimal, type Run, run } from "../program";

const topic = "arn:aws:mock:us-east-1:111122223333:Topic/auditing-alarms";
const type = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("the alarms on metrics", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", minimal);
    });
    const inputsOf = (name: string) => stack.get(type, `auditing-${name}`).inputs;
    const withoutWords = (name: string) => {
        const { tags, alarmDescription, ...inputs } = inputsOf(name);
        return inputs;
    };

    it("notice a backup that did not happen within 26 hours", () => {
        const actions = { alarmActions: [topic], okActions: [topic], insufficientDataActions: [topic] };
        assert.deepEqual(withoutWords("alarm-backup-missing"), {
            ...actions,
            metricQueries: [
                {
                    id: "backups",
                    label: "Backups finished",
                    expression: "IF(stored, finished)",
                    returnData: true,
                },
                {
                    id: "finished",
                    metric: {
                        namespace: "AWS/Backup",
                        metricName: "NumberOfBackupJobsCompleted",
                        dimensions: { BackupVaultName: "backup-0123456" },
                        stat: "Sum",
                        period: 3600,
                    },
                },
                {
                    id: "stored",
                    metric: {
                        namespace: "AWS/EFS",
                        metricName: "StorageBytes",
                        dimensions: { FileSystemId: "fs-0123456789abcdef0", StorageClass: "Total" },
                        stat: "Maximum",
                        period: 3600,
                    },
                },
            ],
            comparisonOperator: "LessThanThreshold",
            threshold: 1,
            evaluationPeriods: 26,
            datapointsToAlarm: 26,
            treatMissingData: "missing",
        });
    });

    it("tell an agent's silence as they tell a missing mount, once it has spoken, and nothing of one that is new", () => {
        const { metricName, dimensions, treatMissingData, namespace, insufficientDataActions } = inputsOf(
            "agents-mount-missing-linux-1",
        );
        assert.deepEqual(
            { metricName, dimensions, treatMissingData, namespace, insufficientDataActions },
            {
                namespace: "JenkinsEfs/Agent",
                metricName: "MountProven",
                dimensions: { AgentName: "linux-1", Environment: "jenkins-efs-test" },
                treatMissingData: "missing",
                insufficientDataActions: [topic],
            },
        );
    });

    it("tell of all that an agent's health check looks at, save the certificate, which goes with its watchdog", () => {
        const health = readFileSync(
            join(__dirname, "..", "..", "..", "agent-userdata", "files", "health.sh"),
            "utf8",
        );
        const looksAt = [...health.matchAll(/^check \w+ (\w+)/gm)].map(([, metric]) => metric);
        const told = stack
            .all(type)
            .filter(({ inputs }) => inputs.namespace === "JenkinsEfs/Agent")
            .map(({ inputs }) => inputs.metricName);
        assert.deepEqual([...told, "CertificateValid"].toSorted(), looksAt.toSorted());
    });

    it("tell of what no instance of an agent has, and once of a controller that answers none", () => {
        const condition = {
            namespace: "JenkinsEfs/Agent",
            statistic: "Maximum",
            threshold: 1,
            comparisonOperator: "LessThanThreshold",
            period: 300,
            evaluationPeriods: 3,
            datapointsToAlarm: 3,
            treatMissingData: "notBreaching",
        };
        const ofAgent = { AgentName: "linux-1", Environment: "jenkins-efs-test" };
        for (const [name, metricName, dimensions] of [
            ["agent-disconnected-linux-1", "AgentConnected", ofAgent],
            ["disk-full-linux-1", "DiskHasRoom", ofAgent],
            ["secret-missing-linux-1", "SecretPresent", ofAgent],
            ["controller-silent", "ControllerAnswers", { Environment: "jenkins-efs-test" }],
        ] as const) {
            const { alarmActions, okActions, ...rest } = withoutWords(`agents-${name}`);
            assert.deepEqual(rest, { ...condition, metricName, dimensions });
        }
    });

    it("compute the throughput's utilisation from what is used and what is permitted", () => {
        const { metricQueries, threshold } = inputsOf("alarm-throughput-high");
        const metric = (metricName: string, stat: string) => ({
            namespace: "AWS/EFS",
            metricName,
            dimensions: { FileSystemId: "fs-0123456789abcdef0" },
            period: 300,
            stat,
        });
        assert.deepEqual(
            { metricQueries, threshold },
            {
                metricQueries: [
                    {
                        id: "utilisation",
                        label: "Utilisation in percent",
                        expression: "100 * (metered / PERIOD(metered)) / permitted",
                        returnData: true,
                    },
                    { id: "metered", metric: metric("MeteredIOBytes", "Sum") },
                    { id: "permitted", metric: metric("PermittedThroughput", "Average") },
                ],
                threshold: 80,
            },
        );
    });

    it("count what a filter finds in the log group that it belongs to", () => {
        const namespace = "JenkinsEfs/Auditing/jenkins-efs-test";
        const counted = (group: string, name: string) => [
            `/jenkins-efs/test/${group}`,
            { namespace, name, value: "1", unit: "Count" },
        ];
        assert.deepEqual(
            Object.fromEntries(
                stack
                    .all("aws:cloudwatch/logMetricFilter:LogMetricFilter")
                    .map(({ name, inputs }) => [
                        name.replace("auditing-alarm-", ""),
                        [inputs.logGroupName, inputs.metricTransformation],
                    ]),
            ),
            {
                "connection-unconfined": counted("trail", "UnconfinedConnections"),
                "connection-foreign-role": counted("trail", "ForeignRoleConnections"),
                "flow-rejected": counted("mount-target-flows", "RejectedFlows"),
            },
        );
    });
});
