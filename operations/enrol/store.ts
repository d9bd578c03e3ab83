import {
    DescribeSecretCommand,
    GetSecretValueCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { regionOfArn } from "../../state/arn";
import { isMissing } from "../aws/errors";
import type { Session } from "../aws/session";

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
            if (!isMissing(error)) throw error;
            // The same error says that there is no secret and that it has no value.
            await client.send(new DescribeSecretCommand({ SecretId: arn }));
            return { text: undefined, version: undefined };
        }
    }

    /** Stores a text as the secret's newest version. The SDK gives each such call a token of its own, so one that is tried again makes one version. */
    async write(arn: string, text: string): Promise<void> {
        await this.#client(arn).send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }));
    }
}
