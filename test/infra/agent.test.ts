import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { accessPointId } from "./account";
import { agent } from "./configCases";
import { minimal, type Run, run } from "./program";

type Values = Record<string, unknown>;

const arn = (resource: string) => `arn:aws:mock:us-east-1:111122223333:${resource}/agent-linux-1`;

describe("an agent", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", {
            ...minimal,
            "jenkins-efs:agents": [
                { ...agent, diskGiB: 120, availabilityZone: "us-east-1b" },
                { name: "linux-2", instanceType: "m7i.large" },
            ],
        });
    });
    const template = (name: string) => stack.get("aws:ec2/launchTemplate:LaunchTemplate", name).inputs;

    it("is under the account's boundary, with its own policy", () => {
        const { inputs } = stack.get("aws:iam/role:Role", "agent-linux-1");
        assert.equal(inputs.permissionsBoundary, "arn:aws:iam::111122223333:policy/jenkins-efs-boundary");
        assert.equal(inputs.path, "/jenkins-efs/test/");
        assert.deepEqual(
            stack.get("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "agent-linux-1").inputs,
            {
                role: "agent-linux-1-0123456",
                policyArn: arn("Policy"),
            },
        );
        const { tags, ...profile } = stack.get(
            "aws:iam/instanceProfile:InstanceProfile",
            "agent-linux-1",
        ).inputs;
        assert.deepEqual(profile, { path: "/jenkins-efs/test/", role: "agent-linux-1-0123456" });
    });

    it("has a place for its credential under the agents' key, and no value there", () => {
        const { tags, ...inputs } = stack.get("aws:secretsmanager/secret:Secret", "agent-linux-1").inputs;
        assert.deepEqual(inputs, {
            namePrefix: "jenkins-efs/test/agents/linux-1-",
            description: "Jenkins secret of agent linux-1",
            kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-agents",
        });
        assert.deepEqual(stack.all("aws:secretsmanager/secretVersion:SecretVersion"), []);
    });

    it("starts with session tokens for metadata, an encrypted disk, no public address and no key pair", () => {
        const { tags, tagSpecifications, userData, ...inputs } = template("agent-linux-1");
        assert.deepEqual(inputs, {
            description: "Jenkins agent linux-1",
            updateDefaultVersion: true,
            imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            instanceType: "m7g.large",
            iamInstanceProfile: { arn: arn("InstanceProfile") },
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            monitoring: { enabled: true },
            networkInterfaces: [
                {
                    deviceIndex: 0,
                    associatePublicIpAddress: "false",
                    deleteOnTermination: "true",
                    securityGroups: ["network-agents-id"],
                },
            ],
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: {
                        encrypted: "true",
                        kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-agents",
                        volumeType: "gp3",
                        volumeSize: 120,
                        deleteOnTermination: "true",
                    },
                },
            ],
        });
        assert.match(String(template("agent-linux-2").imageId), /al2023-ami-kernel-default-x86_64$/);
        const specifications = tagSpecifications as { resourceType: string; tags: Values }[];
        assert.deepEqual(
            specifications.map(({ resourceType }) => resourceType),
            ["instance", "volume", "network-interface"],
        );
        for (const specification of specifications)
            assert.equal(specification.tags.Name, "jenkins-efs-test-linux-1");
    });

    it("boots from user data that holds its own ids", () => {
        const config = parse(
            gunzipSync(Buffer.from(String(template("agent-linux-1").userData), "base64")).toString(),
        );
        const environment = (config.write_files as { path: string; content: string }[]).find(({ path }) =>
            path.endsWith("/agent.env"),
        );
        assert.match(
            environment?.content ?? "",
            new RegExp(`^ACCESS_POINT_ID=${accessPointId("agent-linux-1")}$`, "m"),
        );
        assert.match(
            environment?.content ?? "",
            /^SECRET_ARN=arn:aws:mock:us-east-1:111122223333:Secret\/agent-linux-1$/m,
        );
    });

    it("has the stack's packages and its own, and its own script or none in place of the stack's", async () => {
        const { all } = await run("test", {
            ...minimal,
            "jenkins-efs:packages": ["git-lfs", "docker"],
            "jenkins-efs:hook": "#!/bin/sh\necho stack\n",
            "jenkins-efs:agents": [
                { ...agent, packages: ["docker", "jq"], hook: "#!/bin/sh\necho own\n" },
                { ...agent, name: "linux-2" },
                { ...agent, name: "linux-3", hook: "none" },
            ],
        });
        const texts = all("aws:ec2/launchTemplate:LaunchTemplate").map(({ inputs }) =>
            gunzipSync(Buffer.from(String(inputs.userData), "base64")).toString(),
        );
        assert.deepEqual(
            texts.map((text) => [/PACKAGES='.*'/.exec(text)?.[0], /echo (stack|own)/.exec(text)?.[1]]),
            [
                ["PACKAGES='git-lfs docker jq'", "own"],
                ["PACKAGES='git-lfs docker'", "stack"],
                ["PACKAGES='git-lfs docker'", undefined],
            ],
        );
        assert.deepEqual(
            texts.map((text) => text.includes("jenkins-efs-hook.service")),
            [true, true, false],
        );
    });

    it("has its workspaces cleaned after as many days as it says, or the stack, and else not", async () => {
        const cleanedAfter = async (stack: Readonly<Record<string, number>>) => {
            const { all } = await run("test", {
                ...minimal,
                ...stack,
                "jenkins-efs:agents": [
                    { ...agent, cleanWorkspacesAfterDays: 2 },
                    { ...agent, name: "linux-2" },
                ],
            });
            return all("aws:ec2/launchTemplate:LaunchTemplate").map(
                ({ inputs }) =>
                    /CLEAN_AFTER_SECONDS=(\d+)/.exec(
                        gunzipSync(Buffer.from(String(inputs.userData), "base64")).toString(),
                    )?.[1],
            );
        };
        assert.deepEqual(await cleanedAfter({}), ["172800", undefined]);
        assert.deepEqual(await cleanedAfter({ "jenkins-efs:cleanWorkspacesAfterDays": 30 }), [
            "172800",
            "2592000",
        ]);
    });

    it("heals in any zone, or in the one that it is pinned to, and is replaced when its template changes", () => {
        const { tags, ...pinned } = stack.get("aws:autoscaling/group:Group", "agent-linux-1").inputs;
        assert.deepEqual(pinned, {
            name: "jenkins-efs-test-agent-linux-1",
            minSize: 1,
            maxSize: 1,
            desiredCapacity: 1,
            vpcZoneIdentifiers: ["subnet-private-us-east-1b"],
            launchTemplate: { id: "agent-linux-1-id", version: "1" },
            healthCheckType: "EC2",
            instanceRefresh: {
                strategy: "Rolling",
                preferences: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
            },
            instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
            maxInstanceLifetime: 2_592_000,
        });
        assert.deepEqual(
            stack.get("aws:autoscaling/group:Group", "agent-linux-2").inputs.vpcZoneIdentifiers,
            ["subnet-private-us-east-1a", "subnet-private-us-east-1b"],
        );
    });

    it("lets a running build end before its instance goes, and waits five minutes for one that is dead", () => {
        assert.deepEqual(stack.get("aws:autoscaling/lifecycleHook:LifecycleHook", "agent-linux-1").inputs, {
            name: "drain",
            autoscalingGroupName: "jenkins-efs-test-agent-linux-1",
            lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
            heartbeatTimeout: 300,
            defaultResult: "CONTINUE",
        });
    });

    it("has the hook as long as its group, and time for the build when the group is deleted", () => {
        const hook = stack.get("aws:autoscaling/lifecycleHook:LifecycleHook", "agent-linux-1");
        assert.match(hook.deletedWith, /aws:autoscaling\/group:Group::agent-linux-1$/);
        assert.equal(stack.get("aws:autoscaling/group:Group", "agent-linux-1").deleteTimeout, "75m");
    });

    it("starts only when its permissions, the log group, every mount target and what watches it exist", () => {
        const { dependsOn } = stack.get("aws:autoscaling/group:Group", "agent-linux-1");
        for (const needed of [
            "RolePolicyAttachment::agent-linux-1",
            "LogGroup::agents",
            "Trail::auditing-trail",
            "FlowLog::auditing-flows-us-east-1a",
            "MountTarget::storage-mount-us-east-1a",
            "MountTarget::storage-mount-us-east-1b",
        ])
            assert.ok(
                dependsOn.some((urn) => urn.endsWith(needed)),
                `does not depend on ${needed}`,
            );
    });

    it("is refused at preview when its user data would not fit", async () => {
        const long = {
            ...minimal,
            "jenkins-efs:controllerUrl": `https://jenkins.example.com/${noise(20_000)}`,
        };
        await assert.rejects(
            run("test", long),
            (error) =>
                pulumi.RunError.isInstance(error) &&
                /^user data of agent linux-1: \d+ bytes when gzipped, and EC2 takes at most 16384/.test(
                    error.message,
                ),
        );
    });
});

/** Text that does not compress to next to nothing. */
function noise(length: number): string {
    let state = 1;
    return Array.from({ length }, () => {
        state = (state * 48_271) % 2_147_483_647;
        return (state % 36).toString(36);
    }).join("");
}
