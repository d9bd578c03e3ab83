import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { agentPackages } from "../../agent-userdata";
import { readDocument } from "../../proof/account/document";
import { Sandbox } from "../agent-userdata/sandbox";
import { authority } from "./certificates";
import { agent } from "./configCases";
import { counts, minimal, run } from "./program";

type Values = Record<string, unknown>;

const x86 = { ...agent, name: "linux-2", instanceType: "t3.medium", packages: ["docker"] };
const baking = (more: Values = {}): Values => ({
    ...minimal,
    "jenkins-efs:bake": true,
    "jenkins-efs:packages": ["git-lfs"],
    "jenkins-efs:agents": [agent, x86],
    ...more,
});
const adopted = {
    vpcId: "vpc-0a1b2c3d4e5f60700",
    privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
};
const company = {
    "jenkins-efs:proxy": "http://proxy.corp.example.com:3128",
    "jenkins-efs:caCertificates": [authority],
};
const egress = [
    { purpose: "proxy", cidr: "10.20.8.0/28", port: 3128 },
    { purpose: "registry of builds", cidr: "10.30.0.0/16", port: 8443 },
];
const component = "aws:imagebuilder/component:Component";
const recipe = "aws:imagebuilder/imageRecipe:ImageRecipe";

describe("The pipeline of images", () => {
    it("is made on demand alone, and is then all that is added", async () => {
        const { "jenkins-efs:bake": _, ...plain } = baking();
        const without = counts((await run("test", plain)).resources);
        const baked = counts((await run("test", baking())).resources);
        const added = Object.entries(baked).filter(([type, count]) => count !== without[type]);
        assert.deepEqual(
            Object.fromEntries(added.map(([type, count]) => [type, count - (without[type] ?? 0)])),
            {
                "cloudwatch.LogGroup": 1,
                "ec2.SecurityGroup": 1,
                "iam.InstanceProfile": 1,
                "iam.Policy": 1,
                "iam.Role": 1,
                "iam.RolePolicyAttachment": 1,
                "imagebuilder.Component": 2,
                "imagebuilder.ImagePipeline": 2,
                "imagebuilder.ImageRecipe": 2,
                "imagebuilder.InfrastructureConfiguration": 2,
                "vpc.SecurityGroupEgressRule": 1,
                "vpc.SecurityGroupIngressRule": 1,
            },
        );
        assert.equal(Object.keys(without).length, Object.keys(baked).length - 4);
    });

    it("installs what setup installs, the stack's packages and those of the agents of its architecture", async () => {
        const { get } = await run("test", baking());
        const commands = (name: string) => {
            const { phases } = parse(String(get(component, name).inputs.data)) as {
                phases: { name: string; steps: { inputs: { commands: string[] } }[] }[];
            };
            return Object.fromEntries(
                phases.map((phase) => [phase.name, phase.steps.flatMap(({ inputs }) => inputs.commands)]),
            );
        };
        const names = [...agentPackages, "git-lfs"].join(" ");
        assert.deepEqual(commands("images-arm64"), {
            build: ["set -euo pipefail", `dnf --assumeyes install ${names}`, "dnf clean all"],
            validate: ["set -euo pipefail", `rpm --query ${names}`],
        });
        assert.equal(commands("images-x86_64").build?.[1], `dnf --assumeyes install ${names} docker`);
    });

    it("has what instance store takes where an agent has that, as its boot would ask a repository else", async () => {
        const store = { ...agent, name: "linux-3", instanceType: "m7gd.large", instanceStore: true };
        const { outputs, get } = await run("test", baking({ "jenkins-efs:agents": [x86, store] }));
        const images = outputs.images as Record<string, { packages: string[] }>;
        const environment = /^PACKAGES=.*$/m.exec(
            gunzipSync(
                Buffer.from(
                    String(get("aws:ec2/launchTemplate:LaunchTemplate", "agent-linux-3").inputs.userData),
                    "base64",
                ),
            )
                .toString()
                .replaceAll(/^ +/gm, ""),
        );
        const asked = environment?.[0].match(/[a-z][a-z0-9-]+/g) ?? [];
        assert.deepEqual(asked, ["device-mapper", "git-lfs"]);
        assert.deepEqual(
            asked.filter((name) => images.arm64?.packages.includes(name) !== true),
            [],
        );
        assert.equal(images.x86_64?.packages.includes("device-mapper"), false);
    });

    it("bakes on the smallest of the agents' types, as an agent for large builds costs by the hour what a bake needs none of", async () => {
        const sizes = ["16xlarge", "metal", "2xlarge", "xlarge", "4xlarge"];
        const agents = sizes.map((size, at) => ({ name: `linux-${at}`, instanceType: `m7g.${size}` }));
        const { get } = await run("test", baking({ "jenkins-efs:agents": agents }));
        const { instanceTypes } = get(
            "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
            "images-arm64",
        ).inputs;
        assert.deepEqual(instanceTypes, ["m7g.xlarge"]);
    });

    it("is refused in a project whose name Systems Manager takes for no parameter's, before half an hour of baking", async () => {
        for (const project of ["aws-ci", "SSM"])
            await assert.rejects(
                run("test", baking(), { project }),
                new RegExp(`${project}:bake needs a project .* no parameter /${project}/images/`),
            );
    });

    it("starts from Amazon's newest and encrypts with the key of the agents' disks", async () => {
        const { get, all } = await run("test", baking());
        const { parentImage, blockDeviceMappings } = get(recipe, "images-arm64").inputs;
        assert.equal(parentImage, "ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
        const { ebs } = (blockDeviceMappings as [{ ebs: Values }])[0];
        assert.deepEqual([ebs.encrypted, ebs.volumeSize], ["true", 20]);
        const template = get("aws:ec2/launchTemplate:LaunchTemplate", "agent-linux-1").inputs;
        const disk = (template.blockDeviceMappings as [{ ebs: Values }])[0].ebs;
        assert.equal(ebs.kmsKeyId, disk.kmsKeyId);
        for (const { inputs } of all(
            "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
        ))
            assert.deepEqual(inputs.instanceMetadataOptions, {
                httpTokens: "required",
                httpPutResponseHopLimit: 1,
            });
    });

    it("has another component and recipe for other packages, which Image Builder changes under no name, and the same for agents in another order", async () => {
        const names = async (config: Values) => {
            const { all } = await run("test", config);
            return [component, recipe].flatMap((type) => all(type).map(({ inputs }) => inputs.name)).sort();
        };
        const before = await names(baking());
        assert.deepEqual(await names(baking({ "jenkins-efs:agents": [x86, agent] })), before);
        const after = await names(baking({ "jenkins-efs:packages": ["git-lfs", "gcc"] }));
        assert.deepEqual(
            after.filter((name) => before.includes(name)),
            [],
        );
        for (const name of after) assert.match(String(name), /^jenkins-efs-test-(arm64|x86_64)-[0-9a-f]{8}$/);
    });

    it("bakes on an instance that only the endpoints admit, on 443, and whose role may do nothing else", async () => {
        const { all, get } = await run(
            "test",
            baking({ "jenkins-efs:controllerUrl": "https://jenkins.example.com:8443/" }),
        );
        const rules = all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").filter(({ name }) =>
            name.startsWith("images"),
        );
        assert.deepEqual(
            rules.map(({ name, inputs }) => [name, inputs.fromPort, inputs.toPort]),
            [["images-https", 443, 443]],
        );
        const own = get(
            "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
            "images-arm64",
        ).inputs.securityGroupIds as string[];
        const admitting = all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
            ({ inputs }) => own.includes(String(inputs.referencedSecurityGroupId)),
        );
        assert.deepEqual(
            admitting.map(({ name, inputs }) => [name, inputs.fromPort, inputs.toPort]),
            [["images-endpoints", 443, 443]],
        );
        const { statements } = readDocument(
            "bake",
            String(get("aws:iam/policy:Policy", "images").inputs.policy),
        );
        assert.equal(statements.length, 5);
        assert.match(String(get("aws:iam/role:Role", "images").inputs.permissionsBoundary), /-boundary$/);
    });

    it("asks through the proxy, in the agents' words and under their authorities, what it does not reach past it, and leaves nothing of it in the image", async () => {
        const network = { ...adopted, internet: "none", interfaceEndpoints: [], egress };
        const config = baking({ ...company, "jenkins-efs:network": network });
        const { all, get } = await run("test", config);
        assert.deepEqual(
            all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                .map(({ name }) => name)
                .filter((name) => name.startsWith("images")),
            ["images-s3", "images-10.20.8.0-28-3128"],
        );
        const script = Buffer.from(
            String(get(recipe, "images-arm64").inputs.userDataBase64),
            "base64",
        ).toString();
        assert.ok(script.startsWith("#cloud-boothook\n#!/bin/bash\n"));
        const sandbox = new Sandbox({ mount: "", systemctl: "" });
        try {
            const bundle = sandbox.path("etc/pki/tls/certs/ca-bundle.crt");
            mkdirSync(join(bundle, ".."), { recursive: true });
            writeFileSync(bundle, "public\n");
            writeFileSync(
                sandbox.path("boothook"),
                script.replaceAll(/(?<=[ >])\/(run|etc)\//g, `${sandbox.root}/$1/`),
            );
            const files = resolve(__dirname, "..", "..", "agent-userdata", "files");
            const { status, output, calls } = sandbox.run(relative(files, sandbox.path("boothook")));
            assert.equal(status, 0, output);
            const authorities = sandbox.path("run/jenkins-efs/authorities.crt");
            assert.deepEqual(calls, [
                `mount --bind ${authorities} ${bundle}`,
                "systemctl daemon-reload",
                "systemctl --no-block try-restart amazon-ssm-agent",
            ]);
            assert.equal(readFileSync(authorities, "utf8"), `public\n${authority}`);
            assert.equal(readFileSync(bundle, "utf8"), "public\n");
            assert.equal(
                readFileSync(
                    sandbox.path("run/systemd/system/amazon-ssm-agent.service.d/jenkins-efs.conf"),
                    "utf8",
                ),
                "[Service]\nEnvironmentFile=/run/jenkins-efs/environment\n",
            );
            const agents = gunzipSync(
                Buffer.from(
                    String(get("aws:ec2/launchTemplate:LaunchTemplate", "agent-linux-1").inputs.userData),
                    "base64",
                ),
            ).toString();
            const environment = readFileSync(sandbox.path("run/jenkins-efs/environment"), "utf8");
            const told = environment.trim().split("\n");
            assert.ok(told.includes("https_proxy=http://proxy.corp.example.com:3128"));
            assert.ok(told.includes("SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt"));
            assert.deepEqual(
                told.filter((line) => !agents.includes(line)),
                [],
            );
        } finally {
            sandbox.remove();
        }
    });

    it("asks no proxy where AWS is reached past it, and is then the recipe that it is without one", async () => {
        const made = async (more: Values) => {
            const { all, get } = await run("test", baking(more));
            return [
                get(recipe, "images-arm64").inputs,
                all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                    .map(({ name }) => name)
                    .filter((name) => name.startsWith("images")),
            ];
        };
        assert.deepEqual(await made({ "jenkins-efs:proxy": company["jenkins-efs:proxy"] }), await made({}));
    });

    it("bakes in the first zone or in that which is named, which has to be one of the network's", async () => {
        const subnet = async (more: Values) => {
            const { get } = await run("test", baking({ "jenkins-efs:network": adopted, ...more }));
            return get(
                "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
                "images-arm64",
            ).inputs.subnetId;
        };
        assert.equal(await subnet({}), adopted.privateSubnetIds[0]);
        assert.equal(await subnet({ "jenkins-efs:bakeZone": "us-east-1b" }), adopted.privateSubnetIds[1]);
        await assert.rejects(
            subnet({ "jenkins-efs:bakeZone": "us-east-1c" }),
            /:bakeZone has no private subnet .*; the network covers us-east-1a, us-east-1b/,
        );
    });

    it("is told before anything is made where the account never used Image Builder", async () => {
        await assert.rejects(
            run("test", baking(), {
                answers: { getRole: { AWSServiceRoleForImageBuilder: undefined } },
            }),
            /no AWSServiceRoleForImageBuilder role yet, which bakes images; nothing was created.*create-service-linked-role --aws-service-name imagebuilder\.amazonaws\.com/s,
        );
    });

    it("says which parameter holds the image of an architecture", async () => {
        const { outputs } = await run("test", baking());
        const images = outputs.images as Record<string, { parameter: string }>;
        assert.deepEqual(
            Object.entries(images).map(([machine, { parameter }]) => [machine, parameter]),
            [
                ["arm64", "/jenkins-efs/images/test-arm64"],
                ["x86_64", "/jenkins-efs/images/test-x86_64"],
            ],
        );
    });
});
