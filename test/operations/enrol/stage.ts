import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
    CreateSecretCommand,
    GetSecretValueCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Session } from "../../../operations/aws/session";
import type { Enrollable } from "../../../operations/enrol/agents";
import { enrolAll } from "../../../operations/enrol/operation";
import { Jenkins } from "../../../operations/jenkins/client";
import type { Outcome } from "../../../operations/operation";
import { sightingsIn } from "../../../proof/canaries/search";
import { serveTls, type TlsServer } from "../../tlsServer";
import { StandInJenkins } from "../jenkins/standIn";
import { may } from "../jenkins/types";
import { LocalAws } from "../localAws";

/** Region of the agents' secrets. */
export const region = "eu-central-1";

/** The API token of who enrols, `owner`, an administrator. */
export const token = `11${"c0ffee42".repeat(4)}`;

const secrets = (where = region) => new SecretsManagerClient({ region: where });

/** A local AWS and a controller, on which agents are enrolled; both empty at the start of each test. */
export class Stage {
    jenkins = new StandInJenkins();
    /** What was said, on whichever stream. */
    lines: string[] = [];
    session = this.newSession();

    private constructor(
        readonly aws: LocalAws,
        /** The controller's server. */
        readonly server: TlsServer,
    ) {}

    /** Sets one up for the tests of a `describe`; skips them where moto is not to be had. */
    static forTests(): () => Stage {
        let stage: Stage | undefined;
        const current = () => stage ?? assert.fail("the stage is not set up");
        LocalAws.during(async (aws) => {
            const server = await serveTls(
                (request, response) => void current().jenkins.answer(request, response),
            );
            stage = new Stage(aws, server);
        });
        beforeEach(() => current().#reset());
        afterEach(() => current().#holdSecrets());
        after(() => stage?.server.stop());
        return current;
    }

    async #reset(): Promise<void> {
        await this.aws.reset();
        this.lines = [];
        this.jenkins = new StandInJenkins();
        this.jenkins.addUser("owner", [may.administer], token);
        this.session = this.newSession();
    }

    /** Whatever went wrong: what authorizes somebody was never told. */
    #holdSecrets(): void {
        const canaries = [...this.jenkins.users.values()]
            .flatMap(({ tokens, password = token }) => [...tokens.values(), password])
            .concat([...this.jenkins.nodes.keys()].map((name) => this.jenkins.secretOf(name)))
            .map((value) => ({ standsFor: "a secret", value }));
        assert.deepEqual(sightingsIn("what was said", this.lines.join("\n"), canaries), []);
    }

    /** A session of another region than the secrets, as a profile's may be. */
    newSession(dryRun = false): Session {
        return new Session({ region: "us-east-1", dryRun, pace: 0, say: (line) => this.lines.push(line) });
    }

    /** An agent whose secret is there, without a value, as the stack makes it. */
    async agent(name: string, jenkinsUser?: string, copiedTo: readonly string[] = []): Promise<Enrollable> {
        const { ARN = "" } = await secrets().send(
            new CreateSecretCommand({
                Name: `p/e/agents/${name}-x`,
                AddReplicaRegions: copiedTo.map((Region) => ({ Region })),
            }),
        );
        const node = { name, labels: ["linux"], executors: 1, remoteFS: "/var/lib/jenkins-agent" };
        return { node, jenkinsUser, secretArn: ARN, keyArn: "", copiedTo };
    }

    /** Stores a value as somebody else. */
    async put({ secretArn }: Enrollable, SecretString: string): Promise<void> {
        await secrets().send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }));
    }

    /** The value that an agent would read, there or where one stands by for it. */
    async stored({ secretArn }: Enrollable, where = region): Promise<string | undefined> {
        const SecretId = secretArn.replace(region, where);
        return (await secrets(where).send(new GetSecretValueCommand({ SecretId }))).SecretString;
    }

    /** Lets agents come as soon as somebody looks whether they have. */
    comes(): void {
        this.jenkins.before = {
            ...this.jenkins.before,
            "GET computer/api/json": () => {
                for (const node of this.jenkins.nodes.values()) node.connected = true;
            },
        };
    }

    /** Enrols as `owner`. */
    async enrol(
        agents: readonly Enrollable[],
        options: {
            readonly rotate?: string;
            readonly in?: Session;
            /** Names of agents and areas that are deployed. @default none */
            readonly taken?: readonly string[];
        } = {},
    ): Promise<Outcome> {
        const used = options.in ?? this.session;
        const client = new Jenkins({
            url: `https://localhost:${this.server.port}/ci/`,
            login: { user: "owner", token },
            ca: readFileSync(this.server.certificateFile, "utf8"),
            dryRun: used.dryRun,
            say: (line) => used.say(line),
            pause: (seconds) => used.pause(seconds),
        });
        const all = { agents, taken: options.taken ?? [], controllerUrl: undefined, logGroup: "/p/e/agents" };
        const asked = {
            rotate: options.rotate,
            waitMinutes: 1,
            stack: "dev",
            stateFile: undefined,
            environment: "e",
            profile: undefined,
        };
        const outcome = await enrolAll(used, client, all, asked);
        this.lines.push(outcome.text, JSON.stringify(outcome.json));
        return outcome;
    }

    /** Requests that change something in Jenkins, in their order. */
    changes(): readonly string[] {
        return this.jenkins.requests.filter((request) => request.startsWith("POST"));
    }

    /** How often something was stored. */
    puts(): number {
        return this.session.calls.filter(({ action }) => action === "secretsmanager:PutSecretValue").length;
    }
}
