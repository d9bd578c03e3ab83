import { creationDate, describeTypes, type Instance, text } from "../resourceType";

/** IAM's unique ids: a prefix per kind, then 17 capitals and digits. */
const uniqueId = (prefix: string, hex: Instance["hex"]): string =>
    `${prefix}${hex(17, "unique").toUpperCase()}`;

const entityArn = (i: Instance, kind: string): string =>
    i.globalArn("iam", `${kind}${text(i.inputs.path ?? "/")}${text(i.inputs.name)}`);

const entityName = /^[\w+=,.@-]+$/;

/** IAM: roles, policies, instance profiles. */
export const iam = describeTypes({
    "aws:iam/role:Role": {
        replaces: "name namePrefix path",
        autoName: { maxLength: 64 },
        namePattern: entityName,
        holds: "permissionsBoundary",
        defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: entityArn(i, "role"),
            createDate: creationDate,
            description: "",
            inlinePolicies: [],
            managedPolicyArns: [],
            uniqueId: uniqueId("AROA", i.hex),
        }),
    },
    "aws:iam/rolePolicy:RolePolicy": {
        overwrites: true,
        replaces: "name namePrefix role",
        autoName: { maxLength: 128 },
        namePattern: entityName,
        holds: "role",
        id: ({ inputs }) => `${text(inputs.role)}:${text(inputs.name)}`,
    },
    "aws:iam/policy:Policy": {
        replaces: "description name namePrefix path",
        autoName: { maxLength: 128 },
        namePattern: entityName,
        defaults: { path: "/" },
        id: (i) => i.globalArn("iam", `policy${text(i.inputs.path ?? "/")}${text(i.inputs.name)}`),
        computed: (i) => ({
            arn: i.id,
            attachmentCount: 0,
            description: "",
            policyId: uniqueId("ANPA", i.hex),
        }),
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        overwrites: true,
        replaces: "policyArn role",
        holds: "policyArn role",
        id: ({ inputs }) => `${text(inputs.role)}/${text(inputs.policyArn)}`,
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        replaces: "name namePrefix path",
        autoName: { maxLength: 128 },
        namePattern: entityName,
        defaults: { path: "/" },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: entityArn(i, "instance-profile"),
            createDate: creationDate,
            uniqueId: uniqueId("AIPA", i.hex),
        }),
    },
});
