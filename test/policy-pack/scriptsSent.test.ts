import { other } from "./baseline";
import { declare } from "./plan";
import { rule } from "./table";

const open = "mount -t nfs4 fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/ /mnt";

const sendCommand = { DocumentName: "AWS-RunShellScript", Parameters: { commands: [open] } };

const target = (arn: string) =>
    declare("aws:cloudwatch/eventTarget:EventTarget", "target", {
        arn,
        input: JSON.stringify({ commands: [open] }),
    });

const files = (data: Readonly<Record<string, string>>) =>
    declare("kubernetes:core/v1:ConfigMap", "files", { data });

const runbook = (inputs: unknown) =>
    declare("aws:ssm/document:Document", "runbook", {
        content: JSON.stringify({
            schemaVersion: "0.3",
            mainSteps: [{ name: "s", action: "aws:executeAwsApi", inputs }],
        }),
    });

rule("scripts-mount-efs-with-tls", {
    accepts: {},
    refuses: {
        "a runbook that calls SendCommand itself": runbook({
            Service: "ssm",
            Api: "SendCommand",
            ...sendCommand,
        }),
        "a rule of events whose target is a document": {
            plan: target("arn:aws:ssm:us-east-1::document/AWS-RunShellScript"),
            says: /of input\.commands/,
        },
        "a schedule that sends a command": declare("aws:scheduler/schedule:Schedule", "schedule", {
            target: {
                arn: "arn:aws:scheduler:::aws-sdk:ssm:sendCommand",
                input: JSON.stringify(sendCommand),
            },
        }),
        "a state machine that sends a command": declare("aws:sfn/stateMachine:StateMachine", "machine", {
            definition: JSON.stringify({
                States: {
                    S: { Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand", Parameters: sendCommand },
                },
            }),
        }),
        "a script that pods are given as a file": {
            plan: files({ "start.sh": `#!/bin/sh\n${open}\nexec app\n` }),
            says: /of data\.start\.sh/,
        },
    },
    ignores: {
        "a function that is told commands": target("arn:aws:lambda:us-east-1:111122223333:function:f"),
        "a page that pods are given as a file": files({ "README.md": `Never run ${open}.` }),
        "another resource": other,
    },
});
