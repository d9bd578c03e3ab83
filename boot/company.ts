import assert from "node:assert/strict";
import { type BootCase, needsBuilds, speed } from "./bootCase";
import { company } from "./values";

/** Cases of an agent in a company's network. */
export const companyCases: readonly BootCase[] = [
    {
        title: "behind a company's proxy, a controller on 8443 under an authority of its own: connected through a tunnel, and a build finds the proxy and trusts the authority",
        notWith: { agentJar: needsBuilds },
        machine: { company: "trusted" },
        secret: "both, with token",
        run: async (boot) => {
            await boot.connected();
            const answered = await boot.build(
                `env | grep --ignore-case _proxy= | sort; curl --silent --show-error --fail ${company.controllerUrl}login && echo fetched; git ls-remote ${company.controllerUrl}x.git 2>&1 | grep --only-matching 'not found'`,
            );
            const [url, past] = [company.proxy.url, company.proxy.direct.join()];
            assert.deepEqual(answered.split("\n"), [
                `HTTPS_PROXY=${url}`,
                `HTTP_PROXY=${url}`,
                `NO_PROXY=${past}`,
                `http_proxy=${url}`,
                `https_proxy=${url}`,
                `no_proxy=${past}`,
                "fetched",
                "not found",
            ]);
            const asked = (await boot.cloud.seen()).filter(({ what }) => what.startsWith("proxy asked for"));
            assert.deepEqual([...new Set(asked.map(({ what }) => what))].toSorted(), [
                "proxy asked for dnf.example.test:443",
                `proxy asked for ${company.host}:${company.port}`,
            ]);
            // Its API, of which node.py says a line where it cannot be asked.
            assert.doesNotMatch(await boot.machine.shipped(), /URLError|Refused|FAILED/);
        },
    },
    {
        title: "the company's authority is not known: no agent, and the log says that it is the certificate, and of which controller",
        machine: { speed, company: "untrusted" },
        run: async (boot) => {
            await boot.says(
                /\| curl: \(60\) SSL certificate problem[\s\S]*FAILED: no agent\.jar from https:\/\/jenkins\.corp\.test:8443\/ci\//,
            );
            await boot.neverConnected();
        },
    },
];
