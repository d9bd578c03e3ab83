import { tokens } from "../../policy-pack/kernel/tokens";
import { base64, other } from "./baseline";
import { declare, unknown } from "./plan";
import { rule } from "./table";

const source = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/";

const open = `mount -t nfs4 ${source} /mnt`;

const safe = "mount -t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt";

const documentOf = (content: unknown) =>
    declare("aws:ssm/document:Document", "document", {
        content: typeof content === "string" ? content : JSON.stringify(content),
    });

const step = (action: string, inputs: unknown, more: Readonly<Record<string, unknown>> = {}) =>
    documentOf({ schemaVersion: "2.2", ...more, mainSteps: [{ action, name: "s", inputs }] });

const associated = (name: string, parameters: unknown) =>
    declare("aws:ssm/association:Association", "association", { name, parameters });

const componentOf = (...steps: readonly unknown[]) =>
    declare("aws:imagebuilder/component:Component", "component", {
        platform: "Linux",
        data: JSON.stringify({ schemaVersion: 1, phases: [{ name: "build", steps }] }),
    });

const taskOf = (container: Readonly<Record<string, unknown>>) =>
    declare(tokens.taskDefinition, "task", {
        containerDefinitions: JSON.stringify([{ name: "a", image: "a", ...container }]),
    });

const commandOf = (where: "local" | "remote", props: Readonly<Record<string, unknown>>) =>
    declare(`command:${where}:Command`, "command", props);

const stackOf = (resource: Readonly<Record<string, unknown>>) =>
    declare("aws:cloudformation/stack:Stack", "stack", {
        templateBody: JSON.stringify({
            Parameters: { Kind: { Type: "String", Default: "nfs4" } },
            Resources: { Machine: { Type: "AWS::EC2::Instance", ...resource } },
        }),
    });

const initialized = (config: unknown) => stackOf({ Metadata: { "AWS::CloudFormation::Init": { config } } });

const buildOf = (privilegedMode: boolean) =>
    declare("aws:codebuild/project:Project", "build", {
        environment: { privilegedMode },
        source: { buildspec: `version: 0.2\nphases:\n  build:\n    commands:\n      - ${open}\n` },
    });

rule("scripts-mount-efs-with-tls", {
    accepts: {
        "a document that mounts with TLS and IAM": step("aws:runShellScript", { runCommand: [safe] }),
        "an access point that is a parameter": step("aws:runShellScript", {
            runCommand: ["mount -t efs -o tls,iam,accesspoint={{ point }} fs-0:/ /mnt"],
        }),
        "a document that only speaks of a mount": step("aws:runShellScript", {
            runCommand: ["dnf install -y nfs-utils amazon-efs-utils", `echo '${open}'`],
        }),
        "a command that mounts with TLS and IAM": commandOf("remote", { create: safe }),
        "a command of another shell that speaks of a mount": commandOf("local", {
            interpreter: ["pwsh", "-Command"],
            create: `Write-Host "${open}"`,
        }),
        "a template that mounts with TLS and IAM": stackOf({
            Properties: { UserData: { "Fn::Base64": { "Fn::Sub": `#!/bin/bash\n${safe}` } } },
        }),
    },
    refuses: {
        "a document that mounts NFS": {
            plan: step("aws:runShellScript", { runCommand: ["set -e", open] }),
            says: /mounts NFS in line 2 of content, step s with type nfs4/,
        },
        "a document as YAML": documentOf(
            `schemaVersion: '2.2'\nmainSteps:\n- action: aws:runShellScript\n  name: s\n  inputs:\n    runCommand: ['${open}']\n`,
        ),
        "a document of the first schema": documentOf({
            schemaVersion: "1.2",
            runtimeConfig: { "aws:runShellScript": { properties: [{ runCommand: [open] }] } },
        }),
        "a document whose parameter is the type": step(
            "aws:runShellScript",
            { runCommand: [`mount -t {{ Kind }} ${source} /mnt`] },
            { parameters: { Kind: { type: "String", default: "nfs4" } } },
        ),
        "a runbook that sends a command": step("aws:runCommand", {
            DocumentName: "AWS-RunShellScript",
            Parameters: { commands: [open] },
        }),
        "a session's profile": documentOf({
            schemaVersion: "1.0",
            inputs: { shellProfile: { linux: open } },
        }),
        "an association with commands": associated("AWS-RunShellScript", { commands: open }),
        "a maintenance window's task": declare(
            "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
            "task",
            {
                taskArn: "AWS-RunShellScript",
                taskInvocationParameters: {
                    runCommandParameters: { parameters: [{ name: "commands", values: [open] }] },
                },
            },
        ),
        "a component of an image": componentOf({ action: "ExecuteBash", inputs: { commands: [open] } }),
        "a file that a component of an image writes": componentOf({
            action: "AppendFile",
            inputs: [{ path: "/etc/fstab", content: `${source} /mnt nfs4 defaults 0 0` }],
        }),
        "a program that a component of an image copies": componentOf(
            { action: "CopyFile", inputs: [{ source: "/bin/mount", destination: "/opt/m" }] },
            {
                action: "ExecuteBinary",
                inputs: { path: "/opt/m", arguments: ["-t", "nfs4", source, "/mnt"] },
            },
        ),
        "an image's user data": declare("aws:imagebuilder/imageRecipe:ImageRecipe", "recipe", {
            userDataBase64: base64(`#!/bin/bash\n${open}`),
        }),
        "a notebook's start": declare(
            "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration",
            "notebook",
            { onStart: base64(`#!/bin/bash\n${open}`) },
        ),
        "a small instance's script": declare("aws:lightsail/instance:Instance", "small", { userData: open }),
        "a container with all privileges": {
            plan: taskOf({ privileged: true, command: ["sh", "-c", open] }),
            says: /containerDefinitions, container a/,
        },
        "a container that may mount": taskOf({
            linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } },
            entryPoint: ["/bin/sh", "-c"],
            environment: [{ name: "KIND", value: "nfs4" }],
            command: [`mount -t $KIND ${source} /mnt`],
        }),
        "a job with all privileges": declare(tokens.jobDefinition, "job", {
            containerProperties: JSON.stringify({ privileged: true, command: ["sh", "-c", open] }),
        }),
        "a pod with all privileges": declare("kubernetes:core/v1:Pod", "pod", {
            spec: {
                containers: [
                    { name: "a", securityContext: { privileged: true }, command: ["sh", "-c"], args: [open] },
                ],
            },
        }),
        "a script among the files of a pod": declare("kubernetes:core/v1:ConfigMap", "files", {
            data: { "mount.sh": open },
        }),
        "a document whose commands are a parameter": step(
            "aws:runShellScript",
            { runCommand: "{{ commands }}" },
            { parameters: { commands: { type: "StringList", default: [open] } } },
        ),
        "a command on another machine": commandOf("remote", { create: `sudo ${open}` }),
        "a command on another machine when it is changed": {
            plan: commandOf("local", { create: "true", update: `ssh host "sudo ${open}"` }),
            says: /mounts NFS in line 1 of update/,
        },
        "a script that a command reads": commandOf("remote", { create: "bash -s", stdin: `set -e\n${open}` }),
        "a command whose environment holds the type": commandOf("remote", {
            create: `mount -t "$KIND" ${source} /mnt`,
            environment: { KIND: "nfs4" },
        }),
        "a command of Python": commandOf("local", {
            interpreter: ["/usr/bin/python3", "-c"],
            create: `import subprocess; subprocess.run(["mount", "-t", "nfs4", "${source}", "/mnt"])`,
        }),
        "a command of CloudFormation's metadata": initialized({ commands: { "01": { command: open } } }),
        "a file of CloudFormation's metadata": initialized({
            files: { "/etc/fstab": { content: { "Fn::Join": ["", [source, " /mnt nfs4 defaults 0 0\n"]] } } },
        }),
        "user data of a template": stackOf({
            Properties: {
                UserData: { "Fn::Base64": { "Fn::Sub": `#!/bin/bash\nmount -t \${Kind} ${source} /mnt` } },
            },
        }),
        "user data of a template in YAML": declare("aws:cloudformation/stack:Stack", "stack", {
            templateBody: `Resources:\n  I:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/bash\n          ${open}\n`,
        }),
        "a build that may mount": { plan: buildOf(true), says: /phases\.build\.commands/ },
    },
    waits: {
        "a document that is not known yet": declare("aws:ssm/document:Document", "document", {
            content: unknown,
        }),
        "a script that an association fetches": {
            plan: associated("AWS-RunRemoteScript", { sourceInfo: '{"path":"https://example.test/s.sh"}' }),
            says: /what AWS-RunRemoteScript fetches from https:\/\/example\.test\/s\.sh and runs/,
        },
        "what a document downloads and runs": {
            plan: documentOf({
                schemaVersion: "2.2",
                mainSteps: [
                    {
                        action: "aws:downloadContent",
                        name: "d",
                        inputs: {
                            sourceInfo: { path: "https://example.test/s.sh" },
                            destinationPath: "/tmp/s.sh",
                        },
                    },
                    { action: "aws:runShellScript", name: "r", inputs: { runCommand: ["bash /tmp/s.sh"] } },
                ],
            }),
            says: /\/tmp\/s\.sh, which it fetches from https:\/\/example\.test\/s\.sh/,
        },
        "a component that lies elsewhere": declare("aws:imagebuilder/component:Component", "component", {
            uri: "s3://bucket/c.yml",
        }),
        "a cluster's bootstrap action": declare("aws:emr/cluster:Cluster", "cluster", {
            bootstrapActions: [{ name: "a", path: "s3://bucket/b.sh" }],
        }),
        "a command that runs what it downloads": commandOf("local", {
            create: "curl -s https://example.test/i.sh | sh",
        }),
        "options that somebody gives a document": step("aws:runShellScript", {
            runCommand: ["mount -t efs -o {{ Options }} fs-0:/ /mnt"],
        }),
        "a type that somebody gives a document": step("aws:runShellScript", {
            runCommand: ['mount -t {{ Kind }} "$SOURCE" /mnt'],
        }),
    },
    ignores: {
        "a container that may not mount": taskOf({ command: ["sh", "-c", open] }),
        "a build that may not mount": buildOf(false),
        "a file of a pod that is no script": declare("kubernetes:core/v1:ConfigMap", "files", {
            data: { "README.md": open },
        }),
        "a component for Windows": declare("aws:imagebuilder/component:Component", "component", {
            platform: "Windows",
            data: "phases: []",
        }),
        "a command without a script": commandOf("local", {}),
        "another resource": other,
    },
});
