import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { delimiter } from "node:path";
import { moto } from "../../boot/tree";
import { pythonPackage } from "../fetchedTools";

/*
 * A local AWS: moto's server, and in front of it one that can answer some calls from records, fail some as AWS does, and
 * counts who answered what. The clients are the real ones, with AWS_ENDPOINT_URL as their only difference.
 */

/**
 * How a call fails, once it is not recorded: `throttle`, `deny`, `expired` and `error` as AWS says them, `reset` before AWS has
 * the call, `lost` after it did what was asked, `malformed` with a body that is no answer.
 */
export type FaultKind = "throttle" | "deny" | "expired" | "error" | "reset" | "lost" | "malformed";

/** Which calls: by name, as `nameOf` has it, or by a pattern that finds it. */
type Which = string | RegExp;

/** An answer that moto does not have, in the shape of the service's model. */
export interface Recorded {
    readonly call: Which;
    /** Where the shape of the answer is from. */
    readonly source: string;
    /** What is answered; a function is asked anew each time. @param body of the request */
    readonly answer: unknown | ((body: Readonly<Record<string, unknown>>) => unknown);
    /** @default 200 */
    readonly status?: number;
    /** The code of an error, as `ResourceNotFoundException`. */
    readonly error?: string;
}

/** Some calls that fail. */
export interface Fault {
    readonly call: Which;
    readonly kind: FaultKind;
    /** @default every time */
    readonly times?: number;
}

/**
 * A call as it came: `secretsmanager:CreateSecret`, of REST services `elasticfilesystem:POST /2015-02-01/access-points`, of S3
 * with what it is about of a bucket, `s3:GET /trail?policy`.
 */
export interface Came {
    readonly name: string;
    readonly by: "moto" | "recorded" | FaultKind;
}

const isMeant = (which: Which, name: string): boolean =>
    typeof which === "string" ? which === name : which.test(name);

function nameOf({ headers, method, url = "" }: IncomingMessage, body: string): string {
    const [, , , service = "nobody"] = headers.authorization?.split(/[/,]/) ?? [];
    const target = headers["x-amz-target"];
    const named =
        (typeof target === "string" ? target.split(".").at(-1) : undefined) ??
        /(?:^|&)Action=(\w+)/.exec(body)?.[1] ??
        /\/operation\/(\w+)/.exec(url)?.[1];
    const [path = "", query = ""] = url.split("?");
    const about = service === "s3" ? (/^\w+/.exec(query)?.map((word) => `?${word}`) ?? []) : [];
    return `${service}:${named ?? `${method} ${decodeURIComponent(path)}${about}`}`;
}

const errors: Readonly<
    Record<Exclude<FaultKind, "reset" | "lost" | "malformed">, readonly [number, string, string]>
> = {
    throttle: [400, "ThrottlingException", "Rate exceeded"],
    deny: [
        403,
        "AccessDeniedException",
        "User is not authorized to perform this action: no identity-based policy allows it",
    ],
    expired: [403, "ExpiredTokenException", "The security token included in the request is expired"],
    error: [500, "InternalFailure", "The request processing has failed because of an unknown error."],
};

/** An error in the protocol that a call speaks: the query protocol's XML, S3's, or JSON. */
function sendError(
    { headers }: IncomingMessage,
    answer: ServerResponse,
    [status, code, message]: readonly [number, string, string],
): void {
    if (/x-www-form-urlencoded/.test(headers["content-type"] ?? "")) {
        answer.writeHead(status, { "content-type": "text/xml" });
        answer.end(
            `<ErrorResponse><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>` +
                `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
        );
        return;
    }
    if (/\/s3\/aws4_request/.test(headers.authorization ?? "")) {
        answer.writeHead(status, { "content-type": "application/xml" });
        answer.end(
            `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`,
        );
        return;
    }
    answer.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": code });
    answer.end(JSON.stringify({ __type: code, Code: code, ErrorCode: code, message, Message: message }));
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts);
}

const parsed = (body: string): Readonly<Record<string, unknown>> => {
    try {
        return JSON.parse(body);
    } catch {
        return Object.fromEntries(new URLSearchParams(body));
    }
};

/** moto's server, until what started it has ended, however it ended. */
const motoProgram = `
import os, sys, threading
from moto.server import main
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
main(sys.argv[1:])`;

/** Starts moto, and gives its port; undefined where it is not there and cannot be fetched. */
async function startMoto(): Promise<number | undefined> {
    const folder = await pythonPackage(moto);
    if (folder === undefined) return undefined;
    const path = [folder, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
    const python = spawn("python3", ["-c", motoProgram, "-H", "127.0.0.1", "-p", "0"], {
        env: { ...process.env, PYTHONPATH: path, MOTO_IAM_LOAD_MANAGED_POLICIES: "false" },
        stdio: ["pipe", "ignore", "pipe"],
    });
    let said = "";
    const port = await new Promise<number>((resolve, reject) => {
        python.stderr.on("data", (part) => {
            said += String(part);
            const [, chosen] = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
            if (chosen !== undefined) resolve(Number(chosen));
        });
        python.once("exit", (code) => reject(new Error(`moto ended with ${code}:\n${said}`)));
        python.once("error", reject);
    });
    // It tells of each call.
    python.stderr.removeAllListeners("data").resume();
    // Nothing of it keeps the process of the tests from ending.
    python.unref();
    for (const pipe of [python.stdin, python.stderr]) if (pipe instanceof Socket) pipe.unref();
    return port;
}

/** This process's moto, which takes seconds to start: each file of tests wants it empty, not new. */
let started: ReturnType<typeof startMoto> | undefined;

/** A local AWS that runs. */
export class LocalAws {
    /** Every call since the start or the last `reset`. */
    came: Came[] = [];
    /** May be set anew by each test. */
    faults: readonly Fault[] = [];
    recorded: readonly Recorded[] = [];
    readonly #failed = new Map<Fault, number>();

    private constructor(
        private readonly motoPort: number,
        private readonly server: ReturnType<typeof createServer>,
    ) {}

    /**
     * Has an empty one for the tests of the describe block that it is called in, and the SDK's clients of this process call it and
     * no other meanwhile. The tests are skipped where moto is not there and cannot be fetched, which is said.
     * @param ready what is left to do before the first of them
     */
    static during(ready: (aws: LocalAws) => unknown): void {
        let end = (): void => undefined;
        before(async function () {
            const local = await LocalAws.#start();
            if (local === undefined) return this.skip();
            const outside = process.env;
            process.env = { ...outside, ...local.#env };
            end = () => {
                process.env = outside;
                local.server.closeAllConnections();
                local.server.close();
            };
            await ready(local);
        });
        after(() => end());
    }

    static async #start(): Promise<LocalAws | undefined> {
        started ??= startMoto();
        const port = await started;
        if (port === undefined) return undefined;
        const server = createServer();
        const local = new LocalAws(port, server);
        server.on("request", (asked, answer) => void local.#handle(asked, answer));
        await local.reset();
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return local;
    }

    get #env(): Readonly<Record<string, string>> {
        const { port } = this.server.address() as AddressInfo;
        return {
            AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
            AWS_ACCESS_KEY_ID: "local",
            AWS_SECRET_ACCESS_KEY: "local",
            AWS_EC2_METADATA_DISABLED: "true",
            AWS_CONFIG_FILE: "/dev/null",
            AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        };
    }

    /** Forgets everything: what moto has, the calls, faults and records. */
    async reset(): Promise<void> {
        this.came = [];
        this.faults = [];
        this.recorded = [];
        const { ok, status } = await fetch(`http://127.0.0.1:${this.motoPort}/moto-api/reset`, {
            method: "POST",
        });
        assert.ok(ok, `moto does not forget: ${status}`);
    }

    /** The fault that a call meets now. */
    #faultOf(name: string): FaultKind | undefined {
        const fault = this.faults.find(
            (each) =>
                isMeant(each.call, name) &&
                (this.#failed.get(each) ?? 0) < (each.times ?? Number.POSITIVE_INFINITY),
        );
        if (fault !== undefined) this.#failed.set(fault, (this.#failed.get(fault) ?? 0) + 1);
        return fault?.kind;
    }

    async #handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
        const body = await read(asked);
        const name = nameOf(asked, body.toString());
        const kind = this.#faultOf(name);
        const recorded = this.recorded.find(({ call }) => isMeant(call, name));
        this.came.push({ name, by: kind ?? (recorded === undefined ? "moto" : "recorded") });
        if (kind === "reset") return void asked.socket.destroy();
        if (kind === "malformed")
            return void answer.writeHead(200, { "content-type": "application/json" }).end("<html>");
        if (kind !== undefined && kind !== "lost") return sendError(asked, answer, errors[kind]);
        if (recorded !== undefined) {
            const { answer: value, status = recorded.error === undefined ? 200 : 400, error } = recorded;
            const said = typeof value === "function" ? value(parsed(body.toString())) : value;
            if (kind === "lost") return void asked.socket.destroy();
            if (error !== undefined) return sendError(asked, answer, [status, error, String(said)]);
            const isXml = typeof said === "string";
            answer.writeHead(status, { "content-type": isXml ? "text/xml" : "application/json" });
            return void answer.end(isXml ? said : JSON.stringify(said));
        }
        const { method, url: path, headers } = asked;
        const passed = request({ host: "127.0.0.1", port: this.motoPort, method, path, headers });
        passed.end(body);
        try {
            const [came] = (await once(passed, "response")) as [IncomingMessage];
            const content = await read(came);
            if (kind === "lost") return void asked.socket.destroy();
            answer.writeHead(came.statusCode ?? 500, came.headers).end(content);
        } catch {
            asked.socket.destroy();
        }
    }
}
