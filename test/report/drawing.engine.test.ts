import assert from "node:assert/strict";
import { draw } from "../../report/drawing/draw";
import { type Box, wrapped } from "../../report/drawing/shapes";
import type { Agent, Architecture, Zone } from "../../report/facts/architecture";
import { environmentOf, hostileNames, prodReport } from "./fixture";

const zone = (name: string): Zone => ({
    name,
    subnets: [
        { id: `${name}-public`, cidr: "10.0.0.0/19", isPublic: true, natGateways: ["nat"] },
        { id: `${name}-private`, cidr: "10.60.128.0/19", isPublic: false, natGateways: [] },
    ],
    mountTargets: [{ id: `fsmt-${name}`, address: "10.60.128.17" }],
});

const agent = (name: string, zones: readonly string[]): Agent => ({
    name,
    instanceType: "m7g.large",
    diskGiB: 100,
    instances: 1,
    zones,
    key: undefined,
    accessPoint: { id: "fsap", path: `/agents/${name}`, uid: 1 },
});

const overlap = (a: Box, b: Box): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const contains = (a: Box, b: Box): boolean =>
    a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;

/** An agent lies across the zones in which it may run, and their private subnets. */
const mayCross = (a: Box, b: Box): boolean =>
    a.kind === "agent" && ["zone", "privateSubnet"].includes(b.kind);

function assertTidy(boxes: readonly Box[], width: number): void {
    for (const [at, box] of boxes.entries()) {
        assert.ok(
            box.x >= 0 && box.x + box.width <= width && box.height > 0,
            `${box.title} is in the picture`,
        );
        for (const other of boxes.slice(at + 1)) {
            if (mayCross(box, other) || mayCross(other, box)) continue;
            assert.ok(
                !overlap(box, other) || contains(box, other) || contains(other, box),
                `${box.kind} ${box.title} and ${other.kind} ${other.title} overlap`,
            );
        }
    }
}

describe("The drawing", () => {
    let prod: Architecture;
    before(async () => {
        prod = environmentOf(await prodReport()).architecture;
    });

    const zonesOf = (count: number) =>
        "abcdef"
            .slice(0, count)
            .split("")
            .map((letter) => `us-east-1${letter}`);

    for (const width of [1000, 350]) {
        for (const zones of [1, 2, 3, 6])
            it(`keeps its boxes apart, with ${zones} zones, ${width} px wide`, () => {
                const names = zonesOf(zones);
                const agents = [
                    agent("everywhere", names),
                    agent("pinned", names.slice(-1)),
                    agent("nowhere", []),
                    ...hostileNames.map((name) => agent(name, names)),
                ];
                assertTidy(draw({ ...prod, zones: names.map(zone), agents }, width).boxes, width);
            });
    }

    it("has a box for each agent, mount target, access point, key, vault and trail", () => {
        const kinds = draw(prod, 1000).boxes.map(({ kind }) => kind);
        const number = (kind: string) => kinds.filter((each) => each === kind).length;
        assert.deepEqual(
            [
                "vpc",
                "zone",
                "publicSubnet",
                "privateSubnet",
                "mountTarget",
                "agent",
                "accessPoint",
                "key",
            ].map(number),
            [1, 3, 3, 3, 3, prod.agents.length, prod.agents.length + prod.areas.length, prod.keys.length],
        );
        const titles = draw(prod, 1000).boxes.map(({ title }) => title.join(" "));
        assert.equal(titles.filter((title) => title === "Backup vault").length, 2);
        assert.equal(titles.filter((title) => title.startsWith("Trail")).length, 1);
        assert.ok(
            titles.some((title) => title.includes("us-west-2")),
            "the region of the copies",
        );
    });

    it("counts agents where there are too many to draw", () => {
        const agents = Array.from({ length: 400 }, (_, at) => agent(`linux-${at}`, ["us-east-1a"]));
        const { boxes, height } = draw({ ...prod, agents }, 1000);
        assert.equal(boxes.filter(({ kind }) => kind === "agent").length, 12);
        assert.ok(boxes.some(({ title }) => title.join(" ") === "389 more agents"));
        assert.ok(height < 3000);
    });

    it("draws a VPC that was there before, of which the state knows no subnets", () => {
        const zones = prod.zones.map(({ name, mountTargets }) => ({ name, mountTargets, subnets: [] }));
        const vpc = { id: "vpc-0a1b2c3d", cidr: undefined, isMadeHere: false };
        const { boxes } = draw({ ...prod, zones, vpc }, 1000);
        assertTidy(boxes, 1000);
        assert.ok(boxes.some(({ title }) => title.join(" ").includes("not made here")));
    });

    it("says of a file system that is only read that it outlives the stack", () => {
        const lines = (outlives: boolean) =>
            draw({ ...prod, fileSystem: { ...prod.fileSystem, outlives } }, 1000)
                .boxes.filter(({ kind }) => kind === "fileSystem")
                .map(({ lines: words }) => words.flat().join(" "));
        assert.match(lines(true).join(), /outlives the stack/);
        assert.doesNotMatch(lines(false).join(), /outlives/);
    });

    it("wraps after a separator, and ends in an ellipsis what has no room", () => {
        assert.deepEqual(wrapped("10.60.128.0/19", 70, 3), ["10.60.128.", "0/19"]);
        assert.deepEqual(wrapped("a".repeat(100), 70, 2), ["a".repeat(10), `${"a".repeat(9)}…`]);
    });
});
