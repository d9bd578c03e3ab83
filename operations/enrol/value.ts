import { isRecord } from "../../state/exported";
import type { Login } from "../jenkins/request";

/** What an agent's secret in Secrets Manager holds. */
export interface AgentValue {
    /** The agent's secret in Jenkins. */
    readonly secret: string;
    /** A user and its API token, by which the agent marks its node; undefined where it leaves that. */
    readonly login: Login | undefined;
}

const matches = (value: unknown, pattern: RegExp): value is string =>
    typeof value === "string" && pattern.test(value);

/** Reads a stored value by the rules of agent-userdata/files/node.py, `read_value`; undefined for what no agent takes. */
export function readValue(text: string): AgentValue | undefined {
    const value = text.trimStart().startsWith("{") ? parsed(text) : { secret: text.trim() };
    if (!isRecord(value) || Object.keys(value).some((key) => !["secret", "user", "token"].includes(key)))
        return undefined;
    const { secret, user, token } = value;
    if (!matches(secret, /^[0-9a-f]{32,128}$/)) return undefined;
    if (user === undefined && token === undefined) return { secret, login: undefined };
    if (!matches(user, /^[^:\p{Cc}]{1,255}$/u) || !matches(token, /^[0-9A-Za-z]{32,128}$/)) return undefined;
    return { secret, login: { user, token } };
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** The text to store for a value. */
export const writeValue = ({ secret, login }: AgentValue): string =>
    login === undefined ? secret : JSON.stringify({ secret, user: login.user, token: login.token });
