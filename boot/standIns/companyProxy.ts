import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { addresses, company, type Seen } from "../values";

/** What the proxy leads to: the controller on the company's own network, and a repository outside. */
const leadsTo: Readonly<Record<string, { readonly host: string; readonly port: number }>> = {
    [`${company.host}:${company.port}`]: { host: "127.0.0.1", port: company.port },
    "dnf.example.test:443": { host: addresses.cloud, port: 443 },
};

/**
 * Stand-in for a company's proxy: opens tunnels and nothing else, to what it leads to and nowhere else, and notes each. To be
 * asked for AWS or for the metadata service, which agents reach by themselves, is a violation.
 */
export function companyProxy(seen: Seen[]): Server {
    const note = (what: string): void => {
        seen.push({ atMilliseconds: Date.now(), what });
    };
    const server = createServer((request, response) => {
        note(`VIOLATION: proxy asked in plain for ${request.method} ${request.url}`);
        response.writeHead(405).end();
    });
    server.on("connect", ({ url = "" }, socket) => {
        const isPast = /(amazonaws\.com|^169\.254\.169\.254|^\[fd00:ec2::254\]):\d+$/.test(url);
        note(`${isPast ? "VIOLATION: " : ""}proxy asked for ${url}`);
        socket.on("error", () => socket.destroy());
        const target = leadsTo[url];
        if (target === undefined) {
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
            return;
        }
        const onward = connect(target.port, target.host, () => {
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            onward.pipe(socket).pipe(onward);
        });
        onward.on("error", () => socket.destroy());
        onward.on("close", () => socket.destroy());
        socket.on("close", () => onward.destroy());
    });
    return server;
}
