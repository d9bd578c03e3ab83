import { randomBytes, randomUUID } from "node:crypto";
import { type Controller, may, type Question, type Reply, type StandInNode } from "./types";

const found: Reply = { status: 302, headers: { Location: "." } };
const missing: Reply = { status: 404 };

const json = (body: unknown): Reply => ({
    status: 200,
    headers: { "Content-Type": "application/json;charset=utf-8" },
    body: JSON.stringify(body),
});

/** AccessDeniedException3.reportAsHeaders */
const denied = ({ asker }: Question, permission: string): Reply => ({
    status: 403,
    headers: { "X-You-Are-Authenticated-As": asker.name, "X-Required-Permission": permission },
});

/** Failure, by AbstractModelObject/error.jelly. A header has no letters beyond Latin-1, whatever the asker's language. */
const failure = (message: string): Reply => ({
    status: 400,
    headers: { "X-Error": message.replaceAll(/[^\x20-\xff]/g, "?") },
    body: `<h1>Error</h1><p>${message}</p>`,
});

/** What each page answers. */
export function pages(jenkins: Controller, question: Question): Reply {
    const { parts, asker } = question;
    const [first, second = "", ...rest] = parts;
    // Jenkins.isSubjectToMandatoryReadPermissionCheck: of these pages, also the one with an agent's secret where it is not encrypted.
    if (!jenkins.has(asker, may.read)) return denied(question, may.read);
    if (first === "script")
        return jenkins.has(asker, may.administer) ? { status: 200 } : denied(question, may.administer);
    if (first === "securityRealm") return createAccount(jenkins, question);
    if (parts.join("/") === "crumbIssuer/api/json")
        return json({ crumb: question.crumb, crumbRequestField: "Jenkins-Crumb" });
    if (first === "user") return userPage(jenkins, question, second, rest.join("/"));
    if (first !== "computer") return missing;
    if (second === "api")
        return json({ computer: [...jenkins.nodes].map((each) => exported(jenkins, question, each)) });
    if (second === "doCreateItem") return createItem(jenkins, question);
    const node = jenkins.nodes.get(second);
    return node === undefined ? missing : nodePage(jenkins, question, [second, node], rest.join("/"));
}

/** Computer and SlaveComputer. */
function exported(
    jenkins: Controller,
    { form, asker }: Question,
    [name, node]: readonly [string, StandInNode],
) {
    const all = {
        displayName: name,
        jnlpAgent: node.launcher === "hudson.slaves.JNLPLauncher",
        temporarilyOffline: node.mark !== undefined,
        offlineCauseReason: node.mark ?? "",
        numExecutors: node.executors,
        // Only for who may connect the node, and while it is.
        absoluteRemotePath: node.connected && jenkins.has(asker, may.connect, node) ? node.remoteFS : null,
        assignedLabels: [name, ...node.labels.split(" ").filter(Boolean)].map((label) => ({ name: label })),
    };
    const asked = form.get("tree") ?? "";
    return Object.fromEntries(Object.entries(all).filter(([key]) => asked.includes(key)));
}

/** ComputerSet.doDoCreateItem, Jenkins.checkGoodName */
function createItem(jenkins: Controller, question: Question): Reply {
    const { method, form, asker } = question;
    if (method !== "POST") return { status: 405 };
    if (!jenkins.has(asker, may.create)) return denied(question, may.create);
    const name = (form.get("name") ?? "").trim();
    if (name === "" || /[?*/\\%!@#$^&|<>[\]:;\p{Cc}]/u.test(name)) return failure("is an unsafe character");
    if (jenkins.nodes.has(name)) return failure(`Agent called ‘${name}’ already exists`);
    const made = JSON.parse(form.get("json") ?? "null");
    // Without them the descriptor or the submitted form is null, which is an error page with a stack.
    if (form.get("type") !== "hudson.slaves.DumbSlave" || made?.launcher?.["stapler-class"] === undefined)
        return { status: 500 };
    jenkins.nodes.set(name, {
        launcher: made.launcher["stapler-class"],
        labels: made.labelString,
        executors: made.numExecutors,
        remoteFS: made.remoteFS,
        properties: "",
        connected: false,
    });
    return found;
}

const configXml = (name: string, node: StandInNode): string =>
    `<?xml version="1.1" encoding="UTF-8"?>\n<slave>\n  <name>${name}</name>\n  <remoteFS>${node.remoteFS}</remoteFS>\n  ` +
    `<launcher class="${node.launcher}"/>\n  ` +
    `${node.properties === "" ? "<nodeProperties/>" : `<nodeProperties>${node.properties}</nodeProperties>`}\n</slave>`;

function nodePage(
    jenkins: Controller,
    question: Question,
    [name, node]: readonly [string, StandInNode],
    page: string,
): Reply {
    const { method, asker, body } = question;
    if (page === "api/json") return json(exported(jenkins, question, [name, node]));
    if (page === "jenkins-agent.jnlp") {
        // EncryptedSlaveAgentJnlpFile.generateResponse
        if (!jenkins.has(asker, may.connect, node)) return denied(question, may.connect);
        const words = [
            jenkins.secretOf(name),
            name,
            "-workDir",
            node.remoteFS,
            "-internalDir",
            "remoting",
            "-url",
            "x",
        ];
        return {
            status: 200,
            headers: { "Content-Type": "application/x-java-jnlp-file" },
            body: `<jnlp>\n<application-desc>${words.map((word) => `<argument>${word}</argument>`).join("\n")}</application-desc></jnlp>`,
        };
    }
    if (page !== "config.xml") return missing;
    // Computer.doConfigDotXml; Agent/Configure implies Agent/Extended Read.
    if (method === "POST") {
        if (!jenkins.has(asker, may.configure, node)) return denied(question, may.configure);
        node.properties = /<nodeProperties>(.*)<\/nodeProperties>/s.exec(body)?.[1] ?? "";
        return { status: 200 };
    }
    const mayRead = [may.extendedRead, may.configure].some((each) => jenkins.has(asker, each, node));
    return mayRead ? { status: 200, body: configXml(name, node) } : denied(question, may.extendedRead);
}

/** HudsonPrivateSecurityRealm.createAccountByAdmin; without that realm there is no such page. */
function createAccount(jenkins: Controller, question: Question): Reply {
    const { form, asker } = question;
    if (!jenkins.hasOwnUsers) return missing;
    if (!jenkins.has(asker, may.administer)) return denied(question, may.administer);
    const name = form.get("username") ?? "";
    const password = form.get("password1") ?? "";
    const taken = jenkins.users.get(name)?.password !== undefined;
    const isTaken = !/^[\w-]+$/.test(name) || taken || password === "" || password !== form.get("password2");
    if (isTaken || !form.get("email")?.includes("@")) return { status: 200, body: "<form>" };
    const fullName = form.get("fullname") ?? "";
    jenkins.users.set(name, { permissions: [], password, fullName, tokens: new Map() });
    return found;
}

/** User and ApiTokenProperty.DescriptorImpl. */
function userPage(jenkins: Controller, question: Question, name: string, page: string): Reply {
    const { asker, form } = question;
    const user = jenkins.users.get(name);
    if (user === undefined) return missing;
    if (page === "api/json") return json({ fullName: user.fullName ?? name });
    const administers = jenkins.has(asker, may.administer);
    if (page === "doDelete") {
        if (!administers) return denied(question, may.administer);
        jenkins.users.delete(name);
        return found;
    }
    const [, what] = /^descriptorByName\/jenkins\.security\.ApiTokenProperty\/(\w+)$/.exec(page) ?? [];
    const isSelf = asker.name === name;
    if (what === "generateNewToken") {
        if (!isSelf && !(administers && jenkins.adminMakesTokens)) return { status: 403 };
        const [tokenUuid, tokenValue] = [randomUUID(), `11${randomBytes(16).toString("hex")}`];
        user.tokens.set(tokenUuid, tokenValue);
        return json({ status: "ok", data: { tokenUuid, tokenName: form.get("newTokenName"), tokenValue } });
    }
    if (!isSelf && !administers) return denied(question, may.administer);
    const uuid = form.get("tokenUuid") ?? "";
    if (uuid === "") return { status: 400 };
    if (what === "revoke") user.tokens.delete(uuid);
    else if (what === "revokeAllExcept")
        for (const each of [...user.tokens.keys()].filter((key) => key !== uuid)) user.tokens.delete(each);
    else return missing;
    return { status: 200 };
}
