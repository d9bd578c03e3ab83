import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describeOnLinux } from "../tools";
import { named, Sandbox } from "./sandbox";

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

describeOnLinux("fetching the agent's secret", () => {
    let sandbox: Sandbox;
    const file = (): string => sandbox.path("credentials", "secret");
    /** node.py, whose answers on what was before this instance are `before`, a case of the nth. */
    const nodeAnswers = (before: string): void =>
        sandbox.standIn(
            "python3",
            `cat >/dev/null; case "$*" in *" secret") echo ${secret} ;; *" before "*) case "$(nth before)" in ${before} esac ;; *" idle") exit "\${IDLE:-2}" ;; *) exit 64 ;; esac`,
        );

    beforeEach(() => {
        sandbox = new Sandbox({
            aws: `printf '%s\\n' ${secret}`,
            sleep: "",
            pgrep: "exit 1",
            curl: "exit 22",
        });
    });

    afterEach(() => sandbox.remove());

    it("leaves it in a file that root alone may read, for the agent's unit to give to it", () => {
        const { status, calls, output } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 0, output);
        assert.equal(readFileSync(file(), "utf8"), `${secret}\n`);
        assert.equal(statSync(file()).mode & 0o777, 0o400);
        assert.deepEqual(named(calls, "aws"), [
            "aws secretsmanager get-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:123456789012:secret:agents/linux-1-AbCdEf --query SecretString --output text --cli-connect-timeout 10 --cli-read-timeout 20",
        ]);
    });

    it("shows it in no argument and no log", () => {
        const { calls, output, shipped } = sandbox.run("fetch-secret.sh");
        assert.doesNotMatch([...calls, output, shipped].join("\n"), new RegExp(secret));
    });

    it("fetches it anew at each start", () => {
        sandbox.run("fetch-secret.sh");
        sandbox.standIn("aws", `printf '%s\\n' ${secret.replaceAll("0", "f")}`);
        assert.equal(sandbox.run("fetch-secret.sh").status, 0);
        assert.equal(readFileSync(file(), "utf8"), `${secret.replaceAll("0", "f")}\n`);
    });

    it("tries again, and then says where the value belongs", () => {
        sandbox.standIn("aws", 'echo "ResourceNotFoundException: no value for AWSCURRENT" >&2; exit 254');
        const { status, calls, output, shipped } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 1);
        assert.equal(named(calls, "aws").length, 3);
        assert.match(output, /no value for AWSCURRENT/);
        assert.match(
            shipped,
            /FAILED: no secret for linux-1\. Put the value into arn:aws:secretsmanager\S+: npm run enrol/,
        );
        assert.deepEqual(readdirSync(sandbox.path("credentials")), ["secret.missing"]);
        sandbox.standIn("aws", `echo ${secret}`);
        assert.equal(sandbox.run("fetch-secret.sh").status, 0);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), ["secret", "secret.sum"]);
    });

    it("refuses a value that is no agent's secret, without showing it", () => {
        sandbox.standIn("aws", 'echo \'{"password":"hunter2"}\'');
        const { status, output, shipped } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 1);
        assert.match(shipped, /FAILED: the secret's value has `password`; it takes .* It is in arn:aws:/);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), ["secret.missing"]);
        assert.doesNotMatch(output + shipped, /hunter2/);
    });

    it("waits until the instance before this one says that it has ended, and changes no mark", () => {
        nodeAnswers(
            '1 | 2 | 3) echo "i-0 has this agent\'s node, and ends"; exit 3 ;; 4) exit 1 ;; 5) exit 4 ;;',
        );
        const { status, shipped, calls } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 0);
        assert.equal(named(calls, "sleep").length, 5);
        assert.equal(shipped.match(/i-0 has this agent's node/g)?.length, 1, "said once");
        assert.ok(
            named(calls, "python3").every((call) => / (secret|before i-0123456789abcdef0|idle)$/.test(call)),
            calls.join("\n"),
        );
        assert.deepEqual(readdirSync(sandbox.path("credentials")), ["secret", "secret.sum"]);
    });

    it("takes the place of an instance that has not been connected for two minutes", () => {
        nodeAnswers("1 | 2) exit 4 ;; 3) exit 3 ;; *) exit 4 ;;");
        const { status, calls } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 0);
        assert.equal(named(calls, "sleep").length, 3 + 24);
    });

    it("leaves word that it waits, for as long as it does", () => {
        nodeAnswers('1) exit 3 ;; 2) test -e "$SECRET_FILE.standby" || exit 3 ;;');
        assert.equal(named(sandbox.run("fetch-secret.sh").calls, "sleep").length, 1);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), ["secret", "secret.sum"]);
    });

    it("waits no longer than an instance may take to end, and does not where it may not look", () => {
        nodeAnswers("*) exit 3 ;;");
        const waiting = sandbox.run("fetch-secret.sh", [], { DRAIN_SECONDS: "60" });
        assert.equal(named(waiting.calls, "sleep").length, 132);
        nodeAnswers('*) echo "Jenkins answers 403 to GET api/json by node"; exit 2 ;;');
        const refused = sandbox.run("fetch-secret.sh");
        assert.deepEqual(named(refused.calls, "sleep"), []);
        assert.match(refused.shipped, /Jenkins answers 403/);
    });

    it("starts after two minutes in which the API gives no answer, though the controller serves agents", () => {
        nodeAnswers('*) echo "OSError: Jenkins answers 502"; exit 1 ;;');
        // Away at its third answer: the two minutes begin anew.
        sandbox.standIn("curl", '[[ "$(nth jar)" -ne 3 ]] || exit 22');
        const { status, calls, shipped } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 0);
        assert.equal(named(calls, "sleep").length, 3 + 24);
        assert.match(
            named(calls, "curl")[0] ?? "",
            / https:\/\/jenkins\.example\.test\/ci\/jnlpJars\/agent\.jar$/,
        );
        assert.equal(shipped.match(/Jenkins answers 502/g)?.length, 1, "said once");
    });

    it("waits for a controller that is away, also for longer than two minutes", () => {
        nodeAnswers('[1-9] | [123]?) echo "OSError: Jenkins answers 503"; exit 1 ;;');
        sandbox.standIn("curl", "exit 22");
        assert.equal(named(sandbox.run("fetch-secret.sh").calls, "sleep").length, 39);
    });

    it("empties the temporary directory where Jenkins says that the node is idle, and no process of a build goes on", () => {
        nodeAnswers("*) exit 0 ;;");
        writeFileSync(sandbox.path("cache", "left"), "");
        const leftAfter = (pgrep: string, IDLE: string): readonly string[] => {
            sandbox.standIn("pgrep", pgrep);
            assert.equal(sandbox.run("fetch-secret.sh", [], { IDLE }).status, 0);
            return readdirSync(sandbox.path("cache"));
        };
        assert.deepEqual(leftAfter("echo 4242", "0"), ["left"]);
        // A build between two steps, Jenkins that does not answer, and a secret without a token.
        for (const status of ["3", "1", "2"]) assert.deepEqual(leftAfter("exit 1", status), ["left"]);
        assert.deepEqual(leftAfter("exit 1", "0"), []);
    });

    it("takes no configuration from the home directory that builds can write", () => {
        sandbox.standIn("aws", `env >"$state/environment"; printf '%s\\n' ${secret}`);
        sandbox.run("fetch-secret.sh", [], { HOME: sandbox.path("work"), AWS_CONFIG_FILE: "/evil" });
        const environment = readFileSync(sandbox.path("state", "environment"), "utf8");
        assert.match(environment, /^AWS_CONFIG_FILE=\/dev\/null$/m);
        assert.match(environment, /^AWS_SHARED_CREDENTIALS_FILE=\/dev\/null$/m);
        if (process.getuid?.() === 0) assert.match(environment, /^HOME=\/root$/m);
    });
});
