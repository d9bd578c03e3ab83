import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, type Server } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { addresses, agent, type CloudFaults, company, jenkinsUser, type Seen } from "../values";
import { companyProxy } from "./companyProxy";
import { Controller } from "./controller";
import { metadataServer } from "./metadata";

/** Everything outside the machine, in one process inside the cloud's network namespace. Driven over IPC. */

const [, , certificates = "", agentJar = "", moto = ""] = process.argv;
const motoPort = 5000;
let faults: CloudFaults = {};
const seen: Seen[] = [];
const controller = new Controller(agentJar, () => faults, seen);

/** Asks moto's Secrets Manager as the harness, not as the machine. */
const secretsManager = async (action: string, body: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${motoPort}/`, {
        method: "POST",
        headers: {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": `secretsmanager.${action}`,
            authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${agent.region}/secretsmanager/aws4_request`,
        },
        body: JSON.stringify(body),
    });

/** Hands a request of the machine on to moto, under the name that the machine used. */
function forward(request: IncomingMessage, response: ServerResponse): void {
    const { host: _host, ...headers } = request.headers;
    const onward = httpRequest(
        {
            port: motoPort,
            host: "127.0.0.1",
            method: request.method,
            path: request.url,
            headers: { ...headers, host: request.headers.host },
        },
        (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
        },
    );
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
}

/** Auto Scaling and CloudWatch: notes what the agent asks for. */
async function query(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
    const action = parameters.get("Action") ?? "";
    parameters.delete("Version");
    seen.push({
        atMilliseconds: Date.now(),
        what: `api ${[...parameters].map(([key, value]) => `${key}=${value}`).join(" ")}`,
    });
    response
        .writeHead(200, { "content-type": "text/xml" })
        .end(
            `<${action}Response><${action}Result/><ResponseMetadata><RequestId>stand-in</RequestId></ResponseMetadata></${action}Response>`,
        );
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? "").split(":")[0] ?? "";
    if (host.startsWith("jenkins.")) return controller.answer(request, response);
    if (host.startsWith("dnf.")) {
        response.writeHead(faults.repositoryDown === true ? 503 : 200).end();
        return;
    }
    if (host.startsWith("secretsmanager.")) {
        seen.push({ atMilliseconds: Date.now(), what: `secrets ${request.headers["x-amz-target"]}` });
        forward(request, response);
        return;
    }
    return query(request, response);
}

/** Everything that answers over TLS, with one of the certificates. */
function serve(name: "server" | "company"): Server {
    const tls = createHttpsServer(
        {
            key: readFileSync(`${certificates}/${name}.key`),
            cert: readFileSync(`${certificates}/${name}.pem`),
        },
        (request, response) => {
            answer(request, response).catch(() => response.destroy());
        },
    );
    return tls.on("upgrade", (request, socket) => controller.upgrade(request, socket));
}

async function waitForMoto(): Promise<void> {
    for (let attempt = 0; attempt < 150; attempt += 1) {
        try {
            await fetch(`http://127.0.0.1:${motoPort}/moto-api/`);
            return;
        } catch {
            await delay(100);
        }
    }
    throw new Error("moto_server did not answer within 15 s");
}

/** One order of the harness; what it returns is the answer. */
export type Order =
    | { readonly order: "reset" }
    | { readonly order: "faults"; readonly faults: CloudFaults }
    | {
          readonly order: "secret";
          readonly value: string;
          readonly token: boolean;
          readonly controllerOnly: boolean;
      }
    | { readonly order: "build"; readonly script: string }
    | { readonly order: "disconnect" }
    | { readonly order: "seen" };

async function obey(order: Order): Promise<unknown> {
    switch (order.order) {
        case "reset":
            faults = {};
            seen.length = 0;
            controller.reset();
            await fetch(`http://127.0.0.1:${motoPort}/moto-api/reset`, { method: "POST" });
            return null;
        case "faults":
            faults = order.faults;
            if (faults.nodeMark !== undefined) controller.node.mark = faults.nodeMark;
            controller.node.forbidden = faults.forbidden ?? [];
            return null;
        case "secret": {
            controller.secret = order.value;
            if (order.controllerOnly) return null;
            const SecretString = order.token
                ? JSON.stringify({ secret: order.value, ...jenkinsUser })
                : order.value;
            const created = await secretsManager("CreateSecret", { Name: agent.secretArn, SecretString });
            if (!created.ok)
                await secretsManager("PutSecretValue", { SecretId: agent.secretArn, SecretString });
            return null;
        }
        case "build":
            return controller.build(order.script);
        case "disconnect":
            controller.disconnect();
            return null;
        case "seen":
            return seen;
    }
}

async function main(): Promise<void> {
    const child: ChildProcess = spawn(moto, ["-H", "127.0.0.1", "-p", String(motoPort)], { stdio: "ignore" });
    process.on("exit", () => child.kill());
    // A terminal's interrupt reaches this process too; the harness tidies up first and then lets it go.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
    // The harness is gone: so is its cloud.
    process.on("disconnect", () => process.exit());
    const metadata = metadataServer(() => faults, seen);
    metadata.listen(80, "::");
    serve("server").listen(443, addresses.cloud);
    // Where the machine has no way to, and the proxy does.
    serve("company").listen(company.port, "127.0.0.1");
    companyProxy(seen).listen(Number(new URL(company.proxy.url).port), addresses.cloud);
    await waitForMoto();
    process.on("message", async ({ id, order }: { id: number; order: Order }) => {
        process.send?.({ id, result: await obey(order) });
    });
    process.send?.({ id: 0, result: null });
}

main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
});
