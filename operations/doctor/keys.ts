import {
    DescribeKeyCommand,
    GetKeyPolicyCommand,
    GetKeyRotationStatusCommand,
    type KeyMetadata,
    KMSClient,
} from "@aws-sdk/client-kms";
import { textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { policyDifference } from "./compare";

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly policy: string;
    readonly rotates: boolean;
}

interface Answer {
    readonly key: KeyMetadata;
    readonly policy: string;
    readonly rotates: boolean;
}

/** The keys, in every region. */
export const keys: Check<
    Expected,
    Answer | undefined,
    "missing" | "disabled" | "deleted" | "unrotated" | "policy"
> = {
    name: "keys",
    holds: "each key is enabled, rotates, and has the policy that was deployed",
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
    },
    expected: ({ graph }) =>
        graph.all("aws:kms/key:Key").map((key) => ({
            region: regionIn(key),
            subject: `key ${key.name} (${key.id})`,
            id: key.id,
            arn: textOf(key, "arn") ?? "",
            policy: textOf(key, "policy") ?? "",
            rotates: key.props.enableKeyRotation === true,
        })),
    grants: ({ arn }) => [
        {
            actions: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus"],
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
        return { key, policy: Policy, rotates: KeyRotationEnabled === true };
    },
    judge({ id, subject: where, policy, rotates }, answer) {
        const values = { id };
        if (answer === undefined)
            return [{ fault: "missing", where, got: "no such key", wanted: "it", values }];
        const { KeyState = "unknown", DeletionDate } = answer.key;
        const isEnabled = KeyState === "Enabled";
        const goes = KeyState === "PendingDeletion";
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
            ...whenDiffers(policyDifference(policy, answer.policy), { fault: "policy", where }),
        ];
    },
};
