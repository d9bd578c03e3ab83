import type { RoleDetail } from "@aws-sdk/client-iam";
import { ownFileSystemsIn } from "../../state/environments";
import { type Graph, type Resource, textOf, textsOf } from "../../state/graph";
import { type Check, putBack, type Remark, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, policyDifference } from "./compare";
import { type Authorizations, authorizations, documentText, managedText } from "./iam";

interface Expected extends Thing {
    readonly name: string;
    readonly trust: string;
    readonly boundaryArn: string | undefined;
    /** Documents of its inline policies, by name. */
    readonly inline: Readonly<Record<string, string>>;
    /** Documents of the stack's policies that are attached to it, by ARN; undefined for another's. */
    readonly attached: Readonly<Record<string, string | undefined>>;
}

interface Answer {
    readonly role: RoleDetail;
    readonly everybody: Authorizations;
}

type Faults = "missing" | "trust" | "boundary" | "written" | "attached" | "taken" | "changed";

/** The roles of the stack, as it made them. */
export const roles: Check<Expected, Answer | undefined, Faults> = {
    name: "roles",
    holds: "each role of the stack has the trust, the boundary and the policies that were deployed, and no others",
    faults: {
        missing: { severity: "critical", why: "what works as this role stands still", mend: putBack },
        trust: {
            severity: "critical",
            why: "others may become it, or what is meant to may not",
            mend: putBack,
        },
        boundary: {
            severity: "critical",
            why: "the boundary holds what is attached to the role later to what it may ever do",
            mend: putBack,
        },
        written: {
            severity: "critical",
            why: "it may do more than was deployed",
            mend: "aws iam delete-role-policy --role-name {role} --policy-name {policy}",
        },
        attached: {
            severity: "critical",
            why: "it may do more than was deployed",
            mend: "aws iam detach-role-policy --role-name {role} --policy-arn {policy}",
        },
        taken: { severity: "critical", why: "what works as this role stands still", mend: putBack },
        changed: {
            severity: "critical",
            why: "it may do other things than were deployed; while something is restored, docs/restoring.md says which",
            mend: putBack,
        },
    },
    expected: ({ graph }) => graph.all("aws:iam/role:Role").map((role) => expectedOf(graph, role)),
    grants: () => [{ actions: ["iam:GetAccountAuthorizationDetails"], resources: ["*"] }],
    async ask(session, { name, region }) {
        const everybody = await authorizations(session, region);
        const role = everybody.roles.find(({ RoleName }) => RoleName === name);
        return role && { role, everybody };
    },
    judge({ name, subject: where, trust, boundaryArn, inline, attached }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such role", wanted: "it" }];
        const { role, everybody } = answer;
        const gotInline = new Map(
            (role.RolePolicyList ?? []).map(({ PolicyName = "", PolicyDocument }) => [
                PolicyName,
                documentText(PolicyDocument),
            ]),
        );
        const gotAttached = (role.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
        return [
            ...whenDiffers<Faults>(policyDifference(trust, documentText(role.AssumeRolePolicyDocument)), {
                fault: "trust",
                where,
            }),
            ...whenDiffers<Faults>(
                difference(
                    { boundary: boundaryArn },
                    { boundary: role.PermissionsBoundary?.PermissionsBoundaryArn },
                ),
                { fault: "boundary", where },
            ),
            ...Object.entries(inline).flatMap(([policy, text]) =>
                comparison(where, `inline policy ${policy}`, text, gotInline.get(policy)),
            ),
            ...Object.entries(attached).flatMap(([arn, text]) =>
                gotAttached.includes(arn)
                    ? text === undefined
                        ? []
                        : comparison(where, `policy ${arn}`, text, managedText(everybody, arn))
                    : comparison(where, `policy ${arn}`, "{}", undefined),
            ),
            ...[...gotInline.keys()]
                .filter((policy) => inline[policy] === undefined)
                .map((policy) => added("written", where, name, policy)),
            ...gotAttached
                .filter((arn) => !Object.hasOwn(attached, arn))
                .map((arn) => added("attached", where, name, arn)),
        ];
    },
};

const added = (
    fault: "written" | "attached",
    where: string,
    role: string,
    policy: string,
): Remark<Faults> => ({
    fault,
    where,
    got: `policy ${policy}`,
    wanted: "no policy but the stack's",
    values: { role, policy },
});

function comparison(
    where: string,
    what: string,
    wanted: string,
    got: string | undefined,
): readonly Remark<Faults>[] {
    const at = `${where}: ${what}`;
    return [
        ...when<Faults>(got === undefined, { fault: "taken", where: at, got: "none", wanted: "it" }),
        ...whenDiffers<Faults>(policyDifference(wanted, got), {
            fault: "changed",
            where: at,
        }),
    ];
}

function expectedOf(graph: Graph, role: Resource): Expected {
    const name = textOf(role, "name") ?? role.id;
    const ofRole = (type: string) => graph.all(type).filter(({ props }) => props.role === name);
    const attachedArns = [
        ...textsOf(role, "managedPolicyArns"),
        ...ofRole("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(
            (attachment) => textOf(attachment, "policyArn") ?? "",
        ),
    ];
    const [system] = ownFileSystemsIn(graph);
    return {
        // IAM is one for all regions; any of them answers.
        region: system === undefined ? "us-east-1" : regionIn(system),
        subject: `role ${name}`,
        name,
        trust: textOf(role, "assumeRolePolicy") ?? "{}",
        boundaryArn: textOf(role, "permissionsBoundary"),
        inline: Object.fromEntries(
            ofRole("aws:iam/rolePolicy:RolePolicy").map((policy) => [
                textOf(policy, "name") ?? policy.name,
                textOf(policy, "policy") ?? "{}",
            ]),
        ),
        attached: Object.fromEntries(
            attachedArns.map((arn) => [
                arn,
                textOf(graph.find("aws:iam/policy:Policy", "arn", arn), "policy"),
            ]),
        ),
    };
}
