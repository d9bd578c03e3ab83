import assert from "node:assert/strict";
import type { AgentUserDataArgs } from "../../agent-userdata";
import { read, sectionsOf } from "./pages";

/** The keys of the configuration that each value of an agent's user data follows from; none where AWS or a name decides it. */
const keys: Readonly<Record<keyof AgentUserDataArgs, readonly string[]>> = {
    agentName: [],
    uid: ["uid"],
    gid: ["uid"],
    region: [],
    fileSystemId: [],
    accessPointId: [],
    controllerUrl: ["controllerUrl"],
    secretArn: [],
    logGroupName: [],
    environment: [],
    auditReads: ["auditing.recordReads"],
    groupName: [],
    drainMinutes: ["drainMinutes"],
    memoryMaxPercent: ["memoryMaxPercent"],
    packages: ["packages"],
    hook: ["hook"],
    cleanWorkspacesAfterDays: ["cleanWorkspacesAfterDays"],
    instanceStore: ["instanceStore"],
    areas: ["shared"],
    proxy: ["proxy", "noProxy"],
    caCertificates: ["caCertificates"],
};

describe("What replaces agents", () => {
    it("names each key of the configuration that user data holds", () => {
        const [, section = ""] =
            sectionsOf(read("docs/upgrading.md")).find(([heading]) => heading === "What replaces agents") ??
            [];
        const [first = ""] = section.trim().split("\n\n");
        const missing = Object.values(keys)
            .flat()
            .filter((key) => !first.includes(`\`${key}\``));
        assert.deepEqual(missing, []);
    });
});
