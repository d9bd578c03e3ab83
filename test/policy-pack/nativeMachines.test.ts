import assert from "node:assert/strict";
import { keyPolicy } from "./baseline";
import { judge } from "./judge";
import { but, type Declared, declare, of } from "./plan";

const key = declare("aws-native:kms:Key", "data", { keyPolicy, enableKeyRotation: true });

const clients = declare("aws-native:ec2:SecurityGroup", "clients", {
    groupDescription: "Clients",
    securityGroupEgress: [
        { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIp: "0.0.0.0/0", description: "HTTPS" },
    ],
});

const mounts = declare("aws-native:ec2:SecurityGroup", "mounts", { groupDescription: "Mount targets" });

const target = declare("aws-native:efs:MountTarget", "mount", {
    fileSystemId: "fs-0",
    securityGroups: [of(mounts, "id")],
});

const nfs = declare("aws-native:ec2:SecurityGroupIngress", "nfs", {
    groupId: of(mounts, "id"),
    sourceSecurityGroupId: of(clients, "id"),
    ipProtocol: "tcp",
    fromPort: 2049,
    toPort: 2049,
    description: "NFS",
});

/** A launch template with other data than is sound. */
const templateOf = (data: Record<string, unknown> = {}) =>
    declare("aws-native:ec2:LaunchTemplate", "template", {
        launchTemplateData: {
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            iamInstanceProfile: { name: "build" },
            monitoring: { enabled: true },
            securityGroupIds: [of(clients, "id")],
            blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: true, kmsKeyId: of(key) } }],
            ...data,
        },
    });

const template = templateOf();

const inline = (rule: Record<string, unknown>) =>
    but(mounts, {
        securityGroupIngress: [{ ipProtocol: "tcp", fromPort: 2049, toPort: 2049, ...rule }],
    });

const plainMount = Buffer.from("#!/bin/sh\nmount -t nfs4 fs-0:/ /mnt\n").toString("base64");

const trust = (principal: unknown) => ({
    Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" },
});

const all = { Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

const role = declare("aws-native:iam:Role", "role", {
    assumeRolePolicyDocument: trust({ Service: "ec2.amazonaws.com" }),
    policies: [
        {
            policyName: "logs",
            policyDocument: {
                Statement: {
                    Effect: "Allow",
                    Action: "logs:PutLogEvents",
                    Resource: "arn:aws:logs:us-east-1:111122223333:log-group:a:*",
                },
            },
        },
    ],
});

/** A machine with its devices as CloudFormation has them. */
const machine = declare("aws-native:ec2:Instance", "machine", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    iamInstanceProfile: "build",
    blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: true, kmsKeyId: of(key) } },
        { deviceName: "/dev/sdf", ebs: { encrypted: true, kmsKeyId: of(key) } },
        { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
    ],
});

const sound = [target, mounts, nfs, clients, template, key, role, machine];

/** Inputs of aws-native that break a rule, by its name. */
const breaks: Readonly<Record<string, readonly Declared[]>> = {
    "efs-mount-target-admits-agents-only": [inline({ cidrIp: "10.0.0.0/16" }), target, clients, template],
    "efs-volumes-mount-with-tls": [
        declare("aws-native:ecs:TaskDefinition", "task", {
            volumes: [{ name: "v", efsVolumeConfiguration: { filesystemId: "fs-0" } }],
        }),
    ],
    "scripts-mount-efs-with-tls": [
        declare("aws-native:codebuild:Project", "build", {
            environment: { privilegedMode: true },
            source: {
                buildSpec:
                    "phases:\n  build:\n    commands:\n      - mount -t nfs4 fs-0.efs.us-east-1.amazonaws.com:/ /mnt\n",
            },
        }),
    ],
    "ec2-imds-hop-limit": [
        declare("aws-native:autoscaling:LaunchConfiguration", "configuration", {
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 3 },
        }),
    ],
    "iam-trust-policy-narrow": [but(role, { assumeRolePolicyDocument: trust("*") })],
    "iam-no-admin-statements": [but(role, { policies: [{ policyName: "all", policyDocument: all }] })],
    "iam-no-admin-managed-policies": [
        but(role, { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }),
    ],
    "iam-no-privilege-escalation": [
        declare("aws-native:iam:ManagedPolicy", "passing", {
            policyDocument: { Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*" } },
        }),
    ],
    "sg-no-internet-ingress": [inline({ cidrIpv6: "::/0", fromPort: 22, toPort: 22 })],
    "sg-nfs-from-security-groups-only": [but(nfs, { sourceSecurityGroupId: undefined, cidrIp: "0.0.0.0/0" })],
    "sg-descriptions": [but(nfs, { description: undefined })],
    "ec2-imdsv2-required": [templateOf({ metadataOptions: undefined })],
    "ec2-ebs-encrypted-customer-key": [
        templateOf({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: false } }] }),
    ],
    "ec2-no-public-ip": [templateOf({ networkInterfaces: [{ associatePublicIpAddress: true }] })],
    "ec2-user-data-mounts-efs-with-tls": [
        declare("aws-native:ec2:Instance", "machine", { userData: plainMount }),
    ],
};

/** What mounts EFS in clear, by what it is. */
const plain: Readonly<Record<string, Declared>> = {
    "a job": declare("aws-native:batch:JobDefinition", "it", {
        containerProperties: { volumes: [{ efsVolumeConfiguration: { fileSystemId: "fs-0" } }] },
    }),
    "a build": declare("aws-native:codebuild:Project", "it", {
        fileSystemLocations: [{ type: "EFS", location: "fs-0.efs.us-east-1.amazonaws.com:/" }],
    }),
    "a location of EFS": declare("aws-native:datasync:LocationEfs", "it", {
        efsFilesystemArn: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0",
    }),
    "a location of any server": declare("aws-native:datasync:LocationNfs", "it", {
        serverHostname: "fs-0.efs.us-east-1.amazonaws.com",
    }),
};

describe("security groups, machines and roles of aws-native", () => {
    for (const [title, resource] of Object.entries(plain))
        it(`are refused EFS in clear, as ${title}`, () => {
            const { violations } = judge("efs-volumes-mount-with-tls", [resource], "preview");
            assert.ok(violations.length > 0);
        });

    for (const [name, plan] of Object.entries(breaks))
        it(`are held to ${name}`, () => {
            for (const moment of ["preview", "update"] as const) {
                const { violations, notices } = judge(name, sound, moment);
                assert.deepEqual([...violations, ...notices], [], moment);
            }
            const [first] = plan;
            const { violations } = judge(name, plan, "update");
            assert.ok(
                violations.some((message) => message.startsWith(`${name}: ${first?.name}: `)),
                violations.join("\n") || "nothing was refused",
            );
        });

    it("are refused a prefix list of the internet, and a second device that is not encrypted", () => {
        const list = declare("aws-native:ec2:PrefixList", "it", { entries: [{ cidr: "0.0.0.0/0" }] });
        assert.equal(judge("sg-no-internet-ingress", [list], "preview").violations.length, 1);
        const open = but(machine, {
            blockDeviceMappings: [
                { deviceName: "/dev/xvda", ebs: { encrypted: true, kmsKeyId: of(key) } },
                { deviceName: "/dev/sdf", ebs: { encrypted: false } },
            ],
        });
        const [message = ""] = judge("ec2-ebs-encrypted-customer-key", [open, key], "update").violations;
        assert.match(message, /machine: ebsBlockDevices\[0\]\.encrypted is false/);
    });

    it("have their remedy in the words of their own type", () => {
        const [message = ""] = judge(
            "efs-mount-target-admits-agents-only",
            [inline({ cidrIp: "10.0.0.0/16" }), target, clients, template],
            "update",
        ).violations;
        assert.match(
            message,
            /ingress 1 admits "10\.0\.0\.0\/16".*sourceSecurityGroupId: clientGroup\.groupId/,
        );
    });

    it("have the options of a template where CloudFormation has them", () => {
        const open = templateOf({ metadataOptions: undefined });
        const [message = ""] = judge("ec2-imdsv2-required", [open], "update").violations;
        assert.match(message, /Set launchTemplateData: \{ metadataOptions: \{ httpTokens: "required"/);
    });

    it("may have rules in a group and of their own, as CloudFormation has them", () => {
        const plan = [inline({ sourceSecurityGroupId: of(clients, "id") }), nfs, clients];
        assert.deepEqual(judge("sg-no-mixed-rule-management", plan, "update").violations, []);
    });

    const carrying = {
        "ecs:Service": "networkConfiguration",
        "eks:Cluster": "resourcesVpcConfig",
        "events:Rule": "targets",
        "lambda:Function": "vpcConfig",
        "scheduler:Schedule": "target",
        "stepfunctions:StateMachine": "definitionString",
    };

    for (const [type, property] of Object.entries(carrying))
        it(`mount EFS as ${type}`, () => {
            const client = declare(`aws-native:${type}`, "client", {
                [property]: { securityGroupIds: [of(clients, "id")] },
            });
            for (const moment of ["preview", "update"] as const) {
                const said = judge(
                    "efs-mount-target-admits-agents-only",
                    [target, mounts, nfs, clients, client],
                    moment,
                );
                assert.deepEqual([...said.violations, ...said.notices], []);
            }
        });

    it("are no clients of EFS where they mount nothing", () => {
        const balancer = declare("aws-native:elasticloadbalancingv2:LoadBalancer", "balancer", {
            securityGroups: [of(clients, "id")],
        });
        const stack = [target, mounts, nfs, clients, balancer];
        const { violations } = judge("efs-mount-target-admits-agents-only", stack, "update");
        assert.match(violations[0] ?? "", /nfs: it admits clients, which only balancer carries/);
    });
});
