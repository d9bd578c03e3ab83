import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AgentConfig } from "./config";
import type { RegionalKey } from "./encryption";
import type { Tags } from "./tags";

/** Whose secret it is, and what encrypts it here and elsewhere. */
interface AgentSecretArgs {
    readonly agent: Pick<AgentConfig, "name">;
    readonly secretNamePrefix: string;
    readonly keyArn: pulumi.Input<string>;
    readonly secretReplica?: RegionalKey | undefined;
    readonly tags: Tags;
}

/**
 * A place for the agent's Jenkins secret, without a value. What somebody stores in it Secrets Manager copies to the other
 * region, under the same name and with the same six characters after it.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 */
export function makeAgentSecret(
    name: string,
    { agent, secretNamePrefix, keyArn, secretReplica, tags }: AgentSecretArgs,
    opts: pulumi.CustomResourceOptions,
): aws.secretsmanager.Secret {
    const replicas = secretReplica && [{ region: secretReplica.region, kmsKeyId: secretReplica.keyArn }];
    return new aws.secretsmanager.Secret(
        name,
        {
            // A prefix: a name that was deleted stays taken while the old secret can be recovered.
            namePrefix: `${secretNamePrefix}${agent.name}-`,
            description: `Jenkins secret of agent ${agent.name}`,
            kmsKeyId: keyArn,
            ...(replicas === undefined ? {} : { replicas }),
            tags,
        },
        opts,
    );
}
