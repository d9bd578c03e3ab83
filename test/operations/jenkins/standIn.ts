import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pages } from "./pages";
import {
    type Asker,
    type Controller,
    may,
    type Question,
    type Reply,
    type StandInNode,
    type StandInUser,
} from "./types";

/** A node that Jenkins's own form would make. */
export const standInNode = (over: Partial<StandInNode> = {}): StandInNode => ({
    launcher: "hudson.slaves.JNLPLauncher",
    labels: "linux",
    executors: 1,
    remoteFS: "/var/lib/jenkins-agent",
    properties: "",
    connected: false,
    ...over,
});

/**
 * A controller's nodes and users as its HTTP API has them, as strict as Jenkins: who may not is answered 403 with the
 * permission in a header (AccessDeniedException3), a POST by password needs the crumb of its own web session (CrumbFilter,
 * DefaultCrumbIssuer) and one by API token none (ApiCrumbExclusion).
 * https://github.com/jenkinsci/jenkins/tree/jenkins-2.528/core/src/main/java
 */
export class StandInJenkins implements Controller {
    readonly nodes = new Map<string, StandInNode>();
    readonly users = new Map<string, StandInUser>();
    readonly requests: string[] = [];
    version: string | undefined = "2.528.1";
    /** What everybody who is logged in may besides; of every node. */
    everybody: readonly string[] = [may.read];
    /** Whether users are kept in Jenkins's own database (HudsonPrivateSecurityRealm). */
    hasOwnUsers = true;
    /** -Djenkins.security.ApiTokenProperty.adminCanGenerateNewTokens=true */
    adminMakesTokens = false;
    /** Whether something before it takes the mark from API tokens, so that they need a crumb too. */
    wantsCrumbs = false;
    /** How many requests are answered 503 first, as HudsonIsLoading does. */
    starting = 0;
    /** A request, as `METHOD path`, that is done and then not answered, as where a proxy between ends. */
    loses: string | undefined;
    /** Every request is sent there, as by a sign-on. */
    signOn: string | undefined;
    /** What happens in the moment before a request is answered, by `METHOD path`. */
    before: Readonly<Record<string, () => void | Promise<void>>> = {};
    /** The controller's key for the secrets of agents. */
    key = randomBytes(32);
    #sessions = new Set<string>();

    /** A user with an API token. */
    addUser(name: string, permissions: readonly string[], token: string): void {
        this.users.set(name, { permissions, tokens: new Map([[randomUUID(), token]]) });
    }

    /** JnlpAgentReceiver.SLAVE_SECRET.mac */
    secretOf(node: string): string {
        return createHmac("sha256", this.key).update(node).digest("hex");
    }

    /** Forgets web sessions, as a restart does, and with them their crumbs. */
    forgetSessions(): void {
        this.#sessions = new Set();
    }

    /** Whether somebody has a permission, on a node where one is given (AuthorizationMatrixNodeProperty, inheriting). */
    has({ name, user }: Pick<Asker, "name" | "user">, permission: string, node?: StandInNode): boolean {
        const global = [...user.permissions, ...this.everybody];
        return (
            global.includes(permission) ||
            global.includes(may.administer) ||
            node?.properties.includes(`<permission>USER:${permission}:${name}</permission>`) === true
        );
    }

    readonly answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(Buffer.from(part));
        const body = Buffer.concat(parts).toString();
        const url = new URL(request.url ?? "/", "https://localhost");
        const asked = `${request.method} ${url.pathname.replace(/^\/ci\//, "")}`;
        this.requests.push(asked);
        await this.before[asked]?.();
        const { status, headers, body: said = "" } = this.#reply(request, url, body);
        if (this.loses === asked) return void request.socket.destroy();
        const version = this.version === undefined ? {} : { "X-Jenkins": this.version };
        response.writeHead(status, { ...version, ...headers }).end(said);
    };

    #reply(request: IncomingMessage, url: URL, body: string): Reply {
        if (this.starting > 0) {
            this.starting -= 1;
            return { status: 503, body: "Please wait while Jenkins is getting ready to work" };
        }
        if (this.signOn !== undefined) return { status: 302, headers: { Location: this.signOn } };
        const asker = this.#asker(request.headers.authorization);
        if (asker === undefined) return { status: 401 };
        const [cookie, session] = this.#session(request.headers.cookie);
        const form = new URLSearchParams([
            ...url.searchParams,
            ...(/form-urlencoded/.test(request.headers["content-type"] ?? "")
                ? new URLSearchParams(body)
                : []),
        ]);
        const crumb = createHash("sha256").update(`${asker.name};${session}`).digest("hex");
        const needsCrumb = request.method === "POST" && (!asker.byToken || this.wantsCrumbs);
        if (needsCrumb && request.headers["jenkins-crumb"] !== crumb)
            return { status: 403, headers: cookie, body: "No valid crumb was included in the request" };
        const [root, ...parts] = url.pathname.slice(1).split("/").map(decodeURIComponent);
        if (root !== "ci") return { status: 404 };
        const question: Question = { method: request.method ?? "", parts, form, body, asker, crumb };
        const reply = pages(this, question);
        return { ...reply, headers: { ...cookie, ...reply.headers } };
    }

    #session(cookie = ""): readonly [Readonly<Record<string, string>>, string] {
        const known = /JSESSIONID\.node0=(\w+)/.exec(cookie)?.[1] ?? "";
        if (this.#sessions.has(known)) return [{}, known];
        const session = randomBytes(8).toString("hex");
        this.#sessions.add(session);
        return [{ "Set-Cookie": `JSESSIONID.node0=${session}; Path=/ci; Secure; HttpOnly` }, session];
    }

    /** BasicHeaderApiTokenAuthenticator, then BasicHeaderRealPasswordAuthenticator. */
    #asker(authorization = ""): Asker | undefined {
        const [name = "", secret = ""] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
            .toString()
            .split(/:(.*)/s);
        const user = this.users.get(name);
        if (user === undefined || secret === "") return undefined;
        const byToken = [...user.tokens.values()].includes(secret);
        return byToken || user.password === secret ? { name, user, byToken } : undefined;
    }
}
