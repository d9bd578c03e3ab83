import type { Answer, Asked } from "./request";

/** Permissions of the requests that are made, as Jenkins's pages call them. */
const permissionNames: Readonly<Record<string, string>> = {
    "hudson.model.Hudson.Administer": "Overall/Administer",
    "hudson.model.Hudson.Read": "Overall/Read",
    "hudson.model.Computer.Configure": "Agent/Configure",
    "hudson.model.Computer.Connect": "Agent/Connect",
    "hudson.model.Computer.Create": "Agent/Create",
    "hudson.model.Computer.ExtendedRead": "Agent/Extended Read",
};

const header = ({ headers }: Answer, name: string): string | undefined => {
    const value = headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
};

/** Jenkins answered, and not what was asked for. The message says what would do, and nothing that is secret. */
export class JenkinsError extends Error {
    override readonly name = "JenkinsError";
    readonly status: number;
    /** The permission that was missing, as Jenkins's pages call it; undefined where Jenkins named none. */
    readonly permission: string | undefined;

    constructor(root: string, asked: Asked, answer: Answer, words = wordsOf(asked, answer)) {
        super(`${asked.method} ${new URL(root).origin}/…/${asked.path}: ${words}`);
        this.status = answer.status;
        const id = header(answer, "x-required-permission");
        this.permission = id === undefined ? undefined : (permissionNames[id] ?? id);
    }
}

function wordsOf({ method }: Asked, answer: Answer): string {
    const { status } = answer;
    if (status === 401)
        return "Jenkins answers 401: it does not take this user's token. Make one on the user's page (Security, API Token), and give it in JENKINS_API_TOKEN, with the user's id in JENKINS_USER_ID.";
    if (status === 403) {
        const id = header(answer, "x-required-permission");
        const who = header(answer, "x-you-are-authenticated-as") ?? "this user";
        if (id !== undefined)
            return `Jenkins answers 403: ${who} lacks ${permissionNames[id] ?? id}. Give it that, or run this as somebody who has it.`;
        if (/crumb/i.test(answer.body))
            return "Jenkins answers 403: it takes no crumb of this session, as behind a proxy that drops cookies. An API token needs none: give one in JENKINS_API_TOKEN, not a password.";
        return "Jenkins answers 403 and does not say what is missing.";
    }
    if (status === 302)
        return "Jenkins sends elsewhere, as a sign-on before it does. Let API tokens past it.";
    if (status === 404) return "Jenkins answers 404: it has no such page, or this user may not see it.";
    if (status === 503)
        return "Jenkins answers 503, for minutes: it is down, or does not come up. Its log says why.";
    const error = header(answer, "x-error");
    return `Jenkins answers ${status} to ${method}${error === undefined ? "" : `: ${error.slice(0, 200)}`}.`;
}

const untrusted =
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** Why a controller could not be asked at all, in words that say what would do. */
export function unreachable(root: string, { method }: Asked, { code = "", message }: NodeJS.ErrnoException) {
    const where = `${root}: ${code === "" ? message : code}`;
    if (untrusted.test(code))
        return new Error(
            `${where}: its certificate is not trusted here, so no token was sent. NODE_EXTRA_CA_CERTS=FILE names the certificate of your authority; the agents have to trust it, too.`,
        );
    if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code))
        return new Error(
            `${where}: no such host is known here. Run this where the controller can be reached, or give the URL that leads there in JENKINS_URL.`,
        );
    return new Error(
        `${where}: no answer${method === "GET" ? "" : ", and what was asked may be done"}. See that the controller can be reached from here, and run it again: what is done stays done.`,
    );
}
