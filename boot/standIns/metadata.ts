import { createServer, type Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { addresses, agent, type CloudFaults, instanceId, nextInstanceId, type Seen } from "../values";

type Tree = { readonly [name: string]: string | Tree };

const tree = (faults: CloudFaults, isNext: boolean): Tree => ({
    "instance-id": isNext ? nextInstanceId : instanceId,
    "ami-id": "ami-0123456789abcdef0",
    "instance-type": "m7i.large",
    hostname: "ip-10-99-0-2.ec2.internal",
    "local-hostname": "ip-10-99-0-2.ec2.internal",
    "local-ipv4": addresses.machine,
    placement: { "availability-zone": `${agent.region}a`, region: agent.region },
    autoscaling: {
        "target-lifecycle-state": isNext ? "InService" : (faults.lifecycleState ?? "InService"),
    },
    iam: {
        "security-credentials": {
            "jenkins-agent": JSON.stringify({
                Code: "Success",
                LastUpdated: new Date().toISOString(),
                Type: "AWS-HMAC",
                AccessKeyId: "ASIASTANDIN000000000",
                SecretAccessKey: "stand-in",
                Token: "stand-in",
                Expiration: new Date(Date.now() + 6 * 3_600_000).toISOString(),
            }),
        },
    },
    ...(faults.spotInterruption === true
        ? {
              spot: {
                  "instance-action": JSON.stringify({ action: "terminate", time: new Date().toISOString() }),
              },
          }
        : {}),
});

const lookUp = (root: Tree, path: readonly string[]): string | Tree | undefined =>
    path.reduce<string | Tree | undefined>(
        (node, name) => (node === undefined || typeof node === "string" ? undefined : node[name]),
        root,
    );

const listing = (node: Tree): string =>
    Object.entries(node)
        .map(([name, value]) => (typeof value === "string" ? name : `${name}/`))
        .join("\n");

/**
 * The instance metadata service, version 2 only: no answer without a token.
 */
export function metadataServer(faults: () => CloudFaults, seen: Seen[]): Server {
    return createServer(async (request, response) => {
        await delay((faults().metadataDelaySeconds ?? 0) * 1000);
        const url = request.url ?? "/";
        const isNext = request.socket.remoteAddress?.endsWith(addresses.next) ?? false;
        seen.push({ atMilliseconds: Date.now(), what: `metadata ${request.method} ${url}` });
        const end = (status: number, body: string | Buffer): void => {
            response.writeHead(status, { "content-type": "text/plain" }).end(body);
        };
        if (request.method === "PUT" && url === "/latest/api/token") return end(200, "token");
        if (request.headers["x-aws-ec2-metadata-token"] !== "token") return end(401, "");
        const [kind, ...path] = url
            .split("/")
            .slice(2)
            .filter((part) => part !== "");
        if (url.replace(/\/$/, "") === "/latest/dynamic/instance-identity/document")
            return end(200, JSON.stringify({ region: agent.region }));
        const node = kind === "meta-data" ? lookUp(tree(faults(), isNext), path) : undefined;
        if (node === undefined) return end(404, "");
        return end(200, typeof node === "string" ? node : listing(node));
    });
}
