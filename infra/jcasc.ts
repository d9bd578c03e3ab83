import { stringify } from "yaml";
import { workDirectory } from "../agent-userdata";
import type { AgentConfig } from "./config";

/**
 * The controller's nodes for the Configuration as Code plugin. An inbound agent can connect only when its node exists;
 * WebSocket needs no agent port on the controller. Applying it replaces each node, so what it does not say is lost: the
 * permissions of the agent's own user are said here, in the form of matrix-auth from 3.2 on.
 * https://github.com/jenkinsci/configuration-as-code-plugin
 * https://github.com/jenkinsci/matrix-auth-plugin/releases
 */
export function jcascNodes(agents: readonly AgentConfig[]): string {
    const nodes = agents.map(({ name, labels, executors, jenkinsUser }) => ({
        permanent: {
            name,
            labelString: labels.join(" "),
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

/** What marking a node offline and taking that back needs, on this node alone. */
const permissionsOf = (name: string) => ({
    authorizationMatrix: {
        inheritanceStrategy: "inheritingGlobal",
        entries: [{ user: { name, permissions: ["Agent/Connect", "Agent/Disconnect"] } }],
    },
});
