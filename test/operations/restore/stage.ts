import assert from "node:assert/strict";
import {
    DescribeAccessPointsCommand,
    DescribeFileSystemsCommand,
    DescribeMountTargetsCommand,
    EFSClient,
} from "@aws-sdk/client-efs";
import {
    CreatePolicyVersionCommand,
    GetPolicyVersionCommand,
    IAMClient,
    ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import { explained } from "../../../operations/aws/errors";
import { Session } from "../../../operations/aws/session";
import type { Outcome, Subject } from "../../../operations/operation";
import { runsIn } from "../../../operations/restore/opening";
import { parseOptions } from "../../../operations/restore/options";
import { restore } from "../../../operations/restore/restore";
import type { Export } from "../../../state/exported";
import { Graph } from "../../../state/graph";
import { LocalAws } from "../localAws";
import { account, deployedIn, region } from "./environment";
import { RecordedBackup } from "./recordedBackup";

/** What is left of one restore for linux-1, and of none. */
export const whole = { fileSystems: 1, accessPoints: 1, mountTargets: 2, open: ["linux-1"] };
export const nothing = { fileSystems: 0, accessPoints: 0, mountTargets: 0, open: [] };

/** An environment on a local AWS, anew for each test, and the command on it. */
export class Stage {
    aws!: LocalAws;
    backup!: RecordedBackup;
    subject!: Subject;
    state!: Export;
    fileSystemId = "";
    policyArns: readonly string[] = [];
    /** What was said on standard error. */
    lines: string[] = [];

    /** For the describe block that it is called in. */
    static open(): Stage {
        const stage = new Stage();
        LocalAws.during((aws) => {
            stage.aws = aws;
        });
        beforeEach(() => stage.#prepare());
        return stage;
    }

    /** Whether the next test gets it as the last one leaves it: to make one anew takes longer than most tests. */
    isClean = false;

    async #prepare(): Promise<void> {
        if (!this.isClean) {
            await this.aws.reset();
            const { state, fileSystemId, policyArns } = await deployedIn(this.session());
            Object.assign(this, { state, fileSystemId, policyArns });
            this.subject = {
                environment: { name: "dev", graph: Graph.of(state) },
                place: { partition: "aws", account, region },
            };
        }
        this.isClean = false;
        this.lines = [];
        this.aws.faults = [];
        this.backup = new RecordedBackup(this.session());
        this.aws.recorded = this.backup.recorded;
        this.aws.came = [];
    }

    session(dryRun = false, say = (line: string): unknown => this.lines.push(line)): Session {
        return new Session({
            region,
            pace: 0.0001,
            dryRun,
            say: (line) => void say(line),
            pretended: restore.pretended ?? {},
        });
    }

    /** Runs the command, and throws what `npm run` would print. */
    async run(args: string, session = this.session()): Promise<Outcome> {
        try {
            return await restore.run(
                session,
                this.subject,
                parseOptions(["--stack", "dev", ...args.split(" ")]),
            );
        } catch (error) {
            throw explained(error, "npm run --silent restore -- --stack dev --policy");
        }
    }

    /** What there is beside the environment's own, and for whom its roles are open. */
    async left() {
        const session = this.session();
        const [efs, iam] = [session.client(EFSClient), session.client(IAMClient)];
        const { FileSystems = [] } = await efs.send(new DescribeFileSystemsCommand({}));
        const restored = FileSystems.filter(({ FileSystemId }) => FileSystemId !== this.fileSystemId);
        const counts = {
            fileSystems: restored.length,
            accessPoints: 0,
            mountTargets: 0,
            open: [] as string[],
        };
        for (const { FileSystemId } of restored) {
            counts.accessPoints +=
                (await efs.send(new DescribeAccessPointsCommand({ FileSystemId }))).AccessPoints?.length ?? 0;
            counts.mountTargets +=
                (await efs.send(new DescribeMountTargetsCommand({ FileSystemId }))).MountTargets?.length ?? 0;
        }
        for (const [at, PolicyArn] of this.policyArns.entries()) {
            const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
            for (const { VersionId } of Versions) {
                const { PolicyVersion } = await iam.send(
                    new GetPolicyVersionCommand({ PolicyArn, VersionId }),
                );
                const runs = runsIn(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")));
                if (runs.length > 0)
                    counts.open.push(`linux-${at + 1}${PolicyVersion?.IsDefaultVersion ? "" : " before"}`);
            }
        }
        return counts;
    }

    /** Has a job fail before the next one. */
    async failOnce(args: string, session: Session): Promise<void> {
        this.backup.ends = { status: "FAILED", message: "for the test" };
        await assert.rejects(this.run(args, session), /ended as FAILED: for the test/);
        this.backup.ends = undefined;
    }

    /** Has the first agent's policy have as many versions as IAM keeps. */
    async fillVersions(): Promise<void> {
        const iam = this.session().client(IAMClient);
        const [PolicyArn = ""] = this.policyArns;
        const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
        const VersionId = Versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId;
        const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
        const PolicyDocument = decodeURIComponent(PolicyVersion?.Document ?? "");
        for (let version = Versions.length + 1; version <= 5; version += 1)
            await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    }

    /** Holds that one restore is there, by so many jobs, and that its removal leaves nothing of it. */
    async isWhole(jobs = 1): Promise<void> {
        assert.deepEqual(await this.left(), whole);
        assert.equal(this.backup.jobs.length, jobs);
        this.aws.faults = [];
        await this.run("--remove --yes");
        assert.deepEqual(await this.left(), nothing);
        this.isClean = true;
    }
}
