import {
    DescribeSecretCommand,
    type DescribeSecretResponse,
    GetResourcePolicyCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { componentTypes } from "../../state/components";
import { calledOf, recordsOf, textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference } from "./compare";

interface Expected extends Thing {
    readonly arn: string;
    readonly agent: string;
    readonly keyArn: string | undefined;
    /** Where it is copied to, and the key there. */
    readonly copies: readonly { readonly region: string; readonly keyArn: string }[];
}

interface Answer {
    readonly secret: DescribeSecretResponse;
    /** Its own policy, of which the stack makes none. */
    readonly policy: string | undefined;
}

/** The agents' secrets: whether they are there and have a value. Never the value itself. */
export const secrets: Check<
    Expected,
    Answer | undefined,
    "missing" | "deleted" | "empty" | "changed" | "uncopied" | "policy"
> = {
    name: "secrets",
    holds: "each agent's secret is there, under its key, has a value, is copied where something stands by, and has no policy of its own",
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
        uncopied: {
            severity: "warning",
            why: "after a failover the agent in that region would wait for a value, or start with an old one",
            mend: "aws secretsmanager replicate-secret-to-regions --region {region} --secret-id {id} --force-overwrite-replica-secret --add-replica-regions Region={copy},KmsKeyId={key}",
        },
        policy: {
            severity: "critical",
            why: "it decides besides IAM who reads the secret, also in other accounts, and who has it can take the agent's place",
            mend: "aws secretsmanager delete-resource-policy --region {region} --secret-id {id}",
        },
    },
    expected: ({ graph }) =>
        graph.all(componentTypes.agent).flatMap((agent) =>
            graph.childrenOf(agent, "aws:secretsmanager/secret:Secret").map((secret) => ({
                region: regionIn(secret),
                subject: `secret of agent ${calledOf(agent)}`,
                arn: textOf(secret, "arn") ?? secret.id,
                agent: calledOf(agent),
                keyArn: textOf(secret, "kmsKeyId"),
                copies: recordsOf(secret, "replicas").map(({ region, kmsKeyId }) => ({
                    region: String(region),
                    keyArn: String(kmsKeyId),
                })),
            })),
        ),
    grants: ({ arn }) => [
        {
            actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
            resources: [arn],
        },
    ],
    async ask(session, { arn: SecretId, region }) {
        const client = session.client(SecretsManagerClient, region);
        const secret = await unlessMissing(client.send(new DescribeSecretCommand({ SecretId })));
        if (secret === undefined) return undefined;
        // Secrets Manager tells no policy of one that waits for its deletion.
        if (secret.DeletedDate !== undefined) return { secret, policy: undefined };
        const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId }));
        return { secret, policy: ResourcePolicy };
    },
    judge({ arn: id, subject: where, keyArn, copies }, answer) {
        const values = { id };
        if (answer === undefined)
            return [{ fault: "missing", where, got: "no such secret", wanted: "it", values }];
        const { DeletedDate, KmsKeyId, VersionIdsToStages, ReplicationStatus = [] } = answer.secret;
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
            ...copies.flatMap(({ region: copy, keyArn: key }) => {
                const found = ReplicationStatus.find(({ Region }) => Region === copy);
                const got = found === undefined ? "none" : `${found.Status}: ${found.StatusMessage ?? ""}`;
                return when(found === undefined || found.Status === "Failed", {
                    fault: "uncopied",
                    where,
                    got,
                    wanted: `a copy in ${copy}`,
                    values: { id, copy, key },
                });
            }),
            ...when(answer.policy !== undefined && statementsIn(answer.policy) > 0, {
                fault: "policy",
                where,
                got: `a policy of its own: ${answer.policy}`,
                wanted: "none",
                values,
            }),
        ];
    },
};

const statementsIn = (policy: string): number => [Object(JSON.parse(policy)).Statement ?? []].flat().length;
