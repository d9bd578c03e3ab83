import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ControllerNode } from "../../boot/standIns/controllerNode";
import { agent } from "../../boot/values";
import { needCommand, run, systemPath } from "../tools";

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

    private constructor(
        private readonly folder: string,
        private readonly server: Server,
    ) {}

    static async start(): Promise<ControllerOverTls> {
        for (const command of ["python3", "openssl"]) needCommand(command);
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-node-"));
        const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
        const certificate = ["-keyout", keyFile, "-out", certificateFile];
        const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        const made = run("openssl", ["req", "-x509", ...key, ...name, ...certificate]);
        assert.equal(made.status, 0, made.output);
        const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) });
        await new Promise<void>((done) => server.listen(0, "localhost", done));
        const controller = new ControllerOverTls(folder, server);
        server.on("request", (request, response) => {
            controller.requests.push(`${request.method} ${request.url}`);
            if (controller.instead) {
                const { status, location, type } = controller.instead;
                response.writeHead(status, {
                    ...(location !== undefined && { Location: location }),
                    ...(type !== undefined && { "Content-Type": type }),
                });
                response.end("<html>");
            } else if (!controller.node.answer(request, response)) response.writeHead(404).end();
        });
        return controller;
    }

    /** Makes it Jenkins again, with a node that nobody has marked. */
    reset(): void {
        this.requests.length = 0;
        this.instead = undefined;
        this.node = new ControllerNode(() => {});
    }

    /** Runs node.py as an agent does. */
    ask(
        command: readonly string[],
        stdin: string,
        variables: Readonly<Record<string, string>> = {},
    ): Promise<{ status: number; said: string }> {
        const env = {
            PATH: systemPath,
            SSL_CERT_FILE: join(this.folder, "cert.pem"),
            AGENT_NAME: agent.agentName,
            CONTROLLER_URL: `https://localhost:${(this.server.address() as AddressInfo).port}/ci/`,
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
        await new Promise((done) => this.server.close(done));
        rmSync(this.folder, { recursive: true });
    }
}
