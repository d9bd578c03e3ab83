import type { IncomingMessage, ServerResponse } from "node:http";
import { agent, jenkinsUser } from "../values";

/**
 * The agent's node, as Jenkins's API shows and changes it: `changeOfflineCause` marks it, `toggleOffline` turns the mark
 * over. A mark keeps builds away and outlives the connection, as from Jenkins 2.482 on.
 */
export class ControllerNode {
    /** Why it is marked offline. */
    mark: string | undefined;
    /** Jenkins's version, as the controller gives it in the header `X-Jenkins`. */
    version = "2.528.1";

    constructor(private readonly note: (what: string) => void) {}

    /** Answers a request about the node, and says false to any other. */
    answer(request: IncomingMessage, response: ServerResponse): boolean {
        const url = new URL(request.url ?? "/", agent.controllerUrl);
        const [, name, what] = /^\/ci\/computer\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
        if (what === undefined) return false;
        const { status, body } = this.ask(request, name, what, url.searchParams);
        response.writeHead(status, { "X-Jenkins": this.version, Location: agent.controllerUrl }).end(body);
        return true;
    }

    private ask(
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
            const node = { temporarilyOffline: this.mark !== undefined, offlineCauseReason: this.mark ?? "" };
            const asked = (query.get("tree") ?? "").split(",");
            const told = Object.entries(node).filter(([key]) => asked.includes(key));
            return { status: 200, body: JSON.stringify(Object.fromEntries(told)) };
        }
        if (method !== "POST") return { status: 405 };
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
