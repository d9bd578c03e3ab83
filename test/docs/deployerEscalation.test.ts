import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { standingPolicies } from "../../cli/deployerPolicies";
import { policyParts } from "../../docs/deployer/policies";
import { type Document, readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import type { Principal } from "../../proof/account/principal";
import { account, region } from "./arns";

const documentOf = (name: string): Document =>
    readDocument(name, readFileSync(join(__dirname, "..", "..", "docs", name), "utf8"));
const boundary = documentOf("boundary-policy.json");
const everything = readDocument(
    "everything",
    JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
);

const iam = (path: string) => `arn:aws:iam::${account}:${path}`;
const boundaryArn = iam("policy/jenkins-efs-boundary");

const packOf = (name: string) =>
    `arn:aws:config:${region}:${account}:conformance-pack/${name}/conformance-pack-0a1b2c3d4`;

/** What a role is to IAM: its name decides which statements cover it, its boundary what it can be at most. */
interface Role {
    readonly arn: string;
    readonly boundaryArn: string | undefined;
}
const administrator: Role = { arn: iam("role/Administrator"), boundaryArn: undefined };
/** Somebody named an unbounded role as the kit names its own. */
const lookalike: Role = { arn: iam("role/jenkins-efs-admin"), boundaryArn: undefined };
/** Who deploys, called like the kit's roles, which makes its own role one that its policies cover. */
const deployerRole: Role = { arn: iam("role/jenkins-efs-deployer"), boundaryArn: undefined };
const kitRole: Role = { arn: iam("role/jenkins-efs/prod/agent-linux-1-0123456"), boundaryArn };
const kitBackupRole: Role = { arn: iam("role/jenkins-efs-prod-backup"), boundaryArn };
const roles = [administrator, lookalike, deployerRole, kitRole, kitBackupRole];
/** As `lookalike`, and called as the kit's roles for AWS Backup are, which have no path. */
const backupLookalike: Role = { arn: iam("role/jenkins-efs-payroll-backup"), boundaryArn: undefined };

const principalOf = (name: string, policies: readonly Document[], boundary?: Document): Principal => ({
    kind: "deployer",
    name,
    id: deployerRole.arn,
    account,
    policies,
    boundary,
});

const withoutDenials = (documents: readonly Document[]): Document[] =>
    documents.map((document) => ({
        ...document,
        statements: document.statements.filter(({ Effect }) => Effect === "Allow"),
    }));

type Move = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

const passedTo = (service: string, arn: string): Move[] => [
    ["iam:PassRole", arn, { "iam:PassedToService": `${service}.amazonaws.com` }],
];

/** Every way in which one that may do it gets a role, or more for one, that its boundary does not hold. */
const movesToMore: readonly Move[] = [
    // A new role: with no boundary, with a policy of one's own as one, with AWS's.
    ...[undefined, iam("policy/jenkins-efs/mine"), "arn:aws:iam::aws:policy/AdministratorAccess"].flatMap(
        (boundary) =>
            ["CreateRole", "PutRolePermissionsBoundary"].flatMap((name): Move[] =>
                [kitRole.arn, iam("role/jenkins-efs-new"), administrator.arn].map((arn) => [
                    `iam:${name}`,
                    arn,
                    boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary },
                ]),
            ),
    ),
    // More for a role without a boundary, its trust turned to oneself, or what others decide by its tags or its being there.
    ...[administrator, lookalike, deployerRole].flatMap(({ arn }): Move[] => [
        ["iam:TagRole", arn],
        ["iam:UntagRole", arn],
    ]),
    ...[administrator, lookalike, deployerRole, backupLookalike].flatMap(({ arn }): Move[] => [
        ["iam:PutRolePolicy", arn],
        ["iam:AttachRolePolicy", arn, { "iam:PolicyARN": iam("policy/jenkins-efs/mine") }],
        ["iam:UpdateAssumeRolePolicy", arn],
        ["sts:AssumeRole", arn],
        ["iam:DetachRolePolicy", arn, { "iam:PolicyARN": iam("policy/jenkins-efs/mine") }],
        ["iam:DeleteRolePolicy", arn],
        ["iam:DeleteRole", arn],
        ["iam:UpdateRoleDescription", arn],
    ]),
    // Somebody else's role for a service to run as.
    ...[administrator, lookalike, deployerRole].flatMap(({ arn }) => [
        ...passedTo("backup", arn),
        ...passedTo("restore-testing.backup", arn),
    ]),
    ...[administrator, lookalike, deployerRole, backupLookalike].flatMap(({ arn }) =>
        ["ec2", "lambda", "cloudformation", "cloudtrail", "events", "config", "ssm", "vpc-flow-logs"].flatMap(
            (service) => passedTo(service, arn),
        ),
    ),
    // The boundary itself, for all roles or for one.
    ...["CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy"].map(
        (name): Move => [`iam:${name}`, boundaryArn],
    ),
    ...roles.map(({ arn }): Move => ["iam:DeleteRolePermissionsBoundary", arn]),
    // The documents that the deployer itself has.
    ...Object.keys(policyParts).map(
        (name): Move => ["iam:CreatePolicyVersion", iam(`policy/${name.replace(".json", "")}`)],
    ),
    // Users, groups, and who else may sign in.
    ["iam:CreateUser", iam("user/me")],
    ["iam:CreateAccessKey", iam("user/admin")],
    ["iam:CreateLoginProfile", iam("user/admin")],
    ["iam:AddUserToGroup", iam("group/admins")],
    ["iam:CreateOpenIDConnectProvider", iam("oidc-provider/example.com")],
    ["iam:CreateSAMLProvider", iam("saml-provider/mine")],
    // A pack's remediation runs as whatever role trusts Systems Manager, passed by AWS's own: docs/deployer/conformance.ts.
    ...["jenkins-efs-prod", "mine"].map((name): Move => ["config:PutConformancePack", packOf(name)]),
    // A key of somebody else, as IAM alone would allow it; the kit's own keys name who deploys.
    ...["PutKeyPolicy", "ScheduleKeyDeletion", "CreateGrant", "DisableKey", "Decrypt"].map(
        (name): Move => [
            `kms:${name}`,
            `arn:aws:kms:${region}:${account}:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9`,
        ],
    ),
    // Another's launch template runs as another's role.
    ...["CreateLaunchTemplateVersion", "ModifyLaunchTemplate"].map(
        (name): Move => [
            `ec2:${name}`,
            `arn:aws:ec2:${region}:${account}:launch-template/lt-0a1b2c3d4e5f60718`,
            { "aws:ResourceTag/project": "payroll" },
        ],
    ),
    [
        "ec2:CreateTags",
        `arn:aws:ec2:${region}:${account}:launch-template/lt-0a1b2c3d4e5f60718`,
        { "aws:ResourceTag/project": "payroll", "aws:RequestTag/project": "jenkins-efs" },
    ],
];

describe("a chain of what the deployer may do", () => {
    const evaluator = new Evaluator();
    const may = async (principal: Principal, [action, resource, context = {}]: Move) => {
        const asked = { action, resource, account, context, resourcePolicy: undefined };
        return (await evaluator.decide(principal, asked)).outcome === "yes";
    };
    // As powerful as it may be at any time but while packs are made: it may end an environment, too.
    const deployer = principalOf("deployer", [...standingPolicies, "teardown-policy.json"].map(documentOf));

    it("begins with roles under the account's boundary, which it may make, give more and pass on", async () => {
        const bounded = { "iam:PermissionsBoundary": boundaryArn };
        for (const name of [
            "CreateRole",
            "PutRolePermissionsBoundary",
            "PutRolePolicy",
            "UpdateAssumeRolePolicy",
            "DeleteRole",
        ])
            for (const { arn } of [kitRole, kitBackupRole])
                assert.ok(await may(deployer, [`iam:${name}`, arn, bounded]), `${name} ${arn}`);
        for (const move of [...passedTo("ec2", kitRole.arn), ...passedTo("backup", kitBackupRole.arn)])
            assert.ok(await may(deployer, move), move[1]);
    });

    it("reaches no role beyond the boundary, from whatever it has become on the way", async () => {
        // The most that each step can become: a role that it made, with every policy, under the only boundary it may give.
        const reached = [deployer, principalOf("a role that it made", [everything], boundary)];
        const escapes: string[] = [];
        for (const principal of reached)
            for (const move of movesToMore)
                if (await may(principal, move)) escapes.push(`${principal.name}: ${move[0]} on ${move[1]}`);
        assert.deepEqual(escapes, []);
    });

    it("ends at a boundary that names each action, none of them of a service that manages who may do what", () => {
        const actions = boundary.statements.flatMap(({ Action }) => [Action].flat().map(String));
        assert.deepEqual(
            actions.filter(
                (action) =>
                    action.includes("*") || /^(iam|sts|organizations|sso|cloudformation):/.test(action),
            ),
            [],
        );
        const lends = boundary.statements.filter(({ Action }) => [Action].flat().includes("kms:CreateGrant"));
        assert.deepEqual(
            lends.map(({ Condition }) => Condition),
            [{ Bool: { "kms:GrantIsForAWSResource": "true" } }],
        );
    });

    /** What a policy that somebody attaches to who deploys would allow, were there no denial. */
    const movesOffBoundary: readonly Move[] = [
        ...[
            "CreatePolicy",
            "CreatePolicyVersion",
            "DeletePolicy",
            "DeletePolicyVersion",
            "SetDefaultPolicyVersion",
        ].map((name): Move => [`iam:${name}`, boundaryArn]),
        ...[kitRole, kitBackupRole].flatMap(({ arn }): Move[] => [
            ["iam:DeleteRolePermissionsBoundary", arn],
            ["iam:CreateRole", arn],
            ...["policy/jenkins-efs/mine", "policy/jenkins-efs-boundary-2"].flatMap((boundary) =>
                ["CreateRole", "PutRolePermissionsBoundary"].map(
                    (name): Move => [`iam:${name}`, arn, { "iam:PermissionsBoundary": iam(boundary) }],
                ),
            ),
        ]),
    ];

    it("leaves the boundary and what is under it alone, even with an administrator's policy besides", async () => {
        const more = principalOf("deployer with more", [...deployer.policies, everything]);
        const without = principalOf("deployer with more and no denials", withoutDenials(more.policies));
        for (const move of movesOffBoundary) {
            assert.ok(!(await may(more, move)), move.join(" "));
            assert.ok(await may(without, move), move.join(" "));
        }
        // Their own business is nobody else's: another project's roles have another boundary, or none.
        assert.ok(await may(more, ["iam:CreateRole", iam("role/payroll")]));
        const bounded = { "iam:PermissionsBoundary": boundaryArn };
        for (const name of ["CreateRole", "PutRolePermissionsBoundary"])
            assert.ok(await may(more, [`iam:${name}`, kitRole.arn, bounded]));
    });

    it("reaches roles that trust Systems Manager only while it has the policy of conformance packs, for those of the kit", async () => {
        const approved = principalOf("approved deployer", Object.keys(policyParts).map(documentOf));
        const escapes: string[] = [];
        for (const move of movesToMore) if (await may(approved, move)) escapes.push(`${move[0]} ${move[1]}`);
        assert.deepEqual(escapes, [`config:PutConformancePack ${packOf("jenkins-efs-prod")}`]);
        assert.ok(await may(deployer, ["config:DeleteConformancePack", packOf("jenkins-efs-prod")]));
        assert.ok(!(await may(deployer, ["config:DeleteConformancePack", packOf("mine")])));
    });

    it("would reach an administrator's role if the boundary were asked for by nobody", async () => {
        const careless = withoutDenials(deployer.policies).map((document) => ({
            ...document,
            statements: document.statements.map(({ Condition, ...statement }) =>
                statement.Sid === "BoundedRoles"
                    ? statement
                    : { ...statement, ...(Condition ? { Condition } : {}) },
            ),
        }));
        const principal = principalOf("careless deployer", careless);
        assert.ok(await may(principal, ["iam:CreateRole", iam("role/jenkins-efs/new")]));
        assert.ok(await may(principal, ["iam:PutRolePolicy", backupLookalike.arn]));
    });
});
