import assert from "node:assert/strict";
import { minimal, run } from "../program";
import { cases } from "./eventCases";
import { eventBridgeMatches } from "./eventRuler/matches";

const held = Object.entries(cases).flatMap(([alarm, { raise, miss = {} }]) =>
    [raise, miss].flatMap((events) =>
        Object.entries(events).map(([title, event]) => ({ title, alarm, event, isTold: events === raise })),
    ),
);

describe("an event", () => {
    let verdicts: boolean[];
    before(async () => {
        // The first run on a machine fetches the matcher.
        const stack = await run("test", {
            ...minimal,
            "jenkins-efs:agents": [1, 2].map((n) => ({ name: `linux-${n}`, instanceType: "m7g.large" })),
            "jenkins-efs:shared": [
                { name: "maven-cache", writers: ["linux-2"], readers: "all" },
                { name: "go-cache", writers: ["linux-1"], readers: [] },
                { name: "private-of-2", writers: ["linux-2"], readers: [] },
            ],
            "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
            "jenkins-efs:backup": { copyRegion: "us-west-2" },
        });
        const patterns = new Map(
            stack
                .all("aws:cloudwatch/eventRule:EventRule")
                .map(({ name, inputs }) => [
                    name.replace(/^auditing-(alarm|agents)-/, ""),
                    JSON.parse(String(inputs.eventPattern)) as unknown,
                ]),
        );
        verdicts = eventBridgeMatches(
            held.map(({ alarm, event }) => ({ event, pattern: patterns.get(alarm) })),
        );
    });

    for (const [at, { title, alarm, isTold }] of held.entries())
        it(`${isTold ? "raises" : "does not raise"} ${alarm}: ${title}`, () =>
            assert.equal(verdicts[at], isTold));
});
