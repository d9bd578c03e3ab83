import { defaultWindowDays } from "../../../../state/windows";
import { describeTypes, text } from "../resourceType";
import { upTo } from "../texts";
import { isProperties } from "../values";

/** Secrets Manager: secrets and their policies, without values. */
export const secretsmanager = describeTypes({
    "aws:secretsmanager/secret:Secret": {
        replaces: "name namePrefix",
        autoName: { maxLength: 512 },
        texts: { name: /^[\w/+=.@-]{1,512}$/, description: upTo(2048) },
        defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: defaultWindowDays },
        // Secrets Manager appends a hyphen and six characters of its own to the name.
        id: (i) => i.arn("secretsmanager", `secret:${text(i.inputs.name)}-${i.hex(6, "suffix")}`),
        computed: (i) => ({ arn: i.id, policy: "", replicas: [] }),
        // Copies under the same name, which the official provider removes before it deletes the secret.
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
        brings: (_, outputs) =>
            [outputs.replicas]
                .flat()
                .filter(isProperties)
                .map(({ region, kmsKeyId }) => {
                    const arn = text(outputs.arn).replace(/(:secretsmanager:)[^:]+/, `$1${text(region)}`);
                    const copied = { ...outputs, arn, id: arn, region, kmsKeyId, replicas: [] };
                    return {
                        token: "aws:secretsmanager/secret:Secret",
                        id: arn,
                        region: text(region),
                        outputs: copied,
                    };
                }),
        leaves: () => undefined,
        remains: ({ arn, recoveryWindowInDays }) =>
            recoveryWindowInDays === 0
                ? undefined
                : `secret ${text(arn)}: in its recovery window for ${text(recoveryWindowInDays)} days`,
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        overwrites: true,
        replaces: "secretArn",
        id: ({ inputs }) => text(inputs.secretArn),
    },
});
