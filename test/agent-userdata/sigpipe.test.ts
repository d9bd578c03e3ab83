import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { isLinux } from "../tools";
import { Sandbox, type ScriptRun } from "./sandbox";

/** More than a pipe holds, so that a reader that stops early is noticed. */
const long = "seq 1 15000";

/** A script that pipes, with what stands in for the commands that it reads from, and what it has to say. */
const scripts: Readonly<
    Record<string, { readonly standIns: Readonly<Record<string, string>>; readonly says: RegExp }>
> = {
    "setup.sh": {
        standIns: {
            getent: 'echo "jenkins:x:$AGENT_UID:$AGENT_GID::/:/"',
            rpm: "",
            systemctl: "",
            "amazon-cloudwatch-agent-ctl": "",
            mountpoint: "exit 1",
            df: `${long}; echo 20469`,
            fallocate: '[[ "$2" == 4093MiB ]]',
            "mkfs.xfs": "",
        },
        says: /setup\.sh: done\n$/,
    },
    "report.sh": { standIns: { journalctl: "seq 1 14; echo last" }, says: /\| 1\n(.*\n)*.*\| last\n$/ },
};

describe("a script that pipes", () => {
    const runs = (script: string, ignoresSigpipe: boolean): ScriptRun => {
        const sandbox = new Sandbox(scripts[script]?.standIns ?? {});
        sandbox.ignoresSigpipe = ignoresSigpipe;
        writeFileSync(sandbox.path("etc", "cloudwatch-agent.json"), "{}");
        const end = sandbox.run(script, ["jenkins-efs-mount"], {
            SERVICE_RESULT: "exit-code",
            EXIT_STATUS: "1",
        });
        sandbox.remove();
        return end;
    };

    for (const [script, { says }] of Object.entries(scripts))
        for (const ignored of [true, false])
            it(`${script} ends well where SIGPIPE ${ignored ? "is ignored, systemd's default" : "kills"}`, function () {
                if (!isLinux) this.skip();
                const { status, output, shipped } = runs(script, ignored);
                assert.equal(status, 0, output.slice(-500));
                assert.match(shipped, says);
            });
});
