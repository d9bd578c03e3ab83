import {
    DescribeRuleCommand,
    type DescribeRuleResponse,
    EventBridgeClient,
    ListTargetsByRuleCommand,
    type Target,
} from "@aws-sdk/client-eventbridge";
import { textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { documentInOneForm } from "./compare";

interface Expected extends Thing {
    readonly name: string;
    readonly bus: string;
    readonly arn: string;
    readonly pattern: string;
    readonly targets: readonly string[];
}

interface Answer {
    readonly rule: DescribeRuleResponse;
    readonly targets: readonly Target[];
}

/** The alarms on single events. */
export const eventRules: Check<Expected, Answer | undefined, "missing" | "disabled" | "changed" | "deaf"> = {
    name: "event-rules",
    holds: "each rule that tells an event is there, enabled, and tells the topic",
    faults: {
        missing: { severity: "critical", why: "what it tells happens unseen", mend: putBack },
        disabled: {
            severity: "critical",
            why: "what it tells happens unseen",
            mend: "aws events enable-rule --region {region} --name {name} --event-bus-name {bus}",
        },
        changed: { severity: "critical", why: "it tells other events than planned", mend: putBack },
        deaf: { severity: "critical", why: "it finds the event, and tells nobody", mend: putBack },
    },
    expected: ({ graph }) =>
        graph.all("aws:cloudwatch/eventRule:EventRule").map((rule) => {
            const name = textOf(rule, "name") ?? rule.id;
            return {
                region: regionIn(rule),
                subject: `event rule ${name}`,
                name,
                bus: textOf(rule, "eventBusName") ?? "default",
                arn: textOf(rule, "arn") ?? "",
                pattern: textOf(rule, "eventPattern") ?? "",
                targets: graph
                    .all("aws:cloudwatch/eventTarget:EventTarget")
                    .filter(({ props }) => props.rule === name)
                    .filter((target) => regionIn(target) === regionIn(rule))
                    .map((target) => textOf(target, "arn") ?? ""),
            };
        }),
    grants: ({ arn }) => [{ actions: ["events:DescribeRule", "events:ListTargetsByRule"], resources: [arn] }],
    async ask(session, { name, bus: EventBusName, region }) {
        const client = session.client(EventBridgeClient, region);
        const rule = await unlessMissing(client.send(new DescribeRuleCommand({ Name: name, EventBusName })));
        if (rule === undefined) return undefined;
        // A rule has five targets at most, and a page holds a hundred.
        const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName }));
        return { rule, targets: Targets ?? [] };
    },
    judge({ name, bus, subject: where, pattern, targets }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such rule", wanted: "it" }];
        const { rule, targets: found } = answer;
        const state = rule.State ?? "unknown";
        const unheard = targets.filter((arn) => !found.some((target) => target.Arn === arn));
        return [
            ...when(!state.startsWith("ENABLED"), {
                fault: "disabled",
                where,
                got: state,
                wanted: "ENABLED",
                values: { name, bus },
            }),
            ...whenDiffers(
                documentInOneForm(pattern) === documentInOneForm(rule.EventPattern ?? "{}")
                    ? undefined
                    : { got: "another event pattern", wanted: "the pattern that was deployed" },
                { fault: "changed", where },
            ),
            ...unheard.map((arn) => ({
                fault: "deaf" as const,
                where,
                got: `no target ${arn}`,
                wanted: "it",
            })),
        ];
    },
};
