import {
    GetTopicAttributesCommand,
    paginateListSubscriptionsByTopic,
    SNSClient,
    type Subscription,
} from "@aws-sdk/client-sns";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, type Remark, regionIn, type Thing, whenDiffers } from "./check";
import { difference, policyDifference } from "./compare";

interface ExpectedSubscription {
    readonly arn: string;
    readonly protocol: string;
    readonly endpoint: string;
}

interface Expected extends Thing {
    readonly arn: string;
    readonly keyArn: string | undefined;
    readonly policy: string | undefined;
    readonly subscriptions: readonly ExpectedSubscription[];
}

interface Answer {
    readonly attributes: Readonly<Record<string, string>>;
    readonly subscriptions: readonly Subscription[];
}

type Faults = "missing" | "key" | "policy" | "unconfirmed" | "gone" | "unheard" | "foreign";

/** An endpoint as a screen may show it: the path of a web hook is its password. */
const shownEndpoint = (protocol: string, endpoint: string): string =>
    /^https?$/.test(protocol)
        ? `${protocol} ${endpoint.replace(/^(\w+:\/\/)?(?:[^@/]*@)?([^/?#]*).*$/s, "$1$2/…")}`
        : `${protocol} ${endpoint}`;

const isConfirmed = ({ SubscriptionArn = "" }: Subscription): boolean => SubscriptionArn.startsWith("arn:");

/** Who hears the alarms. */
export const topic: Check<Expected, Answer | undefined, Faults> = {
    name: "alarm-topic",
    holds: "the alarms' topic is as deployed, and everybody subscribed to it has confirmed it",
    faults: {
        missing: { severity: "critical", why: "no alarm is heard", mend: putBack },
        key: { severity: "critical", why: "whoever may use that key reads what alarms say", mend: putBack },
        policy: {
            severity: "critical",
            why: "alarms may not be let in any more, or others may be",
            mend: putBack,
        },
        unconfirmed: {
            severity: "critical",
            why: "no alarm is heard there until the link in AWS's message is opened; a pending subscription expires",
            mend: "aws sns subscribe --region {region} --topic-arn {topic} --protocol {protocol} --notification-endpoint {endpoint}",
        },
        gone: {
            severity: "critical",
            why: "somebody unsubscribed it, or it expired before it was confirmed: no alarm is heard there",
            mend: putBack,
        },
        unheard: {
            severity: "critical",
            why: "no alarm is heard",
            mend: "pulumi config set --path 'auditing.alarmEmails[0]' SOMEBODY@EXAMPLE.COM --stack {stack} && pulumi up --stack {stack}",
        },
        foreign: {
            severity: "note",
            why: "somebody who is not in the configuration hears what alarms say: names, addresses, calls",
            mend: "aws sns unsubscribe --region {region} --subscription-arn {subscription}",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:sns/topic:Topic").map((found) => {
            const arn = textOf(found, "arn") ?? found.id;
            return {
                region: regionIn(found),
                subject: `topic ${textOf(found, "name") ?? found.name}`,
                arn,
                keyArn: textOf(found, "kmsMasterKeyId"),
                policy: textOf(graph.find("aws:sns/topicPolicy:TopicPolicy", "arn", arn), "policy"),
                subscriptions: graph
                    .all("aws:sns/topicSubscription:TopicSubscription")
                    .filter(({ props }) => props.topic === arn)
                    .map((subscription) => ({
                        arn: subscription.id,
                        protocol: textOf(subscription, "protocol") ?? "",
                        endpoint: textOf(subscription, "endpoint") ?? "",
                    })),
            };
        }),
    grants: ({ arn }) => [
        { actions: ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"], resources: [arn] },
    ],
    async ask(session, { arn: TopicArn, region }) {
        const client = session.client(SNSClient, region);
        const answer = await unlessMissing(client.send(new GetTopicAttributesCommand({ TopicArn })));
        if (answer === undefined) return undefined;
        const subscriptions = await allOf(
            paginateListSubscriptionsByTopic({ client }, { TopicArn }),
            (page) => page.Subscriptions,
        );
        return { attributes: answer.Attributes ?? {}, subscriptions };
    },
    judge({ arn, subject: where, keyArn, policy, subscriptions }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such topic", wanted: "it" }];
        const { KmsMasterKeyId, Policy } = answer.attributes;
        const found = answer.subscriptions;
        // One that is not confirmed has no ARN yet; an endpoint that is a secret is not in the state.
        const isOf = ({ arn: id, protocol, endpoint }: ExpectedSubscription, one: Subscription) =>
            one.SubscriptionArn === id || (one.Protocol === protocol && one.Endpoint === endpoint);
        const own = subscriptions.flatMap((subscription): readonly Remark<Faults>[] => {
            const { protocol, endpoint } = subscription;
            const at = `${where}: ${shownEndpoint(protocol, endpoint)}`;
            const one = found.find((each) => isOf(subscription, each));
            if (one === undefined)
                return [{ fault: "gone", where: at, got: "no subscription", wanted: "a confirmed one" }];
            return isConfirmed(one)
                ? []
                : [
                      {
                          fault: "unconfirmed",
                          where: at,
                          got: one.SubscriptionArn ?? "pending",
                          wanted: "a confirmed one",
                          values: {
                              topic: arn,
                              protocol,
                              endpoint: protocol === "email" ? endpoint : "ENDPOINT",
                          },
                      },
                  ];
        });
        const foreign = found
            .filter((one) => isConfirmed(one) && !subscriptions.some((expected) => isOf(expected, one)))
            .map((one) => ({
                fault: "foreign" as const,
                where: `${where}: ${shownEndpoint(one.Protocol ?? "", one.Endpoint ?? "")}`,
                got: "a subscription that the stack did not make",
                wanted: "none but the stack's",
                values: { subscription: one.SubscriptionArn ?? "" },
            }));
        const isHeard = found.some(isConfirmed);
        return [
            ...whenDiffers<Faults>(difference({ key: keyArn }, { key: KmsMasterKeyId }), {
                fault: "key",
                where,
            }),
            ...whenDiffers<Faults>(policyDifference(policy, Policy), { fault: "policy", where }),
            ...own,
            ...foreign,
            ...(isHeard || own.length > 0
                ? []
                : [
                      {
                          fault: "unheard" as const,
                          where,
                          got: "no confirmed subscription",
                          wanted: "somebody who hears the alarms",
                      },
                  ]),
        ];
    },
};
