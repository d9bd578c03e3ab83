import { stringify } from "yaml";
import { workDirectory } from "../agent-userdata";
import type { AgentConfig, Config } from "./config";
import { accessOf } from "./config/shared";

/**
 * The controller's nodes for the Configuration as Code plugin. An inbound agent can connect only when its node exists;
 * WebSocket needs no agent port on the controller. Applying it replaces each node, so what it does not say is lost: the
 * permissions of the agent's own user are said here, in the form of matrix-auth from 3.2 on. A node has labels after its
 * areas, by which a build asks for one: `shared-NAME` where it may read it, and where it may write `shared-NAME-writer`, too.
 * https://github.com/jenkinsci/configuration-as-code-plugin
 * https://github.com/jenkinsci/matrix-auth-plugin/releases
 */
export function jcascNodes(agents: readonly AgentConfig[], areas: Config["shared"]): string {
    const nodes = agents.map(({ name, labels, executors, jenkinsUser }) => ({
        permanent: {
            name,
            labelString: [...labels, ...labelsOf(name, areas)].join(" "),
            mode: "NORMAL",
            numExecutors: executors,
            remoteFS: workDirectory,
            launcher: { inbound: { webSocket: true } },
            retentionStrategy: "always",
            ...(jenkinsUser === undefined ? {} : { nodeProperties: [permissionsOf(jenkinsUser)] }),
        },
    }));
    return stringify({ jenkins: { nodes } });
}

function labelsOf(agent: string, areas: Config["shared"]): readonly string[] {
    return areas.flatMap((area) => {
        const label = `shared-${area.name}`;
        const access = accessOf(area, agent);
        if (access === undefined) return [];
        return access === "write" ? [label, `${label}-writer`] : [label];
    });
}

/** What marking a node offline and taking that back needs, on this node alone. */
const permissionsOf = (name: string) => ({
    authorizationMatrix: {
        inheritanceStrategy: "inheritingGlobal",
        entries: [{ user: { name, permissions: ["Agent/Connect", "Agent/Disconnect"] } }],
    },
});
