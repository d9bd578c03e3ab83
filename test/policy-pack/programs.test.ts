import assert from "node:assert/strict";
import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { rules } from "../../policy-pack/rules";
import * as base from "./baseline";
import { hand, judgeHanded } from "./judge";
import { but, type Declared, declare, json, of } from "./plan";

/*
 * Programs as tutorials and public repositories have them, carried over as inputs. What an expert expects of each was
 * written down before the pack was asked: the refusals, all of them, at the levels that the pack is shipped with.
 */

const trust = (...Service: string[]) =>
    JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
    });

const role = (name: string, ...services: string[]) =>
    declare(tokens.role, name, { assumeRolePolicy: trust(...services) });

const group = (name: string, ...ingress: object[]) =>
    declare(groupTypes.group, name, {
        vpcId: of(base.vpc, "id"),
        description: name,
        ...(ingress.length > 0 ? { ingress } : {}),
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    });

const anybody = (port: number) => ({
    protocol: "tcp",
    fromPort: port,
    toPort: port,
    cidrBlocks: ["0.0.0.0/0"],
});

const from = (peer: Declared, port: number) => ({
    protocol: "tcp",
    fromPort: port,
    toPort: port,
    securityGroups: [of(peer, "id")],
});

const network = [base.vpc, base.subnetA, base.subnetB];

/** A file system as it has to be, whose mount targets admit the groups of these clients. */
const storage = (...clients: Declared[]) => [
    ...[base.key, base.fileSystem, base.fileSystemPolicy, base.targetA, base.targetB],
    but(base.mountGroup, { ingress: clients.map((client) => from(client, 2049)) }),
    declare(tokens.backupPolicy, "automatic", {
        fileSystemId: of(base.fileSystem, "id"),
        backupPolicy: { status: "ENABLED" },
    }),
];

const tasks = group("tasks");

const service = (name: string, clients: Declared) =>
    declare("aws:ecs/service:Service", name, {
        networkConfiguration: { subnets: [of(base.subnetA, "id")], securityGroups: [of(clients, "id")] },
    });

const mayMount = (holder: Declared) =>
    declare(tokens.rolePolicy, `${holder.name}-mounts`, {
        role: of(holder, "name"),
        policy: json({ Statement: [base.grant] }),
    });

const public80 = group("balancer", anybody(80), anybody(443));

const balancer = declare("aws:lb/loadBalancer:LoadBalancer", "balancer", {
    securityGroups: [of(public80, "id")],
});

const server = (name: string, props: Record<string, unknown> = {}) =>
    declare(tokens.launchTemplate, name, {
        vpcSecurityGroupIds: [of(web, "id")],
        iamInstanceProfile: { arn: of(profile) },
        metadataOptions: { httpTokens: "required" },
        ...props,
    });

const web = group("web", from(public80, 8080));
const webRole = role("web", "ec2.amazonaws.com");
const profile = declare(tokens.instanceProfile, "web", { role: of(webRole, "name") });

const cluster = declare("aws:eks/cluster:Cluster", "cluster", {
    vpcConfig: { clusterSecurityGroupId: "sg-0eks" },
});

const nodes = group("nodes", { protocol: "-1", fromPort: 0, toPort: 0, self: true });

const edge = role("edge", "lambda.amazonaws.com", "edgelambda.amazonaws.com");

interface Program {
    readonly plan: readonly Declared[];
    /** Each as `rule@resource`. */
    readonly refused: readonly string[];
}

const programs: Readonly<Record<string, Program>> = {
    "a site on Fargate with EFS behind a load balancer, its cron job on the same access point": {
        plan: [
            ...[...network, ...storage(tasks), tasks, public80, balancer, base.accessPoint],
            ...[service("site", tasks), service("cron", tasks)],
            ...[role("site", "ecs-tasks.amazonaws.com"), role("cron", "ecs-tasks.amazonaws.com")].flatMap(
                (holder) => [holder, mayMount(holder)],
            ),
        ],
        refused: [],
    },
    "EKS with managed nodes, whose group EKS makes": {
        plan: [
            ...[...network, ...storage(), cluster, role("nodes", "ec2.amazonaws.com")],
            but(base.nfsIngress, { referencedSecurityGroupId: "sg-0eks" }),
        ].map((node) => (node.name === "mounts" ? but(node, { ingress: undefined }) : node)),
        refused: [],
    },
    "EKS with nodes of its own": {
        plan: [
            ...[...network, ...storage(nodes), nodes, webRole, profile],
            server("nodes", { vpcSecurityGroupIds: [of(nodes, "id")] }),
        ],
        refused: [],
    },
    "a function with EFS in a VPC of elsewhere": {
        plan: [
            ...storage(tasks).filter(({ type }) => type !== tokens.mountTarget),
            ...["subnet-1", "subnet-2"].map((subnetId) => ({
                ...but(base.targetA, { subnetId }),
                name: subnetId,
            })),
            ...[tasks, base.accessPoint, role("function", "lambda.amazonaws.com")],
            declare("aws:lambda/function:Function", "function", {
                vpcConfig: { securityGroupIds: [of(tasks, "id")] },
            }),
        ],
        refused: [],
    },
    "EFS as a wizard makes it: AWS's key, no policy, no backup": {
        plan: [
            ...[...network, but(base.fileSystem, { kmsKeyId: undefined }), base.targetA, base.targetB],
            ...[but(base.mountGroup, { ingress: [from(tasks, 2049)] }), tasks, service("site", tasks)],
        ],
        refused: [
            "efs-file-system-customer-key@storage",
            "efs-file-system-in-backup-selection@storage",
            "efs-file-system-policy-present@storage",
        ],
    },
    "web servers in two colours behind a load balancer, without EFS": {
        plan: [...network, public80, balancer, web, webRole, profile, server("blue"), server("green")],
        refused: [],
    },
    "a web server without a load balancer, open for SSH": {
        plan: [
            group("all", anybody(22), anybody(80)),
            declare(tokens.instance, "server", { vpcSecurityGroupIds: [of(group("all"), "id")] }),
        ],
        refused: ["ec2-imdsv2-required@server", "sg-no-internet-ingress@all", "sg-no-internet-ingress@all"],
    },
    "a site in a bucket, with a function at the edge": {
        plan: [
            ...[edge, declare("aws:s3/bucket:Bucket", "site")],
            declare("aws:cloudfront/distribution:Distribution", "site", { enabled: true }),
        ],
        refused: [],
    },
    "a VPC alone": { plan: network, refused: [] },
    "a runner with an administrator's rights": {
        plan: [
            ...[webRole, profile, group("runner")],
            declare(tokens.attachment, "admin", {
                role: of(webRole, "name"),
                policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
            }),
        ],
        refused: ["iam-no-admin-managed-policies@admin"],
    },
};

const mandatory = rules.filter(({ control }) => control.level === "mandatory").map(({ name }) => name);

function refusals(plan: readonly Declared[], moment: "preview" | "update"): string[] {
    const handed = hand(plan, moment);
    return mandatory
        .flatMap((name) => judgeHanded(name, handed).violations)
        .map((message) => message.split(": ").slice(0, 2).join("@"))
        .sort();
}

describe("the policy pack as it is shipped, on other people's programs", () => {
    for (const [title, { plan, refused }] of Object.entries(programs)) {
        it(`refuses of ${title}, ${refused.length === 0 ? "nothing" : refused.join(", ")}`, () => {
            assert.deepEqual(refusals(plan, "update"), [...refused].sort());
        });
        it(`refuses nothing at the preview of ${title}, that the update accepts`, () => {
            const early = refusals(plan, "preview");
            assert.deepEqual(
                early.filter((refusal) => !refused.includes(refusal)),
                [],
            );
        });
    }
});
