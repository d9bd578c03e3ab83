import type { IncomingHttpHeaders } from "node:http";

/** As whom Jenkins is asked. */
export interface Login {
    readonly user: string;
    /** The user's API token, or its password. */
    readonly token: string;
}

/** A request to Jenkins. */
export interface Asked {
    readonly method: "GET" | "POST";
    /** Behind the root, without a slash before it. */
    readonly path: string;
    /** Behind the path, names and values not yet encoded. @default none */
    readonly query?: Readonly<Record<string, string>>;
    /** What a form sends; its values are never told. */
    readonly form?: Readonly<Record<string, string>>;
    /** A document in place of a form. */
    readonly xml?: string;
    /** @default the connection's own */
    readonly login?: Login;
    /** Statuses that are an answer; every other is thrown. @default 200 and 302, as Jenkins answers a form */
    readonly answers?: readonly number[];
}

/** What Jenkins said. */
export interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}
