import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { ControllerNode } from "../../boot/standIns/controllerNode";
import { agent } from "../../boot/values";
import { serveTls, type TlsServer } from "../tlsServer";
import { needCommand, systemPath } from "../tools";

const script = resolve(__dirname, "..", "..", "agent-userdata", "files", "node.py");

/** What a server answers that is not Jenkins. */
interface Stranger {
    readonly status: number;
    readonly location?: string;
    readonly type?: string;
}

/** A Jenkins with one node behind a certificate of its own, and node.py asking it. */
export class ControllerOverTls {
    readonly requests: string[] = [];
    node = new ControllerNode(() => {});
    /** What answers in Jenkins's place. */
    instead: Stranger | undefined;

    private constructor(private readonly server: Promise<TlsServer>) {}

    static async start(): Promise<ControllerOverTls> {
        needCommand("python3");
        const controller = new ControllerOverTls(
            serveTls((request, response) => {
                controller.requests.push(`${request.method} ${request.url}`);
                if (controller.instead) {
                    const { status, location, type } = controller.instead;
                    response.writeHead(status, {
                        ...(location !== undefined && { Location: location }),
                        ...(type !== undefined && { "Content-Type": type }),
                    });
                    response.end("<html>");
                } else if (!controller.node.answer(request, response)) response.writeHead(404).end();
            }),
        );
        await controller.server;
        return controller;
    }

    /** Makes it Jenkins again, with a node that nobody has marked. */
    reset(): void {
        this.requests.length = 0;
        this.instead = undefined;
        this.node = new ControllerNode(() => {});
    }

    /** Runs node.py as an agent does. */
    async ask(
        command: readonly string[],
        stdin: string,
        variables: Readonly<Record<string, string>> = {},
    ): Promise<{ status: number; said: string }> {
        const { port, certificateFile } = await this.server;
        const env = {
            PATH: systemPath,
            SSL_CERT_FILE: certificateFile,
            AGENT_NAME: agent.agentName,
            CONTROLLER_URL: `https://localhost:${port}/ci/`,
            ...variables,
        };
        return new Promise((done) => {
            const child = execFile("python3", ["-I", script, ...command], { env }, (error, stdout, stderr) =>
                done({ status: Number(error?.code ?? 0), said: `${stdout}${stderr}`.trim() }),
            );
            child.stdin?.end(stdin);
        });
    }

    async stop(): Promise<void> {
        await (await this.server).stop();
    }
}
