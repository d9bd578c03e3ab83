import assert from "node:assert/strict";
import {
    DescribeAccessPointsCommand,
    DescribeFileSystemPolicyCommand,
    DescribeFileSystemsCommand,
    EFSClient,
} from "@aws-sdk/client-efs";
import { fileSystemPolicy } from "../../../infra/documents/fileSystemPolicy";
import type { Call } from "../../../operations/aws/session";
import { parseOptions } from "../../../operations/restore/options";
import { policyFor } from "../../../operations/restore/policy";
import { restore } from "../../../operations/restore/restore";
import { Graph } from "../../../state/graph";
import { allows } from "../leastPrivilege";
import { account, agentNames, keyArn, region, restoreRoleArn, tags } from "./environment";
import { assertLeastOf, reachOf } from "./permissions";
import type { Stage } from "./stage";

const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const efs = `arn:aws:elasticfilesystem:${region}:${account}`;

/** What it does where nothing goes wrong, and what its caller has to be allowed for that. */
export const life = (stage: Stage): void => {
    const statements = (args: string) =>
        policyFor(stage.subject, parseOptions(["--stack", "dev", ...args.split(" ")]));

    const assertLeastFor = (args: string, calls: readonly Call[], mark?: string) =>
        assertLeastOf(statements(args), calls, mark);

    it("lists what could be restored, and is allowed no more for that", async () => {
        const session = stage.session();
        const { text, passed } = await stage.run("--json", session);
        assert.match(
            text,
            /\n {2}2026-11-22T05:00:00\.000Z.*not to be restored: PARTIAL.*\n {2}2026-11-21T05.* 5\.0 GiB {2}warm/,
        );
        assert.equal(passed, true);
        await assertLeastFor("--json", session.calls);
        stage.isClean = true;
    });

    it("lists the copies of other regions too, and what stands by, with what each of them is restored by", async () => {
        const there = JSON.stringify(stage.state)
            .replaceAll(region, "eu-west-1")
            .replaceAll("backup-1", "standby-1")
            .replaceAll(stage.fileSystemId, "fs-0bbbbbbbbbbbbbbbb");
        const standby = { name: "standby", graph: Graph.of(JSON.parse(there)), standbyFor: "dev" };
        const subject = { ...stage.subject, standby };
        stage.backup.elsewhere = {
            copy: [
                { day: "21", status: "COMPLETED" },
                { day: "22", status: "PARTIAL" },
            ],
            "standby-1": [{ day: "23", status: "COMPLETED" }],
        };
        stage.aws.recorded = stage.backup.recorded;
        const options = parseOptions(["--stack", "dev"]);
        const session = stage.session();
        const { text, passed } = await restore.run(session, subject, options);
        assert.equal(passed, true);
        const [, home = "", copies = "", promoted = ""] =
            /^(Recovery points of .*)(In vault copy in us-west-2:.*)(In vault standby-1 in eu-west-1:.*)$/s.exec(
                text,
            ) ?? [];
        assert.match(home, /vault backup-1 in eu-central-1:/);
        assert.match(
            copies,
            /2026-11-21T05.*lands in us-west-2, out of reach.*\n {2}aws backup start-copy-job --region us-west-2 --source-backup-vault-name copy --recovery-point-arn arn:\S+21 --destination-backup-vault-arn arn:aws:backup:eu-central-1:\d+:backup-vault:backup-1 --iam-role-arn arn:\S+-backup --lifecycle DeleteAfterDays=35\n$/s,
        );
        assert.match(
            promoted,
            /2026-11-23T05.*of fs-0b+, and are restored in eu-west-1.*\n {2}npm run restore -- --stack dev --environment standby\n$/s,
        );
        assert.deepEqual(
            session.calls.map((call) => [call.region, call.input.ByResourceArn]),
            [
                [region, `${efs}:file-system/${stage.fileSystemId}`],
                ["us-west-2", `${efs}:file-system/${stage.fileSystemId}`],
                ["eu-west-1", `${efs.replace(region, "eu-west-1")}:file-system/fs-0bbbbbbbbbbbbbbbb`],
            ],
        );
        await assertLeastOf(policyFor(subject, options), session.calls);
        stage.aws.faults = [{ call: /vaults\/copy/, kind: "error" }];
        assert.match(
            (await restore.run(stage.session(), subject, options)).text,
            /\nIn vault copy in us-west-2: us-west-2 does not answer\.\nIn vault standby-1/,
        );
        stage.isClean = true;
    });

    it("tells its plan, and makes nothing until --yes", async () => {
        const { text } = await stage.run("--area cache --path m2");
        assert.match(
            text,
            /^Restores \/shared\/cache\/m2 of .*agent linux-2 may mount that access point, to read.*\nRun it again with --yes/s,
        );
        assert.deepEqual(
            stage.aws.came.map(({ name }) => name.split(" ")[0]),
            ["backup:GET"],
        );
        stage.isClean = true;
    });

    it("puts one directory alone within reach of one agent, with the least that its policy allows", async () => {
        const session = stage.session();
        await stage.failOnce("--agent linux-1 --path cache/m2 --yes", session);
        await stage.fillVersions();
        const { json } = await stage.run("--agent linux-1 --path cache/m2 --yes", session);
        const { run, fileSystemId = "", accessPointId, commands } = json as Readonly<Record<string, string>>;
        const [, job, ...others] = stage.backup.jobs;
        assert.deepEqual(others, []);
        assert.deepEqual(job?.metadata, {
            "file-system-id": stage.fileSystemId,
            newFileSystem: "true",
            Encrypted: "true",
            KmsKeyId: keyArn,
            PerformanceMode: "generalPurpose",
            CreationToken: job?.metadata.CreationToken,
            ItemsToRestore: '["/agents/linux-1/cache/m2"]',
        });
        // What tells a retry from a second restore: the first job failed.
        assert.equal(job?.token, `${job?.metadata.CreationToken}-1`);
        const client = session.client(EFSClient);
        const { FileSystems: [made] = [] } = await client.send(
            new DescribeFileSystemsCommand({ FileSystemId: fileSystemId }),
        );
        assert.deepEqual(Object.fromEntries((made?.Tags ?? []).map(({ Key, Value }) => [Key, Value])), {
            project: "jenkins-efs",
            environment: "dev",
            "restore-of": "/agents/linux-1",
            "restore-for": "linux-1",
            "restore-run": run,
        });
        const { AccessPoints: [point, ...more] = [] } = await client.send(
            new DescribeAccessPointsCommand({ FileSystemId: fileSystemId }),
        );
        assert.deepEqual([point?.AccessPointId, point?.RootDirectory?.Path, more], [accessPointId, "/", []]);
        assert.match(
            String(commands),
            /accesspoint=fsap-\w+ fs-\w+:\/ \/mnt\/restored-.*aws-backup-restore_\*\/agents\/linux-1\/cache\/m2 \/mnt\/efs\/linux-1\/restored-/,
        );
        await assertLeastFor(
            "--agent linux-1 --path cache/m2 --yes",
            session.calls.filter(
                ({ input }) => input.FileSystemId !== fileSystemId || !("MaxItems" in input),
            ),
        );

        for (const [at, name] of agentNames.entries())
            assert.deepEqual(
                await reachOf(
                    stage.policyArns[at] ?? "",
                    name,
                    fileSystemId,
                    point?.AccessPointArn ?? "",
                    session,
                ),
                name === "linux-1" ? ["yes", "never", "never"] : ["never", "never", "never"],
                name,
            );
        const removal = stage.session();
        await stage.run(`--remove --run ${run} --yes`, removal);
        // What it calls where a job is under way, a run was interrupted before its tags, and no version is as before.
        const rare = [
            { action: "backup:GetRestoreJobMetadata", input: {} },
            { action: "iam:CreatePolicyVersion", input: { PolicyArn: stage.policyArns[1] } },
            { action: "elasticfilesystem:TagResource", input: { ResourceId: "fs-1", Tags: tagList } },
        ];
        await assertLeastFor("--remove", [...removal.calls, ...rare.map((call) => ({ ...call, region }))]);
        stage.isClean = true;
    });

    it("allows its caller nothing that another's files or the environment's own could be lost by", async () => {
        const policy = [
            ...statements("--agent linux-1 --yes"),
            ...statements("--remove --yes"),
            ...statements("--new-file-system --yes"),
        ];
        const own = {
            "aws:ResourceTag/project": tags.project,
            "aws:ResourceTag/environment": tags.environment,
        };
        const theirs = {
            ...own,
            "aws:ResourceTag/environment": "prod",
            "aws:ResourceTag/restore-run": "0123456789ab",
        };
        for (const action of [
            "DeleteFileSystem",
            "PutFileSystemPolicy",
            "CreateAccessPoint",
            "CreateMountTarget",
            "DeleteMountTarget",
        ])
            for (const context of [own, theirs, {}])
                assert.equal(
                    await allows(policy, account, `elasticfilesystem:${action}`, {
                        resource: `${efs}:file-system/fs-1`,
                        context,
                    }),
                    false,
                    action,
                );
        const marked = {
            "aws:RequestTag/project": tags.project,
            "aws:RequestTag/environment": tags.environment,
            "aws:RequestTag/restore-run": "1",
        };
        for (const context of [
            { ...marked, ...own },
            { ...marked, ...theirs },
        ])
            assert.equal(
                await allows(policy, account, "elasticfilesystem:TagResource", {
                    resource: `${efs}:file-system/fs-1`,
                    context,
                }),
                false,
            );
        const pass = {
            resource: restoreRoleArn.replace("dev", "prod"),
            context: { "iam:PassedToService": "backup.amazonaws.com" },
        };
        assert.equal(await allows(policy, account, "iam:PassRole", pass), false);
        assert.equal(
            await allows(statements("--agent linux-1 --yes"), account, "iam:CreatePolicyVersion", {
                resource: stage.policyArns[1] ?? "",
            }),
            false,
        );
        assert.equal(
            await allows(policy, account, "backup:DeleteRecoveryPoint", {
                resource: `arn:aws:backup:${region}:${account}:recovery-point:1`,
            }),
            false,
        );
        stage.isClean = true;
    });

    it("says every call in a dry run, and changes nothing", async () => {
        const { text } = await stage.run("--agent linux-1", stage.session(true));
        assert.match(text, /^A dry run: nothing of this was done\.\n/);
        const said = stage.lines
            .filter((line) => line.startsWith("would call"))
            .map((line) => line.split(/ +/)[2]);
        assert.deepEqual(said, [
            "backup:StartRestoreJob",
            "elasticfilesystem:TagResource",
            "elasticfilesystem:CreateAccessPoint",
            "elasticfilesystem:PutFileSystemPolicy",
            "elasticfilesystem:CreateMountTarget",
            "elasticfilesystem:CreateMountTarget",
            "iam:CreatePolicyVersion",
        ]);
        assert.deepEqual(
            stage.aws.came.filter(({ name }) => !/:GET |:(Get|List|Describe)/.test(name)),
            [],
        );
        stage.isClean = true;
    });

    it("tells commands that a shell takes, whatever file and profile are called", async () => {
        const args = ["--file", "my state.json", "--profile", "it's me", "--agent", "linux-1"];
        const { json } = await restore.run(stage.session(true), stage.subject, parseOptions(args));
        const { remove } = json as Readonly<Record<string, string>>;
        assert.match(
            remove ?? "",
            /^npm run restore -- --file 'my state\.json' --profile 'it'\\''s me' --remove --run \w+ --yes$/,
        );
        stage.isClean = true;
    });

    it("restores everything into a file system that stays, with the kit's policy and no mount target", async () => {
        const session = stage.session();
        await stage.failOnce("--new-file-system --yes", session);
        const { json, text } = await stage.run("--new-file-system --yes", session);
        const { fileSystemId } = json as Readonly<Record<string, string>>;
        assert.equal(stage.backup.jobs[1]?.metadata.ItemsToRestore, undefined);
        const { Policy } = await session
            .client(EFSClient)
            .send(new DescribeFileSystemPolicyCommand({ FileSystemId: fileSystemId }));
        assert.equal(Policy, fileSystemPolicy(`${efs}:file-system/${fileSystemId}`));
        assert.deepEqual(
            session.calls.filter(({ action }) => /MountTarget|iam:/.test(action)),
            [],
        );
        assert.match(
            text,
            new RegExp(`pulumi config set --path 'jenkins-efs:storage\\.fileSystemId' ${fileSystemId}\n`),
        );
        await assertLeastFor(
            "--new-file-system --yes",
            session.calls.filter(({ action }) => action !== "elasticfilesystem:DescribeFileSystemPolicy"),
            "restored-from",
        );
        assert.match((await stage.run("--remove --yes")).text, /^Nothing was left/);
    });
};
