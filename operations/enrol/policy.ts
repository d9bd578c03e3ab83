import { dnsSuffixOf } from "../../state/arn";
import type { Place } from "../aws/place";
import type { Statement } from "../operation";
import type { Enrollable } from "./agents";

/** Characters of ARNs that leave room for all else: IAM takes 6,144 in a managed policy. */
const mostCharacters = 5000;

/**
 * The least that somebody needs who enrols: the agents' secrets, and through Secrets Manager the key that these are encrypted
 * with. That key's own policy admits whom IAM allows, for these secrets alone (`agentsKeyPolicy`).
 */
export function enrolPolicy({ region, partition }: Place, agents: readonly Enrollable[]): Statement[] {
    const arns = agents.map(({ secretArn }) => secretArn);
    return [
        {
            Sid: "StoreAgentSecrets",
            Effect: "Allow",
            Action: [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
            ],
            Resource:
                arns.join("").length <= mostCharacters
                    ? arns
                    : [...new Set(arns.map((arn) => arn.replace(/[^/]+$/, "*")))],
        },
        {
            Sid: "EncryptThem",
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: [...new Set(agents.map(({ keyArn }) => keyArn))],
            Condition: {
                StringEquals: { "kms:ViaService": `secretsmanager.${region}.${dnsSuffixOf(partition)}` },
            },
        },
    ];
}
