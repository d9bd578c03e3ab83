import assert from "node:assert/strict";
import type { Answer, Finding } from "../../proof/finding";
import { describe as describeProof } from "../../proof/report";
import { Graph } from "../../state/graph";

const answers: Readonly<Record<string, string>> = {
    "its agent": "yes",
    "other agents": "no",
    "a role with permissions in abundance": "yes",
    "everyone else": "never",
    "nobody of this stack": "–",
};

const row = { line: 1, asked: { call: ["read", "write", "remove"], through: undefined }, answers };

const finding: Finding = {
    title: "Files",
    faults: [],
    answers: Object.entries(answers)
        .filter(([, expected]) => expected !== "–")
        .map(
            ([column, expected]): Answer => ({
                row,
                column,
                where: "Files",
                who: column,
                expected,
                found: column === "other agents" ? "yes" : expected,
                isExpected: column !== "other agents",
                because: "allowed by Mount",
            }),
        ),
};

const graph = Graph.of({
    deployment: {
        resources: [
            { urn: "urn:pulumi:dev::kit::pulumi:pulumi:Stack::kit-dev", type: "pulumi:pulumi:Stack" },
        ],
    },
});

const shown = (width?: number): readonly string[] =>
    describeProof({ graph, findings: [finding], evaluated: 4, seconds: 1 }, { width }).split("\n");

describe("What a proof prints", () => {
    it("is a table where it fits, or where nobody says how wide the screen is", () => {
        for (const width of [undefined, 140])
            assert.deepEqual(shown(width).slice(1, 3), [
                "                             its agent  other agents  a role with permissions in abundance  everyone else  nobody of this stack",
                "  read, write, remove · any  yes        no but yes    yes                                   never          –",
            ]);
    });

    it("is a list on a narrower screen, with every answer and no line too long", () => {
        const lines = shown(50);
        assert.deepEqual(lines.slice(0, 6), [
            "Files: 4 answers, 1 difference",
            "  read, write, remove · any",
            "    yes: its agent, a role with permissions in",
            "      abundance",
            "    no but yes: other agents",
            "    never: everyone else",
        ]);
    });
});
