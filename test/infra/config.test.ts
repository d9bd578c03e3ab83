import assert from "node:assert/strict";
import { validateConfig } from "../../infra/config";
import { describeFaults } from "../../infra/config/faults";
import { authority } from "./certificates";
import { accepted, agent, refused, type Values, valid } from "./configCases";
import { refusedOfData } from "./dataCases";

function validate(values: Values) {
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    return validateConfig(
        Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)])),
        "us-east-1",
    );
}

function faultsOf(values: Values) {
    const result = validate(values);
    assert.ok("faults" in result, "the configuration was accepted");
    return result.faults;
}

describe("the configuration", () => {
    it("needs an owner and a controller, and has a safe default for everything else", () => {
        const result = validate(valid);
        assert.ok("config" in result);
        assert.deepEqual(result.config, {
            owner: "ci-team@example.com",
            controllerUrl: "https://jenkins.example.com/",
            agents: [
                {
                    name: "linux-1",
                    instanceType: "m7g.large",
                    diskGiB: 50,
                    instanceStore: false,
                    packages: [],
                    labels: [],
                    executors: 1,
                },
                {
                    name: "linux-2",
                    instanceType: "m7i.large",
                    diskGiB: 50,
                    instanceStore: false,
                    packages: [],
                    labels: [],
                    executors: 1,
                },
            ],
            image: "default",
            imageOwners: ["amazon", "self"],
            packages: [],
            bake: false,
            noProxy: [],
            caCertificates: [],
            deployer: "caller",
            keyAdministratorArns: [],
            network: { vpcCidr: "10.40.0.0/16", natGateways: "one-per-az", internet: "https", egress: [] },
            storage: {
                throughputMode: "elastic",
                performanceMode: "generalPurpose",
                transitionToIaAfterDays: 30,
                transitionToPrimaryOnAccess: true,
            },
            standby: { vpcCidr: "10.41.0.0/16", egress: "at-failover" },
            backup: {
                schedule: "cron(0 3 * * ? *)",
                retentionDays: 35,
                restoreTestSchedule: "cron(0 6 1 * ? *)",
                vaultLock: "governance",
                destroyDeletesRecoveryPoints: false,
                vaultLockMinRetentionDays: 7,
                vaultLockMaxRetentionDays: 730,
            },
            auditing: {
                fileRetentionDays: 400,
                objectLock: "none",
                vpcFlowLog: false,
                recordReads: false,
                configRecorder: "existing",
                alarmEmails: [],
            },
            logRetentionDays: 365,
            detailedMonitoring: true,
            drainMinutes: 60,
            protect: true,
            quotas: {},
            shared: [],
        });
        assert.deepEqual(
            faultsOf({}).map(({ key, value }) => [key, value]),
            [
                ["owner", undefined],
                ["controllerUrl", undefined],
            ],
        );
    });

    for (const [title, change, key, problem] of [...refused, ...refusedOfData])
        it(`refuses ${title}`, () => {
            const faults = faultsOf({ ...valid, ...change });
            assert.deepEqual(
                faults.map((fault) => fault.key),
                [key],
            );
            const [fault] = faults;
            assert.ok(fault);
            if (problem) assert.match(fault.problem ?? "", problem);
            else assert.equal(fault.problem, undefined);
            assert.ok(fault.allowed.length > 0);
        });

    for (const [title, change] of accepted)
        it(`accepts ${title}`, () => {
            const result = validate({ ...valid, ...change });
            assert.ok(
                "config" in result,
                "faults" in result ? describeFaults("jenkins-efs", "dev", result.faults) : "",
            );
        });

    it("reports every fault at once, each with its key, value, what is allowed and the command that mends it", () => {
        const faults = faultsOf({
            ...valid,
            controllerUrl: "http://jenkins.example.com/",
            network: { vpcCdr: "10.0.0.0/16" },
            backup: { retentionDays: 100, coldStorageAfterDays: 30 },
        });
        assert.equal(
            describeFaults("jenkins-efs", "dev", faults),
            `3 faults in the configuration of stack dev (Pulumi.dev.yaml); nothing was created or changed.

  jenkins-efs:controllerUrl
    got      "http://jenkins.example.com/"
    allowed  an https:// URL without user, query or fragment (the agent's secret travels over it), and no IPv6 address
    fix      pulumi config set --stack dev 'jenkins-efs:controllerUrl' 'https://jenkins.example.com/'

  jenkins-efs:network.vpcCdr is no key of this kit; the nearest is network.vpcCidr
    got      "10.0.0.0/16"
    allowed  vpcId, privateSubnetIds, vpcCidr, availabilityZones, natGateways, internet, egress, interfaceEndpoints
    fix      pulumi config rm --stack dev --path 'jenkins-efs:network.vpcCdr' && pulumi config set --stack dev --path 'jenkins-efs:network.vpcCidr' '10.0.0.0/16'

  jenkins-efs:backup.retentionDays ends less than 90 days after coldStorageAfterDays 30, which AWS Backup refuses
    got      100
    allowed  a whole number of days from 1 to 36500
`,
        );
    });
});

describe("a fault's message", () => {
    const shown = (change: Values) => describeFaults("jenkins-efs", "dev", faultsOf({ ...valid, ...change }));

    for (const [given, change, fix] of [
        [
            "a number in quotes",
            { backup: { retentionDays: "35" } },
            "--path 'jenkins-efs:backup.retentionDays' '35'",
        ],
        [
            "a number in quotes in quotes, as a shell leaves them",
            { backup: { retentionDays: '"35"' } },
            "--path 'jenkins-efs:backup.retentionDays' '35'",
        ],
        ["a yes", { protect: "yes" }, "'jenkins-efs:protect' 'true'"],
        [
            "a name in capitals",
            { storage: { throughputMode: "Elastic" } },
            "--path 'jenkins-efs:storage.throughputMode' 'elastic'",
        ],
        [
            "a controller without its scheme",
            { controllerUrl: "jenkins.corp.example/ci?x=1" },
            "'jenkins-efs:controllerUrl' 'https://jenkins.corp.example/ci'",
        ],
        [
            "a proxy as a browser shows it",
            { proxy: "http://proxy.corp.example:3128/" },
            "'jenkins-efs:proxy' 'http://proxy.corp.example:3128'",
        ],
        [
            "a name that another agent would have",
            { agents: [agent, { ...agent, name: "linux.1" }] },
            "--path 'jenkins-efs:agents[1].name' 'linux-1-2'",
        ],
        [
            "a name that another agent has",
            { agents: [agent, { ...agent, name: "Linux-1" }] },
            "--path 'jenkins-efs:agents[1].name' 'Linux-1-2'",
        ],
    ] satisfies [string, Values, string][])
        it(`makes the fix of ${given} from what was given`, () => {
            const [, mended = ""] = /^ {4}fix {6}(.*)$/m.exec(shown(change)) ?? [];
            assert.ok(mended.endsWith(`pulumi config set --stack dev ${fix}`), shown(change));
            // Where a text stands, the engine would set a number as text.
            const retypes = fix.startsWith("--path") && /'\d+'$/.test(fix);
            assert.equal(mended.startsWith("pulumi config rm --stack dev --path "), retypes, mended);
        });

    it("never shows what PEM wraps, wherever it stands: a key of somebody's was meant to be a certificate", () => {
        const key = (kind: string) =>
            `-----BEGIN ${kind}PRIVATE KEY-----\nMIGHAgEA\n-----END ${kind}PRIVATE KEY-----\n`;
        for (const change of [
            { caCertificates: `${authority}${key("")}` },
            { caCertificates: [...Array<string>(10).fill(authority), key("RSA ")] },
            { caCertificates: [{ pem: key("ENCRYPTED ") }] },
            { caCertificate: [key("EC ")] },
            { hook: key("OPENSSH ").replace(/-----END.*/s, "") },
        ])
            assert.doesNotMatch(shown(change), /MIGHAgEA|MIIB3zCC|config set/);
    });

    it("shows an example and no fix where nobody can tell what was meant", () => {
        assert.match(shown({ logRetentionDays: 17 }), /example {2}365\n/);
        assert.doesNotMatch(shown({ logRetentionDays: 17 }), /fix/);
    });

    it("tells a key that was set without --path", () => {
        const message = shown({ "network.vpcCidr": "10.0.0.0/16" });
        assert.match(
            message,
            /jenkins-efs:network\.vpcCidr was set without --path, and so is no part of network\n/,
        );
        const path = "--stack dev --path 'jenkins-efs:network.vpcCidr'";
        const mended = `pulumi config rm ${path.replace(" --path", "")} && pulumi config set ${path} '10.0.0.0/16'`;
        assert.ok(message.includes(`    fix      ${mended}\n`), message);
    });

    it("tells a misspelt key once, and moves what it says to the one that was meant", () => {
        const { controllerUrl: _, ...rest } = valid;
        const message = describeFaults(
            "jenkins-efs",
            "dev",
            faultsOf({ ...rest, controllerURL: "https://it's.example/" }),
        );
        assert.match(
            message,
            /^1 fault .*\n\n {2}jenkins-efs:controllerURL is no key .* nearest is controllerUrl\n/,
        );
        const mended =
            "pulumi config rm --stack dev 'jenkins-efs:controllerURL' && pulumi config set --stack dev 'jenkins-efs:controllerUrl' 'https://it'\\''s.example/'";
        assert.ok(message.includes(`    fix      ${mended}\n`), message);
        const withPassword = faultsOf({ ...rest, controllerURL: "https://me:hunter2@jenkins.example.com/" });
        assert.doesNotMatch(describeFaults("jenkins-efs", "dev", withPassword), /hunter2|config rm/);
    });

    for (const [given, change, fix] of [
        ["other letters", { backup: { vaultlock: "None" } }, "'jenkins-efs:backup.vaultLock' 'none'"],
        ["a number in quotes", { logRetentionDay: "365" }, "'jenkins-efs:logRetentionDays' '365'"],
        [
            "one of a list",
            { agents: [{ ...agent, lables: "linux" }] },
            "'jenkins-efs:agents[0].labels[0]' 'linux'",
        ],
    ] satisfies [string, Values, string][])
        it(`moves from a misspelt key what the one that was meant takes: ${given}`, () => {
            const [, mended = ""] = /^ {4}fix {6}(.*)$/m.exec(shown(change)) ?? [];
            assert.ok(mended.startsWith("pulumi config rm ") && mended.endsWith(fix), shown(change));
        });

    it("moves nothing that the key which was meant does not take", () => {
        assert.doesNotMatch(shown({ network: { vpcCIDR: "10.1.2.3/16" } }), /fix/);
    });

    it("is told of a thousand agents within seconds", () => {
        const agents = Array.from({ length: 999 }, (_, at) => ({ name: `linux.${at}`, executors: "3" }));
        const before = process.cpuUsage();
        assert.ok(faultsOf({ ...valid, agents }).length > 999);
        assert.ok(process.cpuUsage(before).user < 10_000_000);
    });

    it("moves nothing from a key that is like none, nor to one that is set, nor what may be a secret", () => {
        for (const change of [
            { zones: 3 },
            { ownr: "ci" },
            { secrets: "hunter2" },
            { backup: { retentionDay: [1] } },
        ])
            assert.doesNotMatch(shown(change), /config rm/);
    });

    it("hides the user and the query of a URL, which CI logs would keep", () => {
        const message = shown({ controllerUrl: "https://me:hunter2@jenkins.example.com/?token=hunter2" });
        assert.doesNotMatch(message, /hunter2/);
        assert.match(message, /https:\/\/\[hidden\]@jenkins\.example\.com\/\?\[hidden\]/);
    });

    it("hides what a key's name calls a secret, also inside a section", () => {
        assert.doesNotMatch(shown({ jenkinsPassword: "hunter2" }), /hunter2/);
        assert.doesNotMatch(shown({ agents: [{ ...agent, secret: "hunter2" }] }), /hunter2/);
        assert.doesNotMatch(shown({ network: [{ apiToken: "hunter2" }] }), /hunter2/);
    });
});
