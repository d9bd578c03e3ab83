import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describeOnLinux, systemPath } from "../tools";
import { named, Sandbox, type ScriptRun } from "./sandbox";

const state = "latest/meta-data/autoscaling/target-lifecycle-state";
const spot = "latest/meta-data/spot/instance-action";
const terminated = `*/${state}) echo Terminated ;; *) exit 22 ;;`;
const hook =
    "--region us-east-1 --auto-scaling-group-name jenkins-efs-test-agent-linux-1 --lifecycle-hook-name drain --instance-id i-0123456789abcdef0";
const fetched =
    "aws secretsmanager get-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:123456789012:secret:agents/linux-1-AbCdEf --query SecretString --output text --cli-connect-timeout 10 --cli-read-timeout 20";
const heartbeat = `aws autoscaling record-lifecycle-action-heartbeat ${hook}`;
const complete = `aws autoscaling complete-lifecycle-action ${hook} --lifecycle-action-result CONTINUE`;

/** Looks at all processes of the agent's user, not for a step's alone. */
const looks = (calls: readonly string[]): string[] =>
    named(calls, "pgrep").filter((call) => !call.includes(" --full "));

describeOnLinux("the agent's end", () => {
    let sandbox: Sandbox;
    const processes: ChildProcess[] = [];
    /** A process with or without a build's name in its environment, as `pgrep` would find it. */
    const running = (buildTag?: string): number => {
        const env = buildTag === undefined ? {} : { BUILD_TAG: buildTag };
        const child = spawn("sleep", ["600"], { env, stdio: "ignore" });
        processes.push(child);
        assert.ok(child.pid);
        return child.pid;
    };
    /** node.py, which ends its nth look at the node as a case of `idle` says. */
    const jenkins = (idle: string): Record<string, string> => ({
        python3: `cat >/dev/null; case "$*" in *" drain "*) case "$(nth idle)" in ${idle} esac ;; esac`,
    });
    const drain = (
        metadata: string,
        pgrep: string,
        limits: Record<string, string> = {},
        standIns: Record<string, string> = {},
    ): ScriptRun => {
        sandbox = new Sandbox({
            curl: `url="\${!#}"; case "$url" in */token) echo token ;; ${metadata} esac`,
            pgrep: `case "$*" in *--full*) ${limits.STEP ?? "exit 1"}; exit ;; esac; ${pgrep}`,
            aws: `[[ "$1" != secretsmanager ]] || echo '${secret}'`,
            sleep: "",
            systemctl: "",
            ...jenkins("*) exit 2 ;;"),
            ...standIns,
        });
        return sandbox.run("drain.sh", [], {
            SPOT_SECONDS: "75",
            ...limits,
        });
    };
    let agent = 0;
    /** What the agent's secret holds. */
    let secret = "";

    before(() => {
        agent = running();
    });

    beforeEach(() => {
        secret = "0123456789abcdef".repeat(4);
    });

    afterEach(() => sandbox.remove());
    after(() => {
        for (const child of processes) child.kill();
    });

    it("waits until it is announced, stops agent and mount, tells the group to go on, and switches the machine off", () => {
        const { status, calls, output } = drain(
            `*/${state}) if [[ "$(nth state)" -gt 3 ]]; then echo Terminated; else echo InService; fi ;; *) exit 22 ;;`,
            `echo ${agent}`,
        );
        assert.equal(status, 0, output);
        assert.equal(calls.filter((call) => call === "sleep 10").length, 4);
        assert.deepEqual(
            calls.filter((call) => /^(systemctl|aws) /.test(call)),
            [
                fetched,
                "systemctl stop jenkins-efs-health.timer jenkins-efs-setup.service jenkins-efs-mount.service",
                complete,
                "systemctl poweroff",
            ],
        );
    });

    it("marks the node offline before anything else, and says when it could not", () => {
        const python3 = `PATH='${systemPath}' exec python3 "$@"`;
        const tokenless = drain(terminated, `echo ${agent}`, {}, { python3 });
        assert.match(tokenless.shipped, /without an API token in the secret the node stays online\n/);
        assert.ok(existsSync(sandbox.path("draining")), "a restarted agent does not bring the node back");
        sandbox.remove();
        secret = JSON.stringify({ secret, user: "node", token: "11".repeat(17) });
        const away = { CONTROLLER_URL: "https://localhost:1/" };
        const { status, calls, shipped } = drain(terminated, `echo ${agent}`, away, { python3 });
        assert.equal(status, 0);
        assert.equal(shipped.match(/refused/g)?.length, 1, "said once");
        assert.ok(calls.indexOf(fetched) < calls.indexOf(looks(calls)[0] ?? ""));
        assert.equal(calls.at(-1), "systemctl poweroff");
    });

    it("lets a running build end, and takes a short pause between its steps for no end", () => {
        const build = running("jenkins-app-7");
        const { calls, shipped } = drain(
            terminated,
            `echo ${agent}; case "$(nth look)" in 1 | 2 | 3 | 6 | 7 | 8) echo ${build} ;; esac`,
        );
        assert.equal(looks(calls).length, 12);
        assert.equal(looks(calls)[0], "pgrep --euid 395293");
        assert.doesNotMatch(shipped, /cut off/);
    });

    it("waits for a process that carries no build's name as for a build", () => {
        const { calls } = drain(terminated, `echo ${agent}; [[ "$(nth look)" -gt 5 ]] || echo ${running()}`);
        assert.equal(looks(calls).length, 9);
    });

    it("does not wait for a build that the controller sends after those that ran have ended", () => {
        const first = running("jenkins-app-7");
        const later = running("jenkins-app-8");
        const { calls } = drain(
            terminated,
            `echo ${agent}; if [[ "$(nth look)" -le 5 ]]; then echo ${first}; else echo ${later}; fi`,
        );
        assert.equal(looks(calls).length, 9);
        assert.equal(named(calls, "systemctl").length, 2);
    });

    it("tells the group every minute that the build still runs, and cuts it off at the limit", () => {
        const build = running("jenkins-app-7");
        const { calls, shipped } = drain(terminated, `echo ${agent}; echo ${build}`, {
            DRAIN_SECONDS: "130",
        });
        assert.equal(calls.filter((call) => call === "sleep 5").length, 26);
        assert.deepEqual(named(calls, "aws"), [fetched, heartbeat, heartbeat, complete]);
        assert.match(shipped, /the build did not end in time and is cut off/);
    });

    it("ends all the same when the group cannot be told, and says how long that takes", () => {
        const build = running("jenkins-app-7");
        sandbox?.remove();
        const { calls, shipped, status } = drain(
            terminated,
            `[[ "$(nth look)" -gt 1 ]] || printf '#!/bin/bash\nexit 255\n' >"$(command -v aws)"; echo ${agent}; echo ${build}`,
            { DRAIN_SECONDS: "60" },
        );
        assert.equal(status, 0);
        assert.match(shipped, /could not be told that the build still runs/);
        assert.match(shipped, /could not be told, and goes on by itself/);
        assert.equal(named(calls, "systemctl").at(-1), "systemctl poweroff");
    });

    it("cuts a build off in time when a spot instance is taken back", () => {
        const { calls, shipped } = drain(
            `*/${spot}) echo '{"action":"terminate"}' ;; *) echo InService ;;`,
            `echo ${agent}; echo ${running("jenkins-app-7")}`,
        );
        assert.equal(calls.filter((call) => call === "sleep 5").length, 15);
        assert.match(shipped, /the build did not end in time and is cut off/);
    });

    /** What it was told at each look: whether a step's process runs, with `yes` if the controller may have restarted. */
    const told = (calls: readonly string[]): string[] =>
        calls.flatMap((call) => / drain i-0123456789abcdef0 (.*)$/.exec(call)?.[1] ?? []);

    it("waits for work that has no process, as long as Jenkins says that the node is not idle", () => {
        const { calls, shipped } = drain(
            terminated,
            `echo ${agent}`,
            {},
            jenkins("[1-9]) exit 3 ;; 11) exit 3 ;;"),
        );
        assert.equal(named(calls, "sleep").filter((call) => call === "sleep 5").length, 15);
        assert.deepEqual(looks(calls), []);
        assert.doesNotMatch(shipped, /cut off/);
        assert.ok(
            calls.findIndex((call) => call.endsWith(" ended i-0123456789abcdef0")) >
                calls.findIndex((call) => call.startsWith("systemctl stop")),
            "the mark says that the instance has ended once it has",
        );
    });

    it("looks at processes while Jenkins does not answer, and takes none for later than the mark", () => {
        const build = running("jenkins-app-7");
        const { calls } = drain(
            terminated,
            `echo ${agent}; [[ "$(nth look)" -gt 3 ]] || echo ${build}`,
            {},
            jenkins("[1-5]) exit 3 ;; *) exit 1 ;;"),
        );
        assert.equal(looks(calls).length, 7);
        assert.equal(named(calls, "sleep").filter((call) => call === "sleep 5").length, 12);
    });

    it("cuts off no step that runs in a node called idle, and says when the controller may have lost it", () => {
        const { calls } = drain(
            terminated,
            `echo ${agent}`,
            { STEP: '[[ "$(nth step)" -le 6 ]]' },
            jenkins("1) exit 3 ;; 2) exit 1 ;; 3 | 4) exit 4 ;; 5 | 6) exit 3 ;;"),
        );
        assert.ok(named(calls, "pgrep").includes("pgrep --euid 395293 --full /durable-"));
        assert.deepEqual(told(calls), [
            ...["yes", "no", "yes", "yes", "yes", "no"],
            ...Array<string>(4).fill("''"),
        ]);
    });

    it("tries again to mark the node, and to get the token for it", () => {
        const { calls, shipped } = drain(
            terminated,
            `echo ${agent}; echo ${running("jenkins-app-7")}`,
            {},
            {
                ...jenkins(
                    '1) echo "TimeoutError: timed out"; exit 1 ;; 2) exit 124 ;; 3) echo marked; exit 3 ;;',
                ),
                aws: `[[ "$1" != secretsmanager ]] || { [[ "$(nth secret)" -gt 2 ]] && echo '${secret}'; }`,
            },
        );
        assert.equal(calls.filter((call) => call === fetched).length, 3);
        assert.match(shipped, /TimeoutError: timed out\n[^\n]*marked\n/);
        assert.equal(told(calls).length, 7);
        assert.doesNotMatch(shipped, /cut off/);
    });

    it("counts the time that the controller keeps it waiting against the limit", () => {
        const { calls, shipped } = drain(
            terminated,
            `echo ${agent}`,
            { DRAIN_SECONDS: "6" },
            jenkins("1) /usr/bin/sleep 7; exit 1 ;;"),
        );
        assert.equal(told(calls).length, 1);
        assert.match(shipped, /cut off/);
    });

    it("takes a metadata service that does not answer for no announcement", () => {
        const { calls } = drain(
            `*) [[ "$(nth metadata)" -gt 3 ]] || exit 28; ;;& ${terminated}`,
            `echo ${agent}`,
        );
        assert.equal(calls.filter((call) => call === "sleep 10").length, 2);
        assert.equal(looks(calls).length, 4);
    });
});
