import {
    DescribeSecretCommand,
    type DescribeSecretResponse,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { calledOf, textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference } from "./compare";

interface Expected extends Thing {
    readonly arn: string;
    readonly agent: string;
    readonly keyArn: string | undefined;
}

/** The agents' secrets: whether they are there and have a value. Never the value itself. */
export const secrets: Check<
    Expected,
    DescribeSecretResponse | undefined,
    "missing" | "deleted" | "empty" | "changed"
> = {
    name: "secrets",
    holds: "each agent's secret is there, under its key, and has a value",
    faults: {
        missing: {
            severity: "critical",
            why: "when the agent's instance is replaced, the new one waits for its secret",
            mend: putBack,
        },
        deleted: {
            severity: "critical",
            why: "when the agent's instance is replaced, the new one waits for its secret; in some days it is gone for good",
            mend: "aws secretsmanager restore-secret --region {region} --secret-id {id}",
        },
        empty: {
            severity: "critical",
            why: "without it Jenkins does not let the agent in",
            mend: "npm run enrol -- --stack {stack} --environment {environment}",
        },
        changed: {
            severity: "warning",
            why: "who may use that other key may be others than who may use the agents' key",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("jenkins-efs:agents:Agent").flatMap((agent) =>
            graph.childrenOf(agent, "aws:secretsmanager/secret:Secret").map((secret) => ({
                region: regionIn(secret),
                subject: `secret of agent ${calledOf(agent)}`,
                arn: textOf(secret, "arn") ?? secret.id,
                agent: calledOf(agent),
                keyArn: textOf(secret, "kmsKeyId"),
            })),
        ),
    grants: ({ arn }) => [{ actions: ["secretsmanager:DescribeSecret"], resources: [arn] }],
    ask: (session, { arn: SecretId, region }) =>
        unlessMissing(
            session.client(SecretsManagerClient, region).send(new DescribeSecretCommand({ SecretId })),
        ),
    judge({ arn: id, subject: where, keyArn }, secret) {
        const values = { id };
        if (secret === undefined)
            return [{ fault: "missing", where, got: "no such secret", wanted: "it", values }];
        const { DeletedDate, KmsKeyId, VersionIdsToStages } = secret;
        if (DeletedDate !== undefined)
            return [
                {
                    fault: "deleted",
                    where,
                    got: `deleted on ${DeletedDate.toISOString()}`,
                    wanted: "a value",
                    values,
                },
            ];
        const hasValue = Object.values(VersionIdsToStages ?? {}).some((stages) =>
            stages.includes("AWSCURRENT"),
        );
        return [
            ...when(!hasValue, { fault: "empty", where, got: "no value", wanted: "a value", values }),
            ...whenDiffers(difference({ key: keyArn }, { key: KmsKeyId }), { fault: "changed", where }),
        ];
    },
};
