import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isLinux } from "../tools";
import { named, Sandbox } from "./sandbox";

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

describe("fetching the agent's secret", () => {
    let sandbox: Sandbox;
    const file = (): string => sandbox.path("credentials", "secret");

    before(function () {
        if (!isLinux) this.skip();
    });

    beforeEach(() => {
        sandbox = new Sandbox({ aws: `printf '%s\\n' ${secret}`, chown: "", sleep: "" });
    });

    afterEach(() => sandbox.remove());

    it("leaves it in a file that its owner, the agent, may only read", () => {
        const { status, calls, output } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 0, output);
        assert.equal(readFileSync(file(), "utf8"), `${secret}\n`);
        assert.equal(statSync(file()).mode & 0o777, 0o400);
        assert.deepEqual(named(calls, "chown"), [`chown 395293:395293 ${file()}.new`]);
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
        assert.match(shipped, /FAILED: no secret for linux-1\. Put the value .* into arn:aws:secretsmanager/);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), []);
    });

    it("refuses a value that is no agent's secret, without showing it", () => {
        sandbox.standIn("aws", 'echo \'{"password":"hunter2"}\'');
        const { status, output, shipped } = sandbox.run("fetch-secret.sh");
        assert.equal(status, 1);
        assert.match(shipped, /FAILED: the secret's value has `password`; it takes .* It is in arn:aws:/);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), []);
        assert.doesNotMatch(output + shipped, /hunter2/);
    });

    it("brings the node back online first, except on an instance that ends", () => {
        const value = { secret, user: "node", token: "11".repeat(17) };
        sandbox.standIn("aws", `echo '${JSON.stringify(value)}'`);
        const away = { CONTROLLER_URL: "https://localhost:1/" };
        const { status, shipped, calls } = sandbox.run("fetch-secret.sh", [], away);
        assert.equal(status, 1);
        assert.match(shipped, /bring_online: attempt 3 of 3 ended with status 1/);
        assert.match(shipped, /FAILED: it is not known whether the node takes builds/);
        assert.deepEqual(named(calls, "sleep"), ["sleep 2", "sleep 4"]);
        assert.deepEqual(readdirSync(sandbox.path("credentials")), []);
        writeFileSync(sandbox.path("draining"), "");
        assert.equal(sandbox.run("fetch-secret.sh", [], away).status, 0);
        assert.equal(readFileSync(file(), "utf8"), `${secret}\n`);
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
