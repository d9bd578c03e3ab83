import { stringify } from "yaml";
import { workDirectory } from "../agent-userdata";
import type { AgentConfig } from "./config";

/**
 * The controller's nodes for the Configuration as Code plugin. An inbound agent can connect only when its node exists;
 * WebSocket needs no agent port on the controller.
 * https://github.com/jenkinsci/configuration-as-code-plugin
 */
export function jcascNodes(agents: readonly AgentConfig[]): string {
    const nodes = agents.map(({ name, labels, executors }) => ({
        permanent: {
            name,
            labelString: labels.join(" "),
            mode: "NORMAL",
            numExecutors: executors,
            remoteFS: workDirectory,
            launcher: { inbound: { webSocket: true } },
        },
    }));
    return stringify({ jenkins: { nodes } });
}
