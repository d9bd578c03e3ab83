import assert from "node:assert/strict";
import { DeleteFileSystemCommand, DescribeAccessPointsCommand, EFSClient } from "@aws-sdk/client-efs";
import {
    CreatePolicyVersionCommand,
    DeletePolicyVersionCommand,
    IAMClient,
    ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import { Stage } from "./stage";

const asked = "--agent linux-1 --yes";

describe("npm run restore, when something goes wrong", function () {
    this.timeout(60_000);
    const stage = Stage.open();

    const left = () => stage.left();
    const whole = { fileSystems: 1, accessPoints: 1, mountTargets: 2, open: ["linux-1"] };
    const nothing = { fileSystems: 0, accessPoints: 0, mountTargets: 0, open: [] };

    async function isWhole(jobs = 1): Promise<void> {
        assert.deepEqual(await left(), whole);
        assert.equal(stage.backup.jobs.length, jobs);
        stage.aws.faults = [];
        await stage.run("--remove --yes");
        assert.deepEqual(await left(), nothing);
        stage.isClean = true;
    }

    for (const [what, call] of [
        ["the start of the job", "backup:PUT /restore-jobs"],
        ["a look at the job", /^backup:GET \/restore-jobs\/0/],
        ["a mount target", "elasticfilesystem:POST /2015-02-01/mount-targets"],
        ["the agent's role", "iam:CreatePolicyVersion"],
    ] as const)
        it(`gets through where AWS throttles ${what}`, async () => {
            stage.aws.faults = [{ call, kind: "throttle", times: 1 }];
            await stage.run(asked);
            await isWhole();
        });

    for (const [what, call] of [
        ["the start of the job", "backup:PUT /restore-jobs"],
        ["a mount target", "elasticfilesystem:POST /2015-02-01/mount-targets"],
        ["the agent's role", "iam:CreatePolicyVersion"],
        ["a look at the job", /^backup:GET \/restore-jobs\/0/],
    ] as const)
        it(`makes nothing twice where the answer to ${what} is lost`, async () => {
            stage.aws.faults = [{ call, kind: "lost", times: 1 }];
            await stage.run(asked);
            const { open, ...made } = await left();
            // IAM's call has no token: the same version twice lets no more than once, and both go.
            assert.deepEqual([...new Set(open.map((each) => each.split(" ")[0]))], ["linux-1"]);
            assert.deepEqual({ ...made, open: ["linux-1"] }, whole);
            assert.equal(stage.backup.jobs.length, 1);
            await stage.run("--remove --yes");
            assert.deepEqual(await left(), nothing);
            stage.isClean = true;
        });

    for (const [what, call] of [
        ["to list the backup", /^backup:GET \/backup-vaults/],
        ["to start a restore", "backup:PUT /restore-jobs"],
        ["to make an access point", "elasticfilesystem:POST /2015-02-01/access-points"],
        ["to make a mount target", "elasticfilesystem:POST /2015-02-01/mount-targets"],
        ["to change the agent's role", "iam:CreatePolicyVersion"],
    ] as const)
        it(`says what is missing where it may not be done ${what}, and goes on from there`, async () => {
            stage.aws.faults = [{ call, kind: "deny" }];
            await assert.rejects(
                stage.run(asked),
                /What the caller has to be allowed is printed by: npm run --silent restore -- --stack dev --policy/,
            );
            assert.deepEqual((await left()).open, []);
            stage.aws.faults = [];
            await stage.run(asked);
            await isWhole();
        });

    it("puts no mount target before the policy, whatever fails", async () => {
        stage.aws.faults = [{ call: /^elasticfilesystem:PUT .*policy/, kind: "error" }];
        await assert.rejects(stage.run(asked), /PutFileSystemPolicy in eu-central-1/);
        assert.equal((await left()).mountTargets, 0);
    });

    for (const [status, message] of [
        ["FAILED", "Item /agents/linux-1/cashe does not exist in the recovery point."],
        ["ABORTED", "The restore was aborted."],
    ] as const)
        it(`says why a job ended as ${status}, and tries again with another job`, async () => {
            stage.backup.ends = { status, message };
            await assert.rejects(stage.run(asked), (error: Error) =>
                error.message.includes(
                    `ended as ${status}: ${message}\nA path has to be as it was in the backup`,
                ),
            );
            stage.backup.ends = undefined;
            await stage.run(asked);
            await isWhole(2);
        });

    it("goes on with the job that it was interrupted in", async () => {
        const interrupted = stage.session(false, (line) => {
            if (line.startsWith("Waiting")) throw new Error("interrupted");
        });
        await assert.rejects(stage.run(asked, interrupted), /interrupted/);
        await stage.run(asked);
        assert.ok(stage.lines.some((line) => /^Goes on with restore job 0/.test(line)));
        await isWhole();
    });

    it("removes nothing of a job that is under way, says so, and does once it has ended", async () => {
        stage.backup.looks = 1000;
        const interrupted = stage.session(false, (line) => {
            if (line.startsWith("Waiting")) throw new Error("interrupted");
        });
        await assert.rejects(stage.run(asked, interrupted), /interrupted/);
        await stage.backup.made;
        const { passed, text } = await stage.run("--remove --yes");
        assert.equal(passed, false);
        assert.match(text, /under way: AWS stops no restore job\. Remove it once job 0\S+ has ended\./);
        assert.equal((await left()).fileSystems, 1);
        Object.assign(stage.backup.jobs[0] ?? {}, { status: "COMPLETED" });
        assert.equal((await stage.run("--remove --yes")).passed, true);
        assert.deepEqual(await left(), nothing);
    });

    it("is one restore where two people ask for the same at once", async () => {
        const [one, other] = await Promise.all([stage.run(asked), stage.run(asked)]);
        const known = ({ json }: typeof one) => {
            const { run, fileSystemId } = json as Readonly<Record<string, string>>;
            return [run, fileSystemId];
        };
        assert.deepEqual(known(one), known(other));
        // moto makes an access point anew for a token that it knows: the next test has AWS's answer.
        const { accessPoints, ...made } = await left();
        assert.ok(accessPoints <= 2);
        assert.deepEqual(made.fileSystems, 1);
        assert.equal(made.mountTargets, 2);
        assert.equal(stage.backup.jobs.length, 1);
    });

    it("takes the access point of who was faster", async () => {
        stage.aws.faults = [{ call: "elasticfilesystem:POST /2015-02-01/mount-targets", kind: "deny" }];
        await assert.rejects(stage.run(asked));
        stage.aws.faults = [];
        const { AccessPoints = [] } = await stage
            .session()
            .client(EFSClient)
            .send(new DescribeAccessPointsCommand({}));
        const point = AccessPoints.find(({ FileSystemId }) => FileSystemId !== stage.fileSystemId);
        let looks = 0;
        stage.aws.recorded = [
            ...stage.aws.recorded,
            {
                call: "elasticfilesystem:GET /2015-02-01/access-points",
                source: "API_DescribeAccessPoints",
                answer: () => ({ AccessPoints: looks++ === 0 ? [] : [point] }),
            },
            {
                call: "elasticfilesystem:POST /2015-02-01/access-points",
                source: "API_CreateAccessPoint",
                status: 409,
                error: "AccessPointAlreadyExists",
                answer: "the client token was used",
            },
        ];
        const { json } = await stage.run(asked);
        assert.equal((json as { readonly accessPointId: string }).accessPointId, point?.AccessPointId);
    });

    it("keeps two restores apart, and removes only the one that is named", async () => {
        await stage.run(asked);
        const { json } = await stage.run("--area cache --path m2 --for linux-2 --yes");
        const { passed, text } = await stage.run("--remove --yes");
        assert.equal(passed, false);
        assert.match(text, /There is more than one: give --run/);
        await stage.run(`--remove --yes --run ${(json as { readonly run: string }).run}`);
        assert.deepEqual(await left(), whole);
    });

    it("removes what is half gone already, and says when nothing is left", async () => {
        await stage.run(asked);
        const { json } = await stage.run(asked);
        const { fileSystemId } = json as { readonly fileSystemId: string };
        for (const each of [/DELETE .*access-points/, /DELETE .*mount-targets/, /DELETE .*file-systems/])
            stage.aws.faults = [...stage.aws.faults, { call: each, kind: "lost", times: 1 }];
        assert.match(
            (await stage.run("--remove --yes")).text,
            new RegExp(`file system ${fileSystemId}; no agent's role`),
        );
        assert.deepEqual(await left(), nothing);
        assert.match((await stage.run("--remove --yes")).text, /^Nothing was left of a restore\.\n$/);
        const session = stage.session();
        await assert.rejects(
            session.client(EFSClient).send(new DeleteFileSystemCommand({ FileSystemId: fileSystemId })),
        );
    });

    it("restores the same again after it was removed, with a job of its own", async () => {
        await stage.run(asked);
        await stage.run("--remove --yes");
        await stage.run(asked);
        await isWhole(2);
    });

    it("makes room among the five versions of the agent's policy, and puts the last of them back", async () => {
        await stage.fillVersions();
        await stage.run(asked);
        await isWhole();
    });

    it("writes the agent's policy as it was where that version is gone", async () => {
        await stage.run(asked);
        const iam = stage.session().client(IAMClient);
        const [PolicyArn] = stage.policyArns;
        const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
        for (const { VersionId, IsDefaultVersion } of Versions)
            if (IsDefaultVersion !== true)
                await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
        await isWhole();
    });

    it("opens no role whose policy somebody changed, and says how to put it back", async () => {
        const iam = stage.session().client(IAMClient);
        const PolicyDocument = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*" }],
        });
        await iam.send(
            new CreatePolicyVersionCommand({
                PolicyArn: stage.policyArns[0],
                PolicyDocument,
                SetAsDefault: true,
            }),
        );
        await assert.rejects(stage.run(asked), /no statement NoOtherAccessPoint.*pulumi up --refresh/);
    });

    it("says in which region there is no such vault", async () => {
        stage.aws.recorded = [
            {
                call: /backup-vaults/,
                source: "API_ListRecoveryPointsByBackupVault",
                status: 404,
                error: "ResourceNotFoundException",
                answer: "Backup vault does not exist",
            },
        ];
        await assert.rejects(stage.run("--agent linux-1"), /no backup vault backup-1 in eu-central-1/);
    });

    it("says what is no answer, and does nothing on it", async () => {
        stage.aws.faults = [{ call: /backup-vaults/, kind: "malformed" }];
        await assert.rejects(stage.run(asked), /ListRecoveryPointsByBackupVault in eu-central-1/);
        assert.deepEqual(await left(), nothing);
    });

    it("passes over a recovery point that is partial or expired, and has none of a time before the first", async () => {
        const { text } = await stage.run("--agent linux-1");
        assert.match(
            text,
            /as of 2026-11-21T05:00:00\.000Z.*\nPasses over 2026-11-22T05:00:00\.000Z, which is PARTIAL\./,
        );
        await assert.rejects(
            stage.run("--agent linux-1 --as-of 2026-11-19"),
            /The oldest that can be restored is from 2026-11-20/,
        );
        stage.backup.points = [{ day: "21", status: "EXPIRED" }];
        await assert.rejects(stage.run("--agent linux-1"), /is EXPIRED\. There is none at all/);
        assert.deepEqual(stage.backup.jobs, []);
    });
});
