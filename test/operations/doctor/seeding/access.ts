import {
    AttachRolePolicyCommand,
    CreatePolicyCommand,
    CreateRoleCommand,
    IAMClient,
    PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
    CreateKeyCommand,
    EnableKeyRotationCommand,
    KMSClient,
    PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { textOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

/** Keys and secrets. */
export async function seedKeys(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    const keys = graph.all("aws:kms/key:Key");
    for (const key of keys) {
        const { KeyMetadata } = await clientOf(KMSClient, key).send(new CreateKeyCommand({}));
        seeding.rename(key.id, KeyMetadata?.KeyId);
        await clientOf(KMSClient, key).send(new EnableKeyRotationCommand({ KeyId: KeyMetadata?.KeyId }));
    }
    for (const secret of graph.all("aws:secretsmanager/secret:Secret")) {
        const { ARN } = await clientOf(SecretsManagerClient, secret).send(
            new CreateSecretCommand({
                Name: textOf(secret, "name"),
                KmsKeyId: seeding.text(secret, "kmsKeyId"),
                SecretString: JSON.stringify({ secret: "CANARY-agent-secret" }),
            }),
        );
        seeding.rename(textOf(secret, "arn"), ARN);
    }
}

/** What names resources that are made before: roles with their policies, and the keys' policies. */
export async function seedPolicies(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    const iam = clientOf(IAMClient);
    for (const policy of graph.all("aws:iam/policy:Policy"))
        await iam.send(
            new CreatePolicyCommand({
                PolicyName: textOf(policy, "name"),
                Path: textOf(policy, "path"),
                PolicyDocument: seeding.text(policy, "policy"),
            }),
        );
    // The boundary is the account's, so no stack has it.
    const [boundary = ""] = graph
        .all("aws:iam/role:Role")
        .map((role) => seeding.text(role, "permissionsBoundary"));
    await iam.send(
        new CreatePolicyCommand({
            PolicyName: boundary.split("/").at(-1),
            PolicyDocument: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
            }),
        }),
    );
    for (const role of graph.all("aws:iam/role:Role"))
        await iam.send(
            new CreateRoleCommand({
                RoleName: textOf(role, "name"),
                Path: textOf(role, "path"),
                AssumeRolePolicyDocument: seeding.text(role, "assumeRolePolicy"),
                PermissionsBoundary: boundary,
            }),
        );
    for (const policy of graph.all("aws:iam/rolePolicy:RolePolicy"))
        await iam.send(
            new PutRolePolicyCommand({
                RoleName: textOf(policy, "role"),
                PolicyName: textOf(policy, "name"),
                PolicyDocument: seeding.text(policy, "policy"),
            }),
        );
    for (const attachment of graph.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"))
        await iam.send(
            new AttachRolePolicyCommand({
                RoleName: textOf(attachment, "role"),
                PolicyArn: seeding.text(attachment, "policyArn"),
            }),
        );
    for (const key of graph.all("aws:kms/key:Key"))
        await clientOf(KMSClient, key).send(
            new PutKeyPolicyCommand({
                KeyId: seeding.in(key.id),
                PolicyName: "default",
                Policy: seeding.text(key, "policy"),
            }),
        );
}
