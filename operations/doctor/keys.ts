import {
    DescribeKeyCommand,
    GetKeyPolicyCommand,
    GetKeyRotationStatusCommand,
    type GrantListEntry,
    type KeyMetadata,
    KMSClient,
    paginateListGrants,
} from "@aws-sdk/client-kms";
import { parseArn } from "../../state/arn";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { policyDifference, withoutPrincipals } from "./compare";

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly policy: string;
    readonly rotates: boolean;
    /** ARNs of the roles of AWS Backup, whom the keys' policies let make grants for what it backs up and restores. */
    readonly backupRoles: readonly string[];
}

interface Answer {
    readonly key: KeyMetadata;
    readonly policy: string;
    readonly rotates: boolean;
    readonly grants: readonly Pick<GrantListEntry, "GrantId" | "GranteePrincipal" | "Operations">[];
}

/**
 * Whether a grant is for people or their programs. The keys' policies let only AWS's services make grants, for resources of
 * theirs: the grantee is a service, its linked role, or a session of its own as EBS's `aws:ec2-infrastructure` for an instance.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
const isByHand = (grantee: string, account: string): boolean => {
    const { service, account: owner, resource: called } = parseArn(grantee);
    if (service !== "iam" && service !== "sts") return false;
    const isOfService = called.startsWith("role/aws-service-role/") || called.startsWith("assumed-role/aws:");
    return !isOfService || (owner !== account && owner !== "");
};

/** The keys, in every region. */
export const keys: Check<
    Expected,
    Answer | undefined,
    "missing" | "disabled" | "deleted" | "unrotated" | "policy" | "granted" | "expected"
> = {
    name: "keys",
    holds: "each key is enabled, rotates, has the policy that was deployed, and grants nobody but AWS's services its use",
    faults: {
        missing: {
            severity: "critical",
            why: "what it encrypted is unreadable for good",
            mend: "aws cloudtrail lookup-events --region {region} --lookup-attributes AttributeKey=ResourceName,AttributeValue={id}",
        },
        disabled: {
            severity: "critical",
            why: "what it encrypts is unreadable until it is enabled",
            mend: "aws kms enable-key --region {region} --key-id {id}",
        },
        deleted: {
            severity: "critical",
            why: "when it is gone, what it encrypts is unreadable for good: files, backups, disks, credentials or logs",
            mend: "aws kms cancel-key-deletion --region {region} --key-id {id} && aws kms enable-key --region {region} --key-id {id}",
        },
        unrotated: {
            severity: "warning",
            why: "one key material encrypts everything for ever",
            mend: "aws kms enable-key-rotation --region {region} --key-id {id}",
        },
        policy: {
            severity: "critical",
            why: "the policy keeps agents from the data key, and administrators from the data",
            mend: putBack,
        },
        granted: {
            severity: "critical",
            why: "a grant lets its grantee use the key past its policy, until somebody revokes it; who made it is in the trail as CreateGrant",
            mend: "aws kms revoke-grant --region {region} --key-id {id} --grant-id {grant}",
        },
        expected: {
            severity: "note",
            why: "who may use the key besides is named by --expect, and so may by intention; the next deployment takes it out of the policy",
            mend: "aws kms get-key-policy --region {region} --key-id {id} && aws kms list-grants --region {region} --key-id {id}",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:kms/key:Key").map((key) => ({
            region: regionIn(key),
            subject: `key ${key.name} (${key.id})`,
            id: key.id,
            arn: textOf(key, "arn") ?? "",
            policy: textOf(key, "policy") ?? "",
            rotates: key.props.enableKeyRotation === true,
            backupRoles: graph
                .all("aws:iam/role:Role")
                .filter((role) => textOf(role, "assumeRolePolicy")?.includes("backup.amazonaws.com"))
                .map((role) => textOf(role, "arn") ?? ""),
        })),
    grants: ({ arn }) => [
        {
            actions: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants"],
            resources: [arn],
        },
    ],
    async ask(session, { id: KeyId, region }) {
        const client = session.client(KMSClient, region);
        const key = (await unlessMissing(client.send(new DescribeKeyCommand({ KeyId }))))?.KeyMetadata;
        if (key === undefined) return undefined;
        const { Policy = "" } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
        // KMS answers false for one that is disabled or waits for deletion, which is told by itself.
        const { KeyRotationEnabled } = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
        const grants = await allOf(paginateListGrants({ client }, { KeyId }), (page) => page.Grants);
        return { key, policy: Policy, rotates: KeyRotationEnabled === true, grants };
    },
    judge({ id, arn, subject: where, policy, rotates, backupRoles }, answer, _at, intended) {
        const values = { id };
        if (answer === undefined)
            return [{ fault: "missing", where, got: "no such key", wanted: "it", values }];
        const { KeyState = "unknown", DeletionDate } = answer.key;
        const isEnabled = KeyState === "Enabled";
        const goes = KeyState === "PendingDeletion";
        // Whom the policy has as deployed is missed where somebody takes it out.
        const besides = intended.filter((name) => !policy.includes(`"${name}"`));
        const differing = policyDifference(policy, withoutPrincipals(answer.policy, besides));
        const until = DeletionDate === undefined ? "" : `, deleted on ${DeletionDate.toISOString()}`;
        return [
            ...when(goes, {
                fault: "deleted",
                where,
                got: `${KeyState}${until}`,
                wanted: "Enabled",
                values,
            }),
            ...when(!isEnabled && !goes, {
                fault: "disabled",
                where,
                got: KeyState,
                wanted: "Enabled",
                values,
            }),
            ...when(isEnabled && rotates && !answer.rotates, {
                fault: "unrotated",
                where,
                got: "no rotation",
                wanted: "rotation",
                values,
            }),
            ...whenDiffers(differing, { fault: "policy", where }),
            ...besides
                .filter((name) => answer.policy.includes(`"${name}"`))
                .map((name) => ({
                    fault: "expected" as const,
                    where,
                    got: `${name} in the policy`,
                    wanted: "the policy that was deployed",
                    values,
                })),
            ...answer.grants
                .filter(({ GranteePrincipal: grantee = "" }) => !backupRoles.includes(grantee))
                .filter(({ GranteePrincipal = "" }) => isByHand(GranteePrincipal, parseArn(arn).account))
                .map(({ GrantId = "", GranteePrincipal = "", Operations = [] }) => ({
                    fault: intended.includes(GranteePrincipal) ? ("expected" as const) : ("granted" as const),
                    where,
                    got: `a grant to ${GranteePrincipal}: ${Operations.join(", ")}`,
                    wanted: "grants to AWS's services alone",
                    values: { id, grant: GrantId },
                })),
        ];
    },
};
