import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../../cli/commandLine";
import { agentsKeyPolicy } from "../../../infra/documents/keyPolicies";
import { enrollablesOf } from "../../../operations/enrol/agents";
import { controllerOf } from "../../../operations/enrol/operation";
import { parseOptions } from "../../../operations/enrol/options";
import { enrolPolicy } from "../../../operations/enrol/policy";
import { aboutSecret } from "../../../operations/enrol/rotate";
import { readValue, writeValue } from "../../../operations/enrol/value";
import { readDocument } from "../../../proof/account/document";
import { Evaluator } from "../../../proof/account/evaluate";
import { environmentsIn } from "../../../state/environments";
import { Graph } from "../../../state/graph";
import { runCommandFile } from "../../commands";
import { allows } from "../leastPrivilege";
import { enrolState, keyArn } from "./state";

const place = { partition: "aws", account: "123456789012", region: "eu-central-1" };
const arnOf = (name: string) =>
    `arn:aws:secretsmanager:${place.region}:${place.account}:secret:jenkins-efs/dev/agents/${name}-AbCdEf`;

const agents = [
    {
        name: "linux-1",
        instanceType: "m7g.large",
        labels: ["linux", "arm64"],
        executors: 2,
        jenkinsUser: "node-1",
    },
    { name: "linux-2", instanceType: "m7g.large" },
];
const arns = Object.fromEntries(agents.map(({ name }) => [name, arnOf(name)]));

const environmentOf = (state = enrolState(agents, arns, "https://jenkins.example.com/")) => {
    const [environment] = environmentsIn(Graph.of(state));
    assert.ok(environment);
    return environment;
};

describe("What is enrolled", () => {
    it("is what the stack put out: each agent's node as Configuration as Code would make it, its user, secret and key", () => {
        const found = enrollablesOf(environmentOf(), []);
        assert.deepEqual(found.agents[0], {
            node: {
                name: "linux-1",
                labels: ["linux", "arm64"],
                executors: 2,
                remoteFS: "/var/lib/jenkins-agent",
            },
            jenkinsUser: "node-1",
            secretArn: arnOf("linux-1"),
            keyArn,
            copiedTo: ["eu-west-1"],
        });
        assert.equal(found.agents[1]?.jenkinsUser, undefined);
        assert.deepEqual(
            [found.controllerUrl, found.logGroup, found.taken],
            ["https://jenkins.example.com/", "/p/dev/agents", ["linux-1", "linux-2", "caches"]],
        );
    });

    it("are the agents that are named, and another name is refused with those that there are", () => {
        const named = enrollablesOf(environmentOf(), ["linux-2"]).agents.map(({ node }) => node.name);
        assert.deepEqual(named, ["linux-2"]);
        assert.throws(
            () => enrollablesOf(environmentOf(), ["linux-9"]),
            (error) => error instanceof UsageError && /linux-9: .*only linux-1, linux-2/.test(error.message),
        );
    });

    it("is never what stands by, whose secrets are copies, also where the stack is told to be failed over", () => {
        assert.throws(
            () => enrollablesOf({ ...environmentOf(), name: "standby", standbyFor: "dev" }, []),
            (error) =>
                error instanceof UsageError &&
                /standby stands by for dev.*Give --environment dev, also after a failover/.test(
                    error.message,
                ),
        );
    });

    it("is nothing where the stack has no environment of the kit", () => {
        const { deployment } = enrolState(agents, arns);
        const rest = { deployment: { resources: (deployment.resources ?? []).slice(1) } };
        assert.throws(() => enrollablesOf(environmentOf(rest), []), /no environment of this kit with agents/);
    });
});

describe("The value that an agent reads", () => {
    const secret = "ab".repeat(32);
    const login = { user: "node linux-1", token: `11${"70ce9b0c".repeat(4)}` };

    it("comes back as it was written, alone and with a token", () => {
        for (const value of [
            { secret, login: undefined },
            { secret, login },
        ])
            assert.deepEqual(readValue(writeValue(value)), value);
        assert.equal(writeValue({ secret, login: undefined }), secret);
        assert.deepEqual(JSON.parse(writeValue({ secret, login })), { secret, ...login });
    });

    for (const [what, text] of [
        ["no hexadecimal digits", "not a secret"],
        ["no JSON", "{"],
        ["a key of its own", JSON.stringify({ secret, password: "x" })],
        ["a user without a token", JSON.stringify({ secret, user: "a" })],
        ["a user's name with a colon", JSON.stringify({ secret, ...login, user: "a:b" })],
        ["a token with other characters", JSON.stringify({ secret, ...login, token: `${"0".repeat(32)}-` })],
    ] as const)
        it(`is none that has ${what}`, () => assert.equal(readValue(text), undefined));
});

describe("The command line of npm run enrol", () => {
    const env = { JENKINS_USER_ID: "me", JENKINS_API_TOKEN: "t" };

    it("takes agents, minutes and a rotation", () => {
        const args = ["--stack", "dev", "--agent", "a", "--agent", "b", "--wait", "none"];
        const { agents, waitMinutes } = parseOptions(args, env);
        assert.deepEqual([agents, waitMinutes], [["a", "b"], 0]);
        assert.equal(parseOptions(["--stack", "dev", "--rotate", "c"], env).rotate, "c");
        assert.throws(() => parseOptions([...args, "--rotate", "c"], env), /without --agent/);
        assert.throws(() => parseOptions(["--stack", "dev", "--wait", "soon"], env), UsageError);
    });

    it("wants to know who asks Jenkins before it asks anybody, from the environment alone", () => {
        assert.throws(
            () => parseOptions(["--stack", "dev"], {}),
            /JENKINS_USER_ID is not in the environment/,
        );
        const { JENKINS_USER_ID } = env;
        assert.throws(
            () => parseOptions(["--stack", "dev"], { JENKINS_USER_ID }),
            /^UsageError: JENKINS_API_TOKEN is not/,
        );
        assert.throws(
            () => parseOptions(["--stack", "dev", "--token", "t"], env),
            /Unknown option '--token'/,
        );
        assert.equal(parseOptions(["--stack", "dev", "--policy"], {}).policy, true);
    });
});

describe("The controller that is asked", () => {
    const of = (given?: string) => controllerOf({ controllerUrl: "https://ci.example.com/jenkins/" }, given);

    it("is the stack's, unless another is given, with a password in neither and over https alone", () => {
        assert.equal(of(), "https://ci.example.com/jenkins/");
        assert.equal(of(""), "https://ci.example.com/jenkins/");
        assert.equal(of("https://10.0.0.1/"), "https://10.0.0.1/");
        assert.throws(() => of("http://10.0.0.1/"), /no https URL/);
        assert.throws(
            () => of("http://me:hunter2@10.0.0.1/"),
            ({ message }: Error) => /user or a password/.test(message) && !message.includes("hunter2"),
        );
    });
});

describe("The policy of who enrols", () => {
    const all = enrollablesOf(environmentOf(), []).agents;
    const policy = enrolPolicy(place, all);

    it("reaches these secrets, and does no more with them than read and store their values", async () => {
        const may = (action: string, resource: string) =>
            allows(policy, place.account, `secretsmanager:${action}`, { resource });
        for (const action of ["DescribeSecret", "GetSecretValue", "PutSecretValue"])
            assert.equal(await may(action, arnOf("linux-1")), true, action);
        for (const action of ["DeleteSecret", "UpdateSecret", "PutResourcePolicy"])
            assert.equal(await may(action, arnOf("linux-1")), false, action);
        assert.equal(await may("GetSecretValue", arnOf("linux-3")), false);
    });

    it("is admitted by the key's own policy as it is deployed, through Secrets Manager and for these agents' secrets alone", async () => {
        const { account, ...rest } = { ...place, accountId: place.account, dnsSuffix: "amazonaws.com" };
        const role = `arn:aws:iam::${account}:role/autoscaling`;
        let keyPolicy = agentsKeyPolicy(rest, [], {
            autoscalingRoleArn: role,
            secretNamePrefix: "jenkins-efs/dev/agents/",
        });
        const caller = {
            kind: "deployer",
            name: "operator",
            id: `arn:aws:iam::${account}:role/Operator`,
            account,
            policies: [
                readDocument("--policy", JSON.stringify({ Version: "2012-10-17", Statement: policy })),
            ],
            boundary: undefined,
        } as const;
        const evaluator = new Evaluator();
        const outcome = async (
            action: string,
            over: Readonly<Record<string, string>> = {},
            resource = keyArn,
        ) => {
            const context = {
                "kms:CallerAccount": account,
                "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
                "kms:EncryptionContext:SecretARN": arnOf("linux-1"),
                ...over,
            };
            const resourcePolicy = readDocument("key", keyPolicy);
            return (await evaluator.decide(caller, { action, resource, account, context, resourcePolicy }))
                .outcome;
        };
        for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
            assert.equal(await outcome(action), "yes", action);
            assert.equal(await outcome(action, { "kms:ViaService": "s3.eu-central-1.amazonaws.com" }), "no");
            const foreign = arnOf("x").replace("/dev/", "/prod/");
            assert.equal(await outcome(action, { "kms:EncryptionContext:SecretARN": foreign }), "no");
            assert.equal(await outcome(action, {}, keyArn.replace("key/1", "key/2")), "no");
        }
        assert.equal(await outcome("kms:Encrypt"), "no");
        // Whatever else a key's policy lets the account's own policies decide.
        const open = {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
        };
        keyPolicy = JSON.stringify({ Version: "2012-10-17", Statement: [open] });
        assert.equal(await outcome("kms:Decrypt"), "yes");
        assert.equal(
            await outcome("kms:Decrypt", { "kms:ViaService": "s3.eu-central-1.amazonaws.com" }),
            "no",
        );
    });

    it("is printed by the command, from a state alone", async () => {
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        try {
            const file = join(folder, "state.json");
            writeFileSync(file, JSON.stringify(enrolState(agents, arns)));
            const asked = ["--file", file, "--policy", "--agent", "linux-2"];
            const { status, stdout, stderr } = await runCommandFile("commands/enrol.ts", ...asked);
            assert.deepEqual([status, stderr], [0, ""]);
            assert.deepEqual(JSON.parse(stdout).Statement, enrolPolicy(place, all.slice(1)));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("fits what IAM takes for hundreds of agents too, by their folder", () => {
        const many = Array.from({ length: 300 }, (_, at) => ({ ...all[0], secretArn: arnOf(`linux-${at}`) }));
        const [secrets] = enrolPolicy(place, many as typeof all);
        assert.deepEqual(secrets?.Resource, [arnOf("").replace(/-AbCdEf$/, "*")]);
    });
});

describe("A secret that was seen", () => {
    it("follows from the name, so another name is offered: one that no node has, that fits, and counts on", () => {
        assert.equal(
            aboutSecret("linux-1", ["linux-1"], { stack: "dev", environment: undefined }).newName,
            "linux-1-v2",
        );
        assert.equal(
            aboutSecret("linux-1-v2", ["linux-1-V3"], { stack: "dev", environment: undefined }).newName,
            "linux-1-v4",
        );
        assert.equal(
            aboutSecret("a".repeat(32), [], { stack: "dev", environment: undefined }).newName,
            `${"a".repeat(29)}-v2`,
        );
    });

    it("is told with commands that name the environment, and with the file of a stack that has its owner in its name", () => {
        const { ways } = aboutSecret("linux-1", [], { stack: "acme/ci/two", environment: "web" });
        const steps = ways.flatMap((way) => way.steps).join("\n");
        assert.match(steps, /^In agents of Pulumi\.two\.yaml write/);
        assert.match(steps, /^npm run enrol -- --stack acme\/ci\/two --environment web --agent linux-1-v2$/m);
        assert.match(steps, /^npm run enrol -- --stack acme\/ci\/two --environment web, and the same/m);
    });
});
