import assert from "node:assert/strict";
import { DescribeAccessPointsCommand, EFSClient } from "@aws-sdk/client-efs";
import { CreatePolicyVersionCommand, GetPolicyVersionCommand, IAMClient } from "@aws-sdk/client-iam";
import { nothing, type Stage, whole } from "./stage";

const asked = "--agent linux-1 --yes";

/** What it does where AWS refuses, fails or loses something, and where somebody else was there. */
export const faults = (stage: Stage): void => {
    for (const [what, call] of [
        ["the start of the job", "backup:PUT /restore-jobs"],
        ["a look at the job", /^backup:GET \/restore-jobs\/0/],
        ["a mount target", "elasticfilesystem:POST /2015-02-01/mount-targets"],
        ["the agent's role", "iam:CreatePolicyVersion"],
    ] as const)
        it(`gets through where AWS throttles ${what}`, async () => {
            stage.aws.faults = [{ call, kind: "throttle", times: 1 }];
            await stage.run(asked);
            await stage.isWhole();
        });

    for (const [what, call] of [
        ["the start of the job", "backup:PUT /restore-jobs"],
        ["a mount target", "elasticfilesystem:POST /2015-02-01/mount-targets"],
        ["the agent's role", "iam:CreatePolicyVersion"],
        ["a look at the job", /^backup:GET \/restore-jobs\/0/],
    ] as const)
        it(`makes nothing twice where the answer to ${what} is lost`, async () => {
            await stage.fillVersions();
            stage.aws.faults = [{ call, kind: "lost", times: 1 }];
            await stage.run(asked);
            const { open, ...made } = await stage.left();
            // IAM's call has no token: the same version twice lets no more than once, and both go.
            assert.deepEqual([...new Set(open.map((each) => each.split(" ")[0]))], ["linux-1"]);
            assert.deepEqual({ ...made, open: ["linux-1"] }, whole);
            assert.equal(stage.backup.jobs.length, 1);
            await stage.run("--remove --yes");
            assert.deepEqual(await stage.left(), nothing);
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
            assert.deepEqual((await stage.left()).open, []);
            stage.aws.faults = [];
            await stage.run(asked);
            await stage.isWhole();
        });

    it("puts no mount target before the policy, whatever fails", async () => {
        stage.aws.faults = [{ call: /^elasticfilesystem:PUT .*policy/, kind: "error" }];
        await assert.rejects(stage.run(asked), /PutFileSystemPolicy in eu-central-1/);
        assert.equal((await stage.left()).mountTargets, 0);
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
            await stage.isWhole(2);
        });

    it("goes on with the job that it was interrupted in", async () => {
        const interrupted = stage.session(false, (line) => {
            if (line.startsWith("Waiting")) throw new Error("interrupted");
        });
        await assert.rejects(stage.run(asked, interrupted), /interrupted/);
        await stage.run(asked);
        assert.ok(stage.lines.some((line) => /^Goes on with restore job 0/.test(line)));
        await stage.isWhole();
    });

    it("is one restore where two people ask for the same at once", async () => {
        stage.backup.lists = false;
        const [one, other] = await Promise.all([stage.run(asked), stage.run(asked)]);
        const known = ({ json }: typeof one) => {
            const { run, fileSystemId } = json as Readonly<Record<string, string>>;
            return [run, fileSystemId];
        };
        assert.deepEqual(known(one), known(other));
        // moto makes an access point anew for a token that it knows: the next test has AWS's answer.
        const { accessPoints, ...made } = await stage.left();
        assert.ok(accessPoints <= 2);
        assert.deepEqual(made.fileSystems, 1);
        assert.equal(made.mountTargets, 2);
        assert.equal(stage.backup.jobs.length, 1);
    });

    it("opens the role once more where somebody else wrote over it, who had read it before", async () => {
        const iam = stage.session().client(IAMClient);
        const [PolicyArn = ""] = stage.policyArns;
        const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
        const PolicyDocument = decodeURIComponent(PolicyVersion?.Document ?? "");
        const session = stage.session();
        let isWritten = false;
        session.pause = async () => {
            if (isWritten || (await stage.left()).open.length === 0) return;
            isWritten = true;
            await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
        };
        await stage.run(asked, session);
        assert.equal(isWritten, true);
        assert.deepEqual(await stage.left(), { ...whole, open: ["linux-1 before", "linux-1"] });
        await stage.run("--remove --yes");
        assert.deepEqual(await stage.left(), nothing);
        stage.isClean = true;
    });

    it("starts nothing where the agent's policy has no room for what it would restore", async () => {
        const iam = stage.session().client(IAMClient);
        const [PolicyArn = ""] = stage.policyArns;
        const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
        const { Statement, ...rest } = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
        const areas = { Sid: "Areas", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::" };
        const room = 6144 - JSON.stringify({ ...rest, Statement: [...Statement, areas] }).length;
        areas.Resource += "x".repeat(room);
        const PolicyDocument = JSON.stringify({ ...rest, Statement: [...Statement, areas] });
        await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
        await assert.rejects(stage.run(asked), /IAM takes 6144\. Give another agent with --for/);
        assert.deepEqual([await stage.left(), stage.backup.jobs], [nothing, []]);
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

    it("makes room among the five versions of the agent's policy, and puts the last of them back", async () => {
        await stage.fillVersions();
        await stage.run(asked);
        await stage.isWhole();
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
        assert.deepEqual([await stage.left(), stage.backup.jobs], [nothing, []]);
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
        assert.deepEqual(await stage.left(), nothing);
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
};
