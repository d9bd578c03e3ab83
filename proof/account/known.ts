import { ownMountTargetsIn } from "../../state/environments";
import type { Graph, Resource } from "../../state/graph";
import type { Difference } from "../finding";
import type { Account } from "./account";
import { type Document, principalsOf } from "./document";
import type { Principal } from "./principal";
import { strangeAccount } from "./principals";
import type { Role } from "./role";

/** Types whose policies the proof evaluates. */
const judged = new Set([
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:kms/key:Key",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
]);

/**
 * What of the graph the proof does not ask about. Each is a difference: an unknown key or role, a kind of policy or a
 * principal that no table has an answer for is access that nobody has reviewed.
 */
export function unknownIn(
    graph: Graph,
    account: Account,
    principals: readonly Principal[],
): readonly Difference[] {
    const roleArns = new Set(rolesIn(account).map(({ arn }) => arn));
    const roles = graph
        .all("aws:iam/role:Role")
        .filter(({ props }) => !roleArns.has(String(props.arn)))
        .map((role) => unknown(role, "a role with a column in docs/access.md"));
    const known = new Set(account.keys.filter(({ purpose }) => purpose !== undefined).map(({ arn }) => arn));
    const keys = graph
        .all("aws:kms/key:Key")
        .filter(({ props }) => !known.has(String(props.arn)))
        .map((key) => unknown(key, "a key with a table in docs/access.md"));
    const policies = graph.resources
        .filter(({ type, props }) => type.startsWith("aws:") && hasPolicy(props) && !judged.has(type))
        .map((resource) => unknown(resource, "a kind of policy that the proof evaluates"));
    const statelessGrants = graph
        .all("aws:kms/grant:Grant")
        .map((grant) => unknown(grant, "access that a policy gives"));
    return [
        ...roles,
        ...keys,
        ...policies,
        ...unrecordedIn(graph),
        ...statelessGrants,
        ...documentsIn(account).flatMap((document) => strangersIn(document, account, principals)),
    ];
}

/** Mount targets whose flows nothing records, neither their own flow log nor one of the whole VPC. */
function unrecordedIn(graph: Graph): readonly Difference[] {
    const flowLogs = graph.all("aws:ec2/flowLog:FlowLog");
    if (flowLogs.some(({ props }) => props.vpcId)) return [];
    const recorded = flowLogs.map(({ props }) => props.eniId);
    return ownMountTargetsIn(graph)
        .filter(({ props }) => !recorded.includes(props.networkInterfaceId))
        .map(({ type, name }) => ({
            where: `${type} ${name}`,
            who: "the state",
            expected: "a flow log of its network interface, or of the VPC",
            found: "none",
            because: "who reached the file system, from where, is recorded nowhere",
        }));
}

function unknown({ type, name }: Resource, wanted: string): Difference {
    return {
        where: `${type} ${name}`,
        who: "the state",
        expected: wanted,
        found: "one that the proof does not ask about",
        because: "add it to proof/ and to docs/access.md",
    };
}

const hasPolicy = (props: Readonly<Record<string, unknown>>): boolean =>
    ["policy", "assumeRolePolicy", "policyText", "accessPolicy"].some(
        (key) => typeof props[key] === "string" && props[key] !== "",
    );

function rolesIn({ agents, serviceRoles }: Account): readonly Role[] {
    return [...agents, ...serviceRoles].map(({ role }) => role);
}

function documentsIn(account: Account): readonly Document[] {
    const { fileSystem, keys, vaults, buckets, topics } = account;
    return [
        ...[fileSystem, ...keys, ...vaults, ...buckets, ...topics].flatMap(({ policy }) => policy ?? []),
        ...rolesIn(account).map(({ trust }) => trust),
    ];
}

function strangersIn(
    document: Document,
    { id, partition }: Account,
    principals: readonly Principal[],
): readonly Difference[] {
    const known = new Set([
        "* *",
        "AWS *",
        `AWS arn:${partition}:iam::${id}:root`,
        ...principals
            .filter(({ account }) => account !== strangeAccount(id))
            .map(
                (principal) => `${principal.account === undefined ? "Service" : "AWS"} ${principal.id ?? ""}`,
            ),
    ]);
    return principalsOf(document)
        .filter((principal) => !known.has(principal))
        .map((principal) => ({
            where: document.name,
            who: principal.replace(/^\w+ /, ""),
            expected: "a principal that the proof asks for",
            found: "one that it does not",
            because: "give it a column in docs/access.md, or name it with --deployer or keyAdministratorArns",
        }));
}
