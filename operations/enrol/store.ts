import {
    DescribeSecretCommand,
    GetSecretValueCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { regionOfArn } from "../../state/arn";
import { codeOf, isMissing } from "../aws/errors";
import type { Session } from "../aws/session";
import { Refusal } from "./token";

/** What Secrets Manager holds of a secret now. */
export interface Stored {
    /** Undefined where nothing was stored yet, or something that is no text. */
    readonly text: string | undefined;
    /** Which version that is; undefined where nothing was stored yet. */
    readonly version: string | undefined;
}

/** The agents' secrets in Secrets Manager, each in its own region, whatever the session's. */
export class Store {
    constructor(private readonly session: Session) {}

    #client(arn: string): SecretsManagerClient {
        return this.session.client(SecretsManagerClient, regionOfArn(arn));
    }

    /** Reads a secret. Throws where there is none, or the caller may not. */
    async read(arn: string): Promise<Stored> {
        const client = this.#client(arn);
        try {
            const { SecretString: text, VersionId: version } = await client.send(
                new GetSecretValueCommand({ SecretId: arn }),
            );
            return { text, version };
        } catch (error) {
            // Secrets Manager has no other code for one that waits for its deletion, and uses this for other things too.
            const mayBeDeleted = codeOf(error) === "InvalidRequestException";
            if (!isMissing(error) && !mayBeDeleted) throw error;
            // The same error says that there is no secret and that it has no value.
            const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
            if (DeletedDate !== undefined)
                throw new Refusal(
                    `secret ${arn} was deleted on ${DeletedDate.toISOString()}, and is gone for good some days later. Bring it back, and run this again: aws secretsmanager restore-secret --region ${regionOfArn(arn)} --secret-id ${arn}`,
                );
            if (mayBeDeleted) throw error;
            return { text: undefined, version: undefined };
        }
    }

    /** Stores a text as the secret's newest version. The SDK gives each such call a token of its own, so one that is tried again makes one version. */
    async write(arn: string, text: string): Promise<void> {
        await this.#client(arn).send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }));
    }
}
