import { explained, isDenied, isMissing, isOut } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Inbound, Jenkins, JenkinsNode } from "../jenkins/client";
import { JenkinsError } from "../jenkins/errors";
import type { Login } from "../jenkins/request";
import type { Enrollable } from "./agents";
import { Store, type Stored } from "./store";
import { type Made, Meanwhile, makeLogin, mendOf, Refusal, takenAway } from "./token";
import { type AgentValue, readValue, writeValue } from "./value";

/** What was done for an agent, and what is left. */
export interface Enrolled {
    readonly agent: string;
    /** What was changed, in the order in which it was. */
    readonly did: string[];
    /** Why the agent does not run as it must. */
    readonly faults: string[];
    /** What differs from what was deployed and keeps no agent from its work. */
    readonly notes: string[];
    /** Whether an agent is connected; undefined where nobody looked. */
    online?: boolean;
}

/** How often somebody else may store something meanwhile. */
const mostTries = 3;

/** Enrols one agent after the other: a fault of one is told with it, and keeps no other from its place. */
export class Enrolment {
    readonly #store: Store;

    constructor(
        private readonly session: Session,
        private readonly jenkins: Jenkins,
        private readonly nodes: ReadonlyMap<string, JenkinsNode>,
        private readonly options: {
            /** The command that enrols the environment's agents. */
            readonly command: string;
            /** What prints the policy that a caller needs. */
            readonly policyCommand: string;
            /** Whether each user gets another token, and every older one loses its validity. @default false */
            readonly newTokens?: boolean;
        },
    ) {
        this.#store = new Store(session);
    }

    /** @throws what would end the same for every other agent, such as a token that Jenkins refuses */
    async enrol(agent: Enrollable): Promise<Enrolled> {
        const enrolled: Enrolled = { agent: agent.node.name, did: [], faults: [], notes: [] };
        try {
            await this.#enrol(agent, enrolled);
        } catch (error) {
            enrolled.faults.push(ofOneAgent(error, agent, this.options));
        }
        return enrolled;
    }

    async #enrol(agent: Enrollable, enrolled: Enrolled): Promise<void> {
        const { node } = agent;
        const there = this.nodes.get(node.name);
        if (there === undefined) {
            const made = await this.jenkins.createNode(node);
            if (made) enrolled.did.push("made the node");
        } else if (!there.inbound) {
            enrolled.faults.push(
                `node ${node.name} is none that an agent connects to by itself: its launch method is another. Change it to "Launch agent by connecting it to the controller", or delete the node and run this again.`,
            );
            return;
        } else enrolled.notes.push(...differences(agent, there));
        const { secret, workDirectory } = await this.#inbound(node.name);
        if (workDirectory !== undefined && workDirectory !== node.remoteFS)
            enrolled.faults.push(
                `node ${node.name} has the remote root directory ${workDirectory}; the agent works in ${node.remoteFS}, and builds would find no place elsewhere. Apply the output jenkinsConfigurationAsCode, or change it on the node's page.`,
            );
        await this.#settle(agent, secret, enrolled);
    }

    /** What the agent needs; of a node that a dry run did not make there is nothing to read. */
    async #inbound(node: string): Promise<Inbound> {
        if (!this.session.dryRun || this.nodes.has(node)) return this.jenkins.inbound(node);
        this.session.say(`would read  the secret of node ${node} from Jenkins`);
        return { secret: "0".repeat(64), workDirectory: undefined };
    }

    /** Brings what is stored to what it has to be; looks again before it stores, as another may do the same. */
    async #settle(agent: Enrollable, secret: string, enrolled: Enrolled): Promise<void> {
        for (let tries = 1; tries <= mostTries; tries += 1) {
            const stored = await this.#store.read(agent.secretArn);
            const value = stored.text === undefined ? undefined : readValue(stored.text);
            // What stands against it holds for this look alone.
            const faults: string[] = [];
            const { login, made } = await this.#loginFor(agent, value, { ...enrolled, faults });
            const isRight = value !== undefined && value.secret === secret && sameLogin(value.login, login);
            if (!isRight && !(await this.#put(agent, stored, { secret, login }, made))) continue;
            if (!isRight) enrolled.did.push(whatWasStored(value, secret, made));
            enrolled.faults.push(...faults);
            if (this.options.newTokens === true) await made?.revokeOthers();
            return;
        }
        throw new Meanwhile(
            `somebody else stored a value in ${agent.secretArn} each time before this could.`,
        );
    }

    /** Stores a value unless another was stored since the last look; undoes what was made for it where it is not stored. */
    async #put(
        { secretArn }: Enrollable,
        seen: Stored,
        value: AgentValue,
        made: Made | undefined,
    ): Promise<boolean> {
        try {
            const isSame = (await this.#store.read(secretArn)).version === seen.version;
            if (isSame) await this.#store.write(secretArn, writeValue(value));
            else await made?.undo();
            return isSame;
        } catch (error) {
            await made?.undo();
            throw error;
        }
    }

    /** The login that an agent is to have: the one that is stored, where it is good, else a new one, where it is to have one. */
    async #loginFor(
        { node: { name }, jenkinsUser }: Enrollable,
        value: AgentValue | undefined,
        enrolled: Enrolled,
    ): Promise<{ readonly login: Login | undefined; readonly made?: Made }> {
        const stored = value?.login;
        if (jenkinsUser === undefined) return { login: stored };
        const before = stored?.user === jenkinsUser ? stored : undefined;
        const isKept = before !== undefined && this.options.newTokens !== true;
        const good = isKept ? await this.#isGood(name, before, enrolled) : "refused";
        if (good !== "refused") return { login: good === "administers" ? undefined : before };
        const made = await makeLogin(this.jenkins, jenkinsUser, name, before).catch((error: unknown) => {
            const isOfUser =
                error instanceof Refusal || (error instanceof JenkinsError && error.status === 403);
            if (!isOfUser || error instanceof Meanwhile) throw error;
            enrolled.faults.push(error.message);
        });
        // Without a token the agent still has its secret, and one that is refused does no harm.
        if (made === undefined) return { login: stored };
        if (this.session.dryRun) {
            this.session.say(`would let   user ${jenkinsUser} mark node ${name}, where it may not yet`);
        } else {
            const isGood = await this.#isGood(name, made.login, enrolled);
            if (isGood === "refused") throw takenAway(jenkinsUser);
            if (isGood === "administers") {
                await made.undo();
                return { login: undefined };
            }
        }
        return { login: made.login, made };
    }

    /** What a login is good for on a node, once it was given what it lacks there. */
    async #isGood(node: string, login: Login, enrolled: Enrolled) {
        let good = await this.jenkins.good(node, login);
        if (good === "no Agent/Connect") {
            await this.jenkins.permit(node, login.user).catch((error: unknown) => {
                if (!(error instanceof JenkinsError && error.status === 403)) throw error;
                enrolled.notes.push(error.message);
            });
            if (!this.session.dryRun) good = await this.jenkins.good(node, login);
            if (good === "yes") enrolled.did.push(`let user ${login.user} mark the node`);
        }
        if (good !== "yes" && good !== "refused") enrolled.faults.push(mendOf(good, login.user, node));
        return good;
    }
}

/** What an error says about one agent. Throws one that would end every other the same, such as a token that Jenkins refuses. */
function ofOneAgent(
    error: unknown,
    { node, copiedTo }: Enrollable,
    { command, policyCommand }: { readonly command: string; readonly policyCommand: string },
): string {
    if (error instanceof Meanwhile)
        return `${error.message} Once the other has ended, run: ${command} --agent ${node.name}`;
    if (error instanceof Refusal) return error.message;
    if (error instanceof JenkinsError && [400, 403, 404].includes(error.status)) return error.message;
    if (isDenied(error) || isMissing(error)) return explained(error, policyCommand).message;
    if (isOut(error) && copiedTo.length > 0)
        throw new Error(
            `${explained(error, policyCommand).message}\nAgents in ${copiedTo.join(", ")} go on with the values that were copied there before. Where that region is out and a value has to change, docs/failover.md says how: "Agents' secrets".`,
            { cause: error },
        );
    throw error;
}

const sameLogin = (one: Login | undefined, other: Login | undefined): boolean =>
    one?.user === other?.user && one?.token === other?.token;

function whatWasStored(before: AgentValue | undefined, secret: string, made: Made | undefined): string {
    const secretSaid =
        before?.secret === secret
            ? []
            : [before === undefined ? "its secret" : "its secret, which had changed"];
    return `stored ${[...secretSaid, ...(made === undefined ? [] : [made.said])].join(" and ")}`;
}

/** What of a node is not as it was deployed, and would be after an apply. */
function differences({ node }: Enrollable, there: JenkinsNode): string[] {
    const sorted = (labels: readonly string[]) => labels.toSorted().join(" ");
    const differing = [
        ...(node.executors === there.executors
            ? []
            : [`${there.executors} executors in place of ${node.executors}`]),
        ...(sorted(node.labels) === sorted(there.labels)
            ? []
            : [`labels "${sorted(there.labels)}" in place of "${sorted(node.labels)}"`]),
    ];
    return differing.length === 0
        ? []
        : [
              `node ${node.name} has ${differing.join(" and ")}; an apply of jenkinsConfigurationAsCode would change that`,
          ];
}
