import { componentTypes } from "../../state/components";
import type { Environment } from "../../state/environments";
import type { Export, ExportedResource } from "../../state/exported";
import { keyPurposesIn } from "../account/parts";
import { typed } from "./links";
import { allowing, changed, creating, type Mutant, mutant, removing } from "./mutant";

const recorder = "aws:cfg/recorder:Recorder";

/** Weakenings of an environment as a whole: its documents allow more, or several of its resources change at once. */
export function environmentMutants(
    state: Export,
    resources: readonly ExportedResource[],
    environment: Environment,
): readonly Mutant[] {
    return [...allowances(state, resources, environment), ...replacements(state, resources, environment)];
}

/** Weakenings of what an account has once, whichever environment makes it. */
export function stackMutants(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    return [
        mutant(
            state,
            "recorder without the rules on EFS",
            "the stack",
            removing(...typed(resources, "aws:cfg/conformancePack:ConformancePack")),
            creating("aws:cfg/deliveryChannel:DeliveryChannel", { s3BucketName: "a" }),
            creating("aws:cfg/recorderStatus:RecorderStatus", { name: "extra", isEnabled: true }),
            creating(recorder, {
                name: "extra",
                recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
            }),
        ),
        mutant(
            state,
            "remote administration admitted by a network ACL",
            "the stack",
            creating("aws:ec2/networkAclRule:NetworkAclRule", {
                ruleAction: "allow",
                protocol: "tcp",
                fromPort: 22,
                toPort: 22,
                cidrBlock: "0.0.0.0/0",
            }),
        ),
        mutant(
            state,
            "image for everybody",
            "the stack",
            creating("aws:ec2/amiLaunchPermission:AmiLaunchPermission", { imageId: "ami-0", group: "all" }),
        ),
        mutant(
            state,
            "container that mounts in clear",
            "the stack",
            creating("aws:ecs/taskDefinition:TaskDefinition", {
                family: "a",
                containerDefinitions: "[]",
                volumes: [{ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-0" } }],
            }),
        ),
        mutant(
            state,
            "document whose script mounts in clear",
            "the stack",
            creating("aws:ssm/document:Document", {
                documentType: "Command",
                content: JSON.stringify({
                    schemaVersion: "2.2",
                    mainSteps: [
                        {
                            action: "aws:runShellScript",
                            name: "a",
                            inputs: { runCommand: ["mount -t nfs4 fs-0:/ /mnt"] },
                        },
                    ],
                }),
            }),
        ),
        mutant(
            state,
            "recorder that is off",
            "the stack",
            creating(recorder, { name: "extra", recordingGroup: { allSupported: true } }),
        ),
    ];
}

/** Statements that documents which only deny, or say nothing of it, have beside theirs. */
function allowances(
    state: Export,
    resources: readonly ExportedResource[],
    environment: Environment,
): readonly Mutant[] {
    const beside = (operator: string, type: string, statement: Readonly<Record<string, unknown>>) =>
        typed(resources, type)
            .slice(0, 1)
            .map((resource) => changed(state, operator, resource, "", allowing(statement)));
    const dataKey = [...keyPurposesIn(environment.graph)].find(([, purpose]) => purpose === "data")?.[0];
    return [
        ...beside("everybody may mount", "aws:efs/fileSystemPolicy:FileSystemPolicy", {
            Principal: { AWS: "*" },
            Action: "elasticfilesystem:ClientMount",
            Resource: "*",
        }),
        ...beside("a role may act as root", "aws:efs/fileSystemPolicy:FileSystemPolicy", {
            Principal: { AWS: "arn:aws:iam::111122223333:role/somebody" },
            Action: "elasticfilesystem:ClientRootAccess",
            Resource: "*",
        }),
        ...beside("everybody may publish", "aws:sns/topicPolicy:TopicPolicy", {
            Principal: "*",
            Action: "sns:Publish",
            Resource: "*",
        }),
        ...beside("an agent may use the data key", "aws:iam/policy:Policy", {
            Action: "kms:Decrypt",
            Resource: dataKey,
        }),
        ...beside("an agent may decrypt with every key", "aws:iam/policy:Policy", {
            Action: "kms:Decrypt",
            Resource: "*",
        }),
    ];
}

/** What stands in the place of several resources. */
function replacements(
    state: Export,
    resources: readonly ExportedResource[],
    { name }: Environment,
): readonly Mutant[] {
    const targets = typed(resources, "aws:efs/mountTarget:MountTarget", componentTypes.storage);
    const selections = typed(resources, "aws:backup/selection:Selection");
    const [fileSystem] = typed(resources, "aws:efs/fileSystem:FileSystem", componentTypes.storage);
    return [
        mutant(state, "mount targets in one zone only", `Environment ${name}`, removing(...targets.slice(1))),
        mutant(
            state,
            "automatic backups instead of a plan's",
            `Environment ${name}`,
            removing(...selections),
            creating("aws:efs/backupPolicy:BackupPolicy", {
                fileSystemId: fileSystem?.id,
                backupPolicy: { status: "ENABLED" },
            }),
        ),
    ];
}
