import { request } from "node:https";
import { JenkinsError, unreachable } from "./errors";
import type { Answer, Asked, Login } from "./request";

/** How a controller is reached. */
export interface Reach {
    /** Its root, https only. */
    readonly url: string;
    readonly login: Login;
    /** Whether requests that change something are only told. @default false */
    readonly dryRun?: boolean;
    /** Where progress and, in a dry run, each request are told, a line each. */
    readonly say: (line: string) => void;
    /** Certificates to trust, as PEM. @default those that Node trusts, with NODE_EXTRA_CA_CERTS */
    readonly ca?: string;
    /** Waits for some seconds. */
    readonly pause: (seconds: number) => Promise<void>;
}

/** What Jenkins keeps of somebody who asks: a crumb holds for one web session (DefaultCrumbIssuer.issueCrumb). */
interface Kept {
    cookie?: string;
    crumb?: Readonly<Record<string, string>>;
}

const looks = { times: 30, everySeconds: 10 } as const;

/**
 * Requests to one controller. A redirect is not followed: it could lead the token elsewhere. Waits while the controller starts,
 * and gets a crumb where Jenkins wants one: not of an API token (ApiCrumbExclusion), but of a password, and of a token where
 * something before Jenkins takes it.
 * https://github.com/jenkinsci/jenkins/blob/jenkins-2.528/core/src/main/java/hudson/security/csrf/CrumbFilter.java
 */
export class Connection {
    readonly #kept = new Map<string, Kept>();

    constructor(readonly reach: Reach) {}

    /** @throws JenkinsError for every other status than those that are an answer, and where nobody answers */
    async ask(asked: Asked): Promise<Answer> {
        const { method, path, form = {} } = asked;
        if (this.reach.dryRun === true) {
            const fields = Object.keys(form).map((name) => `${name}=…`);
            const isMade = method === "GET";
            this.reach.say(
                `${isMade ? "calls      " : "would call "} jenkins ${[method, `/${path}`, ...fields].join(" ")}`,
            );
            if (!isMade) return { status: 302, headers: {}, body: "" };
        }
        const answer = await this.#patiently(asked);
        const { answers = [200, 302] } = asked;
        if (!answers.includes(answer.status)) throw new JenkinsError(this.reach.url, asked, answer);
        return answer;
    }

    /** Asks until the controller has started. What has begun to change something is not asked for again. */
    async #patiently(asked: Asked): Promise<Answer> {
        for (let look = 1; ; look += 1) {
            const last = look === looks.times;
            const answer = await this.#withCrumb(asked).catch((error: NodeJS.ErrnoException) => {
                const isSafe = asked.method === "GET" || error.code === "ECONNREFUSED";
                const mayPass = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(error.code ?? "");
                if (last || !isSafe || !mayPass) throw unreachable(this.reach.url, asked, error);
                return error.code ?? "";
            });
            // HudsonIsLoading and HudsonIsRestarting answer everything with 503; 502 and 504 are a proxy's, which may have asked.
            const mayPass =
                typeof answer === "string" ||
                answer.status === 503 ||
                (asked.method === "GET" && [502, 504].includes(answer.status));
            if (typeof answer !== "string" && (last || !mayPass)) return answer;
            if (look === 1)
                this.reach.say(
                    `${this.reach.url} answers ${typeof answer === "string" ? answer : answer.status}: it is down or starting. Trying again for ${(looks.times * looks.everySeconds) / 60} minutes.`,
                );
            await this.reach.pause(looks.everySeconds);
        }
    }

    async #withCrumb(asked: Asked): Promise<Answer> {
        const login = asked.login ?? this.reach.login;
        const answer = await this.#send(asked, login);
        // A missing permission is told in a header (AccessDeniedException3), a missing crumb in the page alone.
        const wantsCrumb =
            asked.method === "POST" &&
            answer.status === 403 &&
            answer.headers["x-required-permission"] === undefined &&
            /crumb/i.test(answer.body);
        if (!wantsCrumb) return answer;
        const issued = await this.#send({ method: "GET", path: "crumbIssuer/api/json" }, login);
        if (issued.status !== 200) return answer;
        const { crumbRequestField, crumb } = JSON.parse(issued.body) as Readonly<Record<string, string>>;
        if (crumbRequestField === undefined || crumb === undefined) return answer;
        this.#of(login).crumb = { [crumbRequestField]: crumb };
        return this.#send(asked, login);
    }

    #of({ user, token }: Login): Kept {
        const key = JSON.stringify([user, token]);
        const kept = this.#kept.get(key) ?? {};
        this.#kept.set(key, kept);
        return kept;
    }

    #send({ method, path, query, form, xml }: Asked, login: Login): Promise<Answer> {
        const kept = this.#of(login);
        const body = xml ?? (form === undefined ? undefined : new URLSearchParams(form).toString());
        const behind = query === undefined ? "" : `?${new URLSearchParams(query)}`;
        const url = new URL(`${this.reach.url.replace(/\/+$/, "")}/${path}${behind}`);
        return new Promise((resolve, reject) => {
            const sent = request(
                url,
                {
                    method,
                    timeout: 30_000,
                    ...(this.reach.ca === undefined ? {} : { ca: this.reach.ca }),
                    headers: {
                        Authorization: `Basic ${Buffer.from(`${login.user}:${login.token}`).toString("base64")}`,
                        ...(kept.cookie !== undefined && { Cookie: kept.cookie }),
                        ...(method === "POST" && {
                            ...kept.crumb,
                            "Content-Type":
                                xml === undefined ? "application/x-www-form-urlencoded" : "application/xml",
                            "Content-Length": String(Buffer.byteLength(body ?? "")),
                        }),
                    },
                },
                (response) => {
                    const parts: Buffer[] = [];
                    response.on("data", (part: Buffer) => parts.push(part));
                    response.on("error", reject);
                    response.on("end", () => {
                        const cookies = response.headers["set-cookie"]?.map((each) => each.split(";")[0]);
                        if (cookies !== undefined) kept.cookie = cookies.join("; ");
                        resolve({
                            status: response.statusCode ?? 0,
                            headers: response.headers,
                            body: Buffer.concat(parts).toString(),
                        });
                    });
                },
            );
            sent.on("timeout", () =>
                sent.destroy(Object.assign(new Error("no answer in 30 seconds"), { code: "ETIMEDOUT" })),
            );
            sent.on("error", reject);
            sent.end(body);
        });
    }
}
