import type { IncomingMessage, ServerResponse } from "node:http";
import { workDirectory } from "../../agent-userdata";
import { agent, jenkinsUser } from "../values";

/** What else the controller knows of the node, as Computer and SlaveComputer export it. */
export interface NodeState {
    /** Whether a channel to an agent is open: without one `absoluteRemotePath` is null. */
    readonly connected: boolean;
    /** Whether no executor has anything to do. */
    readonly idle: boolean;
}

/**
 * The agent's node, as Jenkins's API shows and changes it: `changeOfflineCause` marks it, `toggleOffline` turns the mark
 * over. A mark keeps builds away and outlives the connection, as from Jenkins 2.482 on.
 * https://github.com/jenkinsci/jenkins/blob/jenkins-2.528/core/src/main/java/hudson/model/Computer.java
 */
export class ControllerNode {
    /** Why it is marked offline. */
    mark: string | undefined;
    /** What the user may not: each is a permission of its own, and Jenkins answers 403 without it. */
    forbidden: readonly ("Connect" | "Disconnect")[] = [];
    state: () => NodeState = () => ({ connected: false, idle: true });
    /** Jenkins's version, as the controller gives it in the header `X-Jenkins`. */
    version = "2.528.1";

    constructor(private readonly note: (what: string) => void) {}

    /** Answers a request about the node, and says false to any other. */
    answer(request: IncomingMessage, response: ServerResponse): boolean {
        const url = new URL(request.url ?? "/", agent.controllerUrl);
        const [, name, what] = /^\/ci\/computer\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
        if (what === undefined) return false;
        const { status, body } = this.#ask(request, name, what, url.searchParams);
        response
            .writeHead(status, {
                "X-Jenkins": this.version,
                ...(status === 302 && { Location: agent.controllerUrl }),
                // Flavor.JSON, stapler.
                ...(body !== undefined && { "Content-Type": "application/json;charset=utf-8" }),
            })
            .end(body);
        return true;
    }

    #ask(
        { method, headers }: IncomingMessage,
        name: string | undefined,
        what: string,
        query: URLSearchParams,
    ): { readonly status: number; readonly body?: string } {
        const { user, token } = jenkinsUser;
        const basic = Buffer.from(`${user}:${token}`).toString("base64");
        if (headers.authorization !== `Basic ${basic}`) return { status: 401 };
        if (name !== agent.agentName) return { status: 404 };
        if (method === "GET" && what === "api/json") {
            const { connected, idle } = this.state();
            const node = {
                temporarilyOffline: this.mark !== undefined,
                offlineCauseReason: this.mark ?? "",
                idle,
                // Only for who may connect the node: SlaveComputer.getAbsoluteRemotePath.
                absoluteRemotePath: connected && !this.forbidden.includes("Connect") ? workDirectory : null,
            };
            const asked = (query.get("tree") ?? "").split(",");
            const told = Object.entries(node).filter(([key]) => asked.includes(key));
            return { status: 200, body: JSON.stringify(Object.fromEntries(told)) };
        }
        if (method !== "POST") return { status: 405 };
        const marks = what === "changeOfflineCause" || this.mark === undefined;
        if (this.forbidden.includes(marks ? "Disconnect" : "Connect")) return { status: 403 };
        if (what === "changeOfflineCause") {
            this.mark = `Disconnected by ${user} : ${query.get("offlineMessage")}`;
        } else if (what === "toggleOffline") {
            this.mark = this.mark === undefined ? `Disconnected by ${user}` : undefined;
        } else {
            return { status: 404 };
        }
        this.note(this.mark === undefined ? "node online" : `node offline: ${this.mark}`);
        return { status: 302 };
    }
}
