import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { workDirectory } from "../../agent-userdata";
import { agent, type CloudFaults, type Seen } from "../values";
import { ControllerNode } from "./controllerNode";

const readBody = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
};

/** A real agent sends this header, and does not tell its work directory or its mount: Engine.runWebSocket, remoting. */
const isRealAgent = (headers: IncomingMessage["headers"]): boolean =>
    headers["x-remoting-capability"] !== undefined;

/** What a build left behind. */
export interface BuildResult {
    readonly status: number;
    readonly output: string;
}

/**
 * Stand-in for the Jenkins controller: serves agent.jar, takes the agent's WebSocket and checks who comes, and hands
 * builds to the connected agent. It refuses a wrong name, secret or work directory and a second agent of the same name,
 * as Jenkins does, and notes an agent that comes without its mount.
 */
export class Controller {
    readonly #waiting: { id: number; script: string }[] = [];
    readonly #running = new Map<number, (result: BuildResult) => void>();
    /** Builds that have an executor. */
    readonly #given = new Set<number>();
    /** Builds that had one before the controller's restart, and wait for it. */
    readonly #resuming = new Set<number>();
    #socket: Duplex | undefined;
    #builds = 0;
    /** The secret that the controller expects now. */
    secret = "";
    readonly node = new ControllerNode((what) => this.#note(what));

    constructor(
        private readonly agentJar: string,
        private readonly faults: () => CloudFaults,
        private readonly seen: Seen[],
    ) {
        this.node.state = () => ({ connected: this.connected, idle: this.#given.size === 0 });
    }

    #note(what: string): void {
        this.seen.push({ atMilliseconds: Date.now(), what });
    }

    get connected(): boolean {
        return this.#socket !== undefined;
    }

    /**
     * Ends the agent's connection. While the controller is down that is its restart: a build gets an executor again only
     * through the queue, which gives none of a node that is marked offline, and until then nobody asks for its step's
     * result. Jenkins gives the build up after five minutes of that, which no case waits for.
     * https://github.com/jenkinsci/workflow-durable-task-step-plugin/blob/master/src/main/java/org/jenkinsci/plugins/workflow/support/steps/ExecutorStepDynamicContext.java
     */
    disconnect(): void {
        this.#socket?.destroy();
        this.#socket = undefined;
        if (this.faults().controllerDown !== true) return;
        for (const id of this.#given) this.#resuming.add(id);
        this.#given.clear();
    }

    /** Forgets all builds. */
    reset(): void {
        this.disconnect();
        this.#waiting.length = 0;
        this.#running.clear();
        this.#given.clear();
        this.#resuming.clear();
        this.node.mark = undefined;
        this.node.forbidden = [];
    }

    /** Runs a shell script as a build on the connected agent. */
    build(script: string): Promise<BuildResult> {
        this.#builds += 1;
        const id = this.#builds;
        return new Promise((resolve) => {
            this.#running.set(id, resolve);
            this.#waiting.push({ id, script });
        });
    }

    async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const end = (status: number, body: string | Buffer = ""): void => {
            response.writeHead(status).end(body);
        };
        if (this.faults().controllerDown === true) return end(503);
        if (request.url === "/ci/jnlpJars/agent.jar") {
            this.#note("controller gave agent.jar");
            const jar = readFileSync(this.agentJar);
            if (this.faults().agentJar === "truncated") return end(200, jar.subarray(0, jar.length - 100));
            if (this.faults().agentJar === "login page") return end(200, "<html>Sign in</html>");
            return end(200, jar);
        }
        if (request.url === "/ci/login") return end(200);
        if (this.node.answer(request, response)) return;
        if (request.url !== "/ci/stand-in/build") return end(404);
        if (request.method === "POST") {
            const [id = "", status = "", ...output] = (await readBody(request)).split("\n");
            // Not asked for, so the step's files stay.
            if (this.#resuming.has(Number(id))) return end(409);
            this.#running.get(Number(id))?.({ status: Number(status), output: output.join("\n") });
            this.#running.delete(Number(id));
            this.#given.delete(Number(id));
            return end(204);
        }
        if (this.node.mark !== undefined) return end(204);
        for (const id of this.#resuming) this.#given.add(id);
        this.#resuming.clear();
        const next = this.#waiting.shift();
        if (next === undefined) return end(204);
        this.#given.add(next.id);
        return end(200, `${next.id}\n${next.script}`);
    }

    /** Why an agent is not let in: the answer's status, and what was wrong. */
    #objection({ url, headers }: IncomingMessage): { status: string; why: string } | undefined {
        if (this.faults().controllerDown === true)
            return { status: "503 Service Unavailable", why: "it is down" };
        if (url !== "/ci/wsagents/") return { status: "404 Not Found", why: `path ${url}` };
        if (headers["node-name"] !== agent.agentName)
            return { status: "400 Bad Request", why: "unknown agent name" };
        if (headers["secret-key"] !== this.secret) return { status: "403 Forbidden", why: "wrong secret" };
        // DefaultJnlpAgentReceiver.afterProperties: "is already connected to this controller. Rejecting this connection."
        if (this.connected) return { status: "500 Server Error", why: "already connected" };
        if (isRealAgent(headers) || headers["stand-in-work-dir"] === workDirectory) return undefined;
        return { status: "400 Bad Request", why: "wrong work directory" };
    }

    upgrade(request: IncomingMessage, socket: Duplex): void {
        const { headers } = request;
        const objection = this.#objection(request);
        if (objection !== undefined) {
            this.#note(`controller refused an agent: ${objection.why}`);
            socket.end(`HTTP/1.1 ${objection.status}\r\nConnection: close\r\n\r\n`);
            return;
        }
        if (!isRealAgent(headers) && headers["stand-in-mounted"] !== "true")
            this.#note("VIOLATION: an agent without its mount");
        const accept = createHash("sha1")
            .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest("base64");
        socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        this.#socket = socket;
        this.#note("agent connected");
        socket.on("error", () => socket.destroy());
        socket.on("close", () => {
            this.#note("agent disconnected");
            if (this.#socket === socket) this.#socket = undefined;
        });
        socket.resume();
    }
}
