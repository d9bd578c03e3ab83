import { accessPointKey, allowsClient } from "../kernel/clientActions";
import { documentsOf, type Holder, identityHolders } from "../kernel/grants";
import { conditionsOn, documentOf, type Statement } from "../kernel/iam";
import type { Report } from "../kernel/report";
import { stackRule } from "../kernel/rule";
import { texts, type Values } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { see, text } from "../kernel/values";

const shared = {
    sharedTags: texts(
        "Tags of an access point by which it tells that several roles use it on purpose; the value is what it is called",
        ["shared-area"],
    ),
    sharedAccessPoints: texts("ARNs of access points made elsewhere that several roles use on purpose"),
};

export const boundToOwnAccessPoint = stackRule({
    name: "efs-agent-bound-to-own-access-point",
    title: "Each role that mounts may use one access point of its own, and what is shared on purpose",
    asserts:
        "each role that may use NFS is allowed one access point that is not marked as shared, and none such is allowed to two roles, over file system policies and identity policies together",
    severity: "critical",
    level: "advisory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["AC-3(7)", "AC-6", "SC-4"] },
    fix: [
        '{ Effect: "Allow", Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], Resource: fileSystemArn,',
        '  Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": ownAccessPointArn } } }',
    ],
    trigger: tokens.accessPoint,
    settings: shared,
    check(stack, report, settings) {
        const allowed = new Map<Node, Set<Node | string>>();
        const allow = (role: Node, points: readonly (Node | string)[]) => {
            const known = allowed.get(role) ?? new Set();
            for (const point of points) if (!isShared(point, settings)) known.add(point);
            allowed.set(role, known);
        };
        for (const holder of identityHolders(stack)) {
            const points = pointsIn(stack, holder);
            for (const role of holder.roles) allow(role, points);
        }
        for (const policy of stack.of(tokens.fileSystemPolicy))
            readFileSystemPolicy(stack, policy, allow, report);
        judge(allowed, report);
    },
});

function judge(allowed: ReadonlyMap<Node, ReadonlySet<Node | string>>, report: Report): void {
    const users = new Map<Node | string, Node>();
    for (const [role, points] of allowed) {
        if (points.size > 1)
            report.violation(
                role,
                `it may use ${points.size} access points (${[...points].map(nameOf).join(", ")})`,
                "use one, so that one client cannot reach another's files",
                `Give each client its own role, and the role's policy one elasticfilesystem:AccessPointArn; or mark what is shared on purpose: ${mark}`,
            );
        for (const point of points) {
            const other = users.get(point);
            if (other) {
                report.violation(
                    role,
                    `it may use the access point ${nameOf(point)}, as ${other.name} may`,
                    "have an access point of its own",
                    `Give each client its own access point, and name it in the policy of its role only; or mark it where it is shared on purpose: ${mark}`,
                );
            } else users.set(point, role);
        }
    }
}

const mark = 'tags: { "shared-area": "maven-cache" } on the access point';

/** Whether whoever made an access point said that it is several roles'. */
function isShared(point: Node | string, { sharedTags, sharedAccessPoints }: Values<typeof shared>): boolean {
    if (typeof point === "string") return sharedAccessPoints.includes(point);
    // Its own tags only: what a provider puts on everything says nothing of this one.
    return sharedTags.some((tag) => !["", "false", "no"].includes(text(see(point.props, "tags", tag)) ?? ""));
}

function nameOf(point: Node | string): string {
    return typeof point === "string" ? point : point.name;
}

/** The access points a holder's documents allow: by their statements, or, not known yet, by which ones feed them. */
function pointsIn(stack: Stack, each: Holder): readonly (Node | string)[] {
    const { holder, property } = each;
    const documents = documentsOf(each);
    const fed = documents.some(({ partial }) => partial)
        ? stack.fed(holder, property, [tokens.accessPoint])
        : [];
    return [
        ...documents.flatMap(({ statements }) =>
            statements.flatMap((statement) => pointsOf(stack, statement)),
        ),
        ...fed,
    ];
}

function pointsOf(stack: Stack, statement: Statement): readonly (Node | string)[] {
    if (!allowsClient(statement)) return [];
    return conditionsOn(statement, accessPointKey).flatMap(({ values }) =>
        values.map((arn) => stack.named(tokens.accessPoint, arn)[0] ?? arn),
    );
}

function readFileSystemPolicy(
    stack: Stack,
    policy: Node,
    allow: (role: Node, points: readonly (Node | string)[]) => void,
    report: Report,
): void {
    const document = documentOf(see(policy.props, "policy"));
    // Roles that feed an unknown document are allowed or denied something in it, but not which of them what.
    if (document.partial && stack.fed(policy, "policy", [tokens.role]).length > 0)
        report.wait(policy, "its policy");
    for (const statement of document.statements) {
        const points = pointsOf(stack, statement);
        for (const { value } of statement.principals) {
            const role = stack.named(tokens.role, value)[0];
            if (role && points.length > 0) allow(role, points);
        }
    }
}
