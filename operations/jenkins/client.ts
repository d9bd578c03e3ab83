import { Connection, type Reach } from "./connection";
import { JenkinsError } from "./errors";
import { jsonOf } from "./json";
import { withPermissions } from "./nodeConfig";
import type { Asked, Login } from "./request";
import { Users } from "./users";

/** A node as it is in Jenkins. */
export interface JenkinsNode {
    readonly name: string;
    /** Whether an agent that comes by itself is let in: DefaultJnlpSlaveReceiver refuses it elsewhere. */
    readonly inbound: boolean;
    /** Whether an agent is connected, as far as the asker may see it, which takes Agent/Connect. */
    readonly connected: boolean;
    /** Why it is marked offline; undefined where it is not. */
    readonly mark: string | undefined;
    /** Without the node's own name, which Jenkins counts among them. */
    readonly labels: readonly string[];
    readonly executors: number;
}

/** A node as it has to be. */
export interface WantedNode {
    readonly name: string;
    readonly labels: readonly string[];
    readonly executors: number;
    /** The agent's work directory. */
    readonly remoteFS: string;
}

/** What an inbound agent of a node needs. */
export interface Inbound {
    /** 64 hexadecimal digits: an HMAC of the node's name with a key of the controller's (JnlpAgentReceiver.SLAVE_SECRET). */
    readonly secret: string;
    /** Undefined where the node has none. */
    readonly workDirectory: string | undefined;
}

/** What a login is good for on a node: all that an agent needs of it, or why not. */
export type Good = "yes" | "refused" | "no Overall/Read" | "no Agent/Connect" | "administers";

/** The first Jenkins whose agent.jar takes `-url` and `-name`, as the kit's agents call it: remoting 3181 (jenkinsci/remoting#677). */
export const oldestVersion = "2.429";

const isOlder = (version: string): boolean => {
    const [major = 0, minor = 0] = (version.match(/\d+/g) ?? []).map(Number);
    const [oldestMajor = 0, oldestMinor = 0] = oldestVersion.split(".").map(Number);
    return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
};

const nodeFields =
    "displayName,jnlpAgent,temporarilyOffline,offlineCauseReason,numExecutors,absoluteRemotePath,assignedLabels[name]";

interface Exported {
    readonly displayName: string;
    readonly jnlpAgent?: boolean;
    readonly temporarilyOffline: boolean;
    readonly offlineCauseReason: string | null;
    readonly numExecutors: number;
    readonly absoluteRemotePath?: string | null;
    /** Of plugins' own computers, maybe none. */
    readonly assignedLabels?: readonly { readonly name: string }[];
}

const encoded = encodeURIComponent;

const unescaped = (xml: string): string =>
    xml.replaceAll(/&(lt|gt|quot|apos|amp|#(\d+));/g, (_, name: string, code?: string) =>
        code === undefined
            ? ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" }[name] ?? "")
            : String.fromCodePoint(Number(code)),
    );

/**
 * A controller's nodes, and by `users` its users, over its HTTP API.
 * https://github.com/jenkinsci/jenkins/tree/jenkins-2.528/core/src/main/java/hudson: model/ComputerSet.java, model/Computer.java,
 * slaves/SlaveComputer.java
 */
export class Jenkins {
    readonly users: Users;
    readonly #connection: Connection;

    constructor(private readonly reach: Reach) {
        this.#connection = new Connection(reach);
        this.users = new Users(this.#connection);
    }

    get url(): string {
        return this.reach.url;
    }

    /**
     * Every node, by name.
     * @throws Error where what answers is no Jenkins, or one before `oldestVersion`
     */
    async nodes(): Promise<ReadonlyMap<string, JenkinsNode>> {
        const asked: Asked = {
            method: "GET",
            path: "computer/api/json",
            query: { tree: `computer[${nodeFields}]` },
            answers: [200],
        };
        const answer = await this.#connection.ask(asked);
        const { "x-jenkins": version } = answer.headers;
        if (typeof version !== "string")
            throw new Error(
                `${this.url}: what answers there is no Jenkins, as its header X-Jenkins is missing. JENKINS_URL is for the controller's own root.`,
            );
        if (isOlder(version))
            throw new Error(
                `${this.url} is Jenkins ${version}: its agent.jar does not know how this kit's agents call it. They need ${oldestVersion} or later.`,
            );
        const { computer } = jsonOf(this.url, asked, answer) as { readonly computer: readonly Exported[] };
        return new Map(
            computer.map((node) => [
                node.displayName,
                {
                    name: node.displayName,
                    inbound: node.jnlpAgent === true,
                    connected: typeof node.absoluteRemotePath === "string",
                    mark: node.temporarilyOffline ? (node.offlineCauseReason ?? "") : undefined,
                    labels: (node.assignedLabels ?? [])
                        .map(({ name }) => name)
                        .filter((name) => name !== node.displayName),
                    executors: node.numExecutors,
                },
            ]),
        );
    }

    /** Makes an inbound node. Gives false where there is one of that name, as Jenkins answers 400 to any fault of it in words of the asker's language. */
    async createNode({ name, labels, executors, remoteFS }: WantedNode): Promise<boolean> {
        const definition = {
            name,
            nodeDescription: "",
            numExecutors: executors,
            remoteFS,
            labelString: labels.join(" "),
            mode: "NORMAL",
            launcher: { "stapler-class": "hudson.slaves.JNLPLauncher", webSocket: true },
            retentionStrategy: { "stapler-class": "hudson.slaves.RetentionStrategy$Always" },
            nodeProperties: { "stapler-class-bag": "true" },
        };
        const type = "hudson.slaves.DumbSlave";
        try {
            await this.#connection.ask({
                method: "POST",
                path: "computer/doCreateItem",
                form: { name, type, json: JSON.stringify({ ...definition, type }) },
                answers: [302],
            });
            return true;
        } catch (error) {
            if (error instanceof JenkinsError && error.status === 400 && (await this.nodes()).has(name))
                return false;
            throw error;
        }
    }

    /** What the agent of a node needs, for who has Agent/Connect on it. Throws where it is no inbound node. */
    async inbound(node: string): Promise<Inbound> {
        const asked = inboundOf(node);
        const { body } = await this.#connection.ask({ ...asked, answers: [200] });
        const words = [...body.matchAll(/<argument>([^<]*)<\/argument>/g)].map(([, word = ""]) =>
            unescaped(word),
        );
        const [secret = "", name] = words;
        if (!/^[0-9a-f]{64}$/.test(secret) || name !== node)
            throw new Error(
                `${this.url}${asked.path} holds no agent's secret: what answers there is not Jenkins itself.`,
            );
        const at = words.indexOf("-workDir");
        return { secret, workDirectory: at === -1 ? undefined : words[at + 1] };
    }

    /**
     * Lets a user mark a node, on this node alone, in its "node-based security".
     * @throws JenkinsError where the asker lacks Agent/Configure
     */
    async permit(node: string, user: string): Promise<void> {
        const path = `computer/${encoded(node)}/config.xml`;
        const { body } = await this.#connection.ask({ method: "GET", path, answers: [200] });
        await this.#connection.ask({ method: "POST", path, xml: withPermissions(body, user) });
    }

    /** What a login is good for on a node, so far as that can be seen without a change. */
    async good(node: string, login: Login): Promise<Good> {
        const status = async (asked: Asked) =>
            (await this.#connection.ask({ ...asked, login, answers: [200, 302, 401, 403, 404] })).status;
        const read = await status({
            method: "GET",
            path: `computer/${encoded(node)}/api/json`,
            query: { tree: "displayName" },
        });
        if (read === 401) return "refused";
        if (read !== 200) return "no Overall/Read";
        if ((await status(inboundOf(node))) !== 200) return "no Agent/Connect";
        return (await status({ method: "GET", path: "script" })) === 200 ? "administers" : "yes";
    }
}

const inboundOf = (node: string): Asked => ({
    method: "GET",
    path: `computer/${encoded(node)}/jenkins-agent.jnlp`,
});
