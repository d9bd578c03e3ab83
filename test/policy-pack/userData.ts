import { gunzipSync, gzipSync } from "node:zlib";
import { type AgentUserDataArgs, encodeUserData } from "../../agent-userdata";
import { agent } from "../../boot/values";
import { agentGroup, base64, key, profile, role, template } from "./baseline";
import { but, type Declared } from "./plan";

/** What the template of an agent refers to. */
export const around = [key, profile, role, agentGroup];

/** An agent that starts with some user data, and what it refers to. */
export const starting = (content: string | Buffer): Declared[] => [
    but(template, { userData: base64(content) }),
    ...around,
];

/** The same with a shell script of these lines. */
export const script = (...lines: string[]) => starting(["#!/bin/bash", ...lines].join("\n"));

/** The same with cloud-config of these lines. */
export const cloudConfig = (...lines: string[]) => starting(["#cloud-config", ...lines].join("\n"));

/** A MIME message as cloud-init takes it. */
export function multipart(
    ...parts: readonly { readonly type: string; readonly body: string; readonly encoding?: string }[]
): string {
    const bodies = parts.map(({ type, body, encoding }) =>
        [
            `--=part=`,
            `Content-Type: ${type}; charset="utf-8"`,
            ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
            "",
            body,
        ].join("\n"),
    );
    return [
        'Content-Type: multipart/mixed; boundary="=part="',
        "MIME-Version: 1.0",
        "",
        ...bodies,
        "--=part=--",
    ].join("\n");
}

/** The same with the kit's own user data, in which something may be replaced. */
export function written(
    change: (text: string) => string = (text) => text,
    of: AgentUserDataArgs = agent,
): Declared[] {
    const files = gunzipSync(Buffer.from(encodeUserData(of), "base64")).toString("utf8");
    return starting(gzipSync(change(files)));
}
