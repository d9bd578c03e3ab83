import assert from "node:assert/strict";
import { minimal, run } from "../program";

describe("the dashboard", () => {
    type Widget = { x: number; y: number; width: number; height: number; properties: { title: string } };
    let widgets: Widget[];
    let body: string;
    before(async () => {
        const { inputs } = (await run("test", minimal)).get(
            "aws:cloudwatch/dashboard:Dashboard",
            "auditing-dashboard",
        );
        assert.equal(inputs.dashboardName, "jenkins-efs-test");
        body = String(inputs.dashboardBody);
        widgets = JSON.parse(body).widgets;
    });

    it("shows alarms, load, storage by class, backups, agents and what was refused", () => {
        assert.deepEqual(
            widgets.map(({ properties }) => properties.title),
            [
                "Alarms",
                "Throughput in bytes per second: used and permitted",
                "Clients connected",
                "Burst credits in bytes",
                "Operations: percent of the limit",
                "Stored bytes by class",
                "Hours since the newest backup",
                "Backups per day: finished and failed",
                "Agents whose mount is proven (1)",
                "Agents that Jenkins has connected (1)",
                "Agents: bytes read from and written to the file system",
                "Agents: time until the file system answers, in milliseconds",
                "Agents: operations on the file system, and sent again",
                "Agents: memory used in percent",
                "Agents: disk used in percent",
                "Refused flows and connections outside the rules",
            ],
        );
        for (const found of [
            "fs-0123456789abcdef0",
            "backup-0123456",
            "JenkinsEfs/Auditing/jenkins-efs-test",
        ])
            assert.ok(body.includes(found), found);
    });

    it("finds this environment's agents by their metrics' dimensions", () => {
        const searches = body.match(/SEARCH\([^)]*\)/g) ?? [];
        assert.equal(searches.length, 9);
        for (const search of searches)
            assert.match(
                search,
                /'\{JenkinsEfs\/Agent,AgentName,Environment\} Environment=\\"jenkins-efs-test\\" MetricName=/,
            );
    });

    it("does not name the agents, who come and go", () => {
        assert.ok(!body.includes("linux-1"));
    });

    it("lays its widgets out side by side", () => {
        const places = widgets.map(({ x, y }) => `${x} ${y}`);
        assert.equal(new Set(places).size, widgets.length);
        for (const { x, width } of widgets) assert.ok(x + width <= 24);
    });
});
