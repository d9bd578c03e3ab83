import { accessPointKey, allowsClient } from "../kernel/clientActions";
import { conditionsOn, type Statement } from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";

export const identityGrantsScoped = resourceRule({
    name: "iam-efs-client-grants-scoped",
    title: "IAM policies allow NFS access to one file system through an access point",
    asserts:
        "an Allow of elasticfilesystem:Client* names file systems, never *, and requires an access point",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-6", "AC-3(7)"] },
    fix: [
        '{ Effect: "Allow", Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], Resource: fileSystemArn,',
        '  Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } } }',
    ],
    types: identityPolicyTypes,
    check(resource, report) {
        const found = identityPolicies(resource);
        if (found.length === 0) return report.notApplicable("It holds no policy document");
        for (const each of found)
            eachStatement(resource, each, report, (statement, where) =>
                judgeGrant(resource, statement, where, report),
            );
    },
});

function judgeGrant(resource: Resource, statement: Statement, where: string, report: Report): void {
    if (!allowsClient(statement)) return;
    const open =
        statement.notResources.length > 0 ||
        statement.resources.some((arn) => !/:file-system\/fs-[0-9a-f]+$/.test(arn));
    if (open || statement.resources.length === 0)
        report.violation(
            resource,
            `${where} allows NFS access to ${statement.resources.join(", ") || "all file systems but some"}`,
            "name the ARN of a file system, without wildcards",
            "Set Resource to the file system's ARN",
        );
    const points = conditionsOn(statement, accessPointKey).filter(
        ({ operator, lenient }) =>
            !lenient && ["stringequals", "stringlike", "arnequals", "arnlike"].includes(operator),
    );
    const named = points.some(
        ({ values }) =>
            values.length > 0 && values.every((arn) => /:access-point\/fsap-[0-9a-f]+$/.test(arn)),
    );
    if (!named)
        report.violation(
            resource,
            `${where} allows NFS access ${points.length > 0 ? "through any access point" : "without an access point"}`,
            "require named access points",
            'Add Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": ARN } }',
        );
}
