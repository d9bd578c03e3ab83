import { creationDate, describeTypes, type Instance, text } from "../resourceType";
import { upTo } from "../texts";

/** IAM's unique ids: a prefix per kind, then 17 capitals and digits. */
const uniqueId = (prefix: string, hex: Instance["hex"]): string =>
    `${prefix}${hex(17, "unique").toUpperCase()}`;

const entityArn = (i: Instance, kind: string): string =>
    i.globalArn("iam", `${kind}${text(i.inputs.path ?? "/")}${text(i.inputs.name)}`);

const roleName = /^[\w+=,.@-]{1,64}$/;
const otherName = /^[\w+=,.@-]{1,128}$/;
const path = /^(?=.{1,512}$)(\/|\/[\x21-\x7e]+\/)$/;

/** IAM: roles, policies, instance profiles. */
export const iam = describeTypes({
    "aws:iam/role:Role": {
        replaces: "name namePrefix path",
        autoName: { maxLength: 64 },
        texts: { name: roleName, path, description: /^[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}$/ },
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
        texts: { name: otherName },
        holds: "role",
        id: ({ inputs }) => `${text(inputs.role)}:${text(inputs.name)}`,
    },
    "aws:iam/policy:Policy": {
        replaces: "description name namePrefix path",
        autoName: { maxLength: 128 },
        texts: {
            name: otherName,
            path: /^(?=.{1,512}$)((\/[A-Za-z0-9.,+@=_-]+)*)\/$/,
            description: upTo(1000),
        },
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
        texts: { name: otherName, path },
        defaults: { path: "/" },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: entityArn(i, "instance-profile"),
            createDate: creationDate,
            uniqueId: uniqueId("AIPA", i.hex),
        }),
    },
});
