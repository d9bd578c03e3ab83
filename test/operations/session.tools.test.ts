import assert from "node:assert/strict";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { CreateFileSystemCommand, DescribeFileSystemsCommand, EFSClient } from "@aws-sdk/client-efs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
    CreateSecretCommand,
    ListSecretsCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { explained } from "../../operations/aws/errors";
import { callerIn } from "../../operations/aws/place";
import { Session, type SessionOptions } from "../../operations/aws/session";
import { LocalAws } from "./localAws";

const region = "eu-central-1";

describe("a command's session with AWS", () => {
    let aws: LocalAws;
    let lines: string[];
    LocalAws.during((local) => {
        aws = local;
    });
    beforeEach(async () => {
        await aws.reset();
        lines = [];
    });
    const session = (options: Partial<SessionOptions> = {}) =>
        new Session({ region, say: (line) => lines.push(line), ...options });

    it("notes each call as a policy names it, with its region", async () => {
        const one = session();
        await one.client(EFSClient).send(new DescribeFileSystemsCommand({}));
        await one.client(CloudWatchClient, "us-east-1").send(new ListMetricsCommand({}));
        await one.client(IAMClient).send(new ListRolesCommand({}));
        assert.deepEqual(
            one.calls.map((call) => `${call.action} ${call.region}`),
            [
                "elasticfilesystem:DescribeFileSystems eu-central-1",
                "cloudwatch:ListMetrics us-east-1",
                "iam:ListRoles eu-central-1",
            ],
        );
        assert.deepEqual(
            aws.came.map(({ by }) => by),
            ["moto", "moto", "moto"],
        );
    });

    it("says in a dry run each call without its secrets, and makes those only that change nothing", async () => {
        const dry = session({
            dryRun: true,
            pretended: { "secretsmanager:CreateSecret": () => ({ ARN: "(its ARN)" }) },
        });
        const secrets = dry.client(SecretsManagerClient);
        const { ARN } = await secrets.send(
            new CreateSecretCommand({ Name: "agent", SecretString: "hidden" }),
        );
        const { SecretList } = await secrets.send(new ListSecretsCommand({}));
        await dry.until(
            "the agent is online",
            { everySeconds: 5, minutes: 10 },
            async () => undefined,
            "online",
        );
        assert.deepEqual([ARN, SecretList], ["(its ARN)", []]);
        assert.deepEqual(
            aws.came.map(({ name }) => name),
            ["secretsmanager:ListSecrets"],
        );
        assert.match(
            lines[0] ?? "",
            /^would call {2}secretsmanager:CreateSecret in eu-central-1 \{"Name":"agent","SecretString":"\[secret\]"/,
        );
        assert.match(lines[1] ?? "", /^calls {7}secretsmanager:ListSecrets in eu-central-1 \{\}$/);
        assert.match(lines[2] ?? "", /^would wait {2}until the agent is online, for 10 minutes at most$/);
    });

    it("tries again where AWS is busy, fails or loses a connection", async () => {
        aws.faults = (["throttle", "error", "reset", "lost"] as const).map((kind) => ({
            call: /file-systems$/,
            kind,
            times: 1,
        }));
        const efs = session().client(EFSClient);
        await efs.send(new DescribeFileSystemsCommand({}));
        assert.deepEqual(
            aws.came.map(({ by }) => by),
            ["throttle", "error", "reset", "lost", "moto"],
        );
    });

    it("is told by a client token that what a lost answer was about is done", async () => {
        aws.faults = [{ call: /file-systems$/, kind: "lost", times: 1 }];
        const efs = session().client(EFSClient);
        const made = await efs
            .send(new CreateFileSystemCommand({ CreationToken: "one" }))
            .catch((error) => error.name);
        assert.equal(made, "FileSystemAlreadyExists");
    });

    for (const [kind, call, told] of [
        [
            "deny",
            "iam:ListRoles",
            /^iam:ListRoles in eu-central-1: AccessDenied.*\n.*printed by: npm run x --policy$/s,
        ],
        ["expired", "iam:ListRoles", /ExpiredToken.*\nLog in as the AWS CLI does/s],
        ["malformed", "iam:ListRoles", /^iam:ListRoles in eu-central-1: /],
    ] as const) {
        it(`says what would do where AWS answers with the fault ${kind}`, async () => {
            aws.faults = [{ call, kind }];
            const error = await session()
                .client(IAMClient)
                .send(new ListRolesCommand({}))
                .catch((thrown) => thrown);
            assert.match(explained(error, "npm run x --policy").message, told);
        });
    }

    it("refuses credentials for another account than the stack's, and names both", async () => {
        const place = { partition: "aws", account: "210987654321", region };
        await assert.rejects(callerIn(session(), place), /in account 210987654321.*for 123456789012/);
    });

    it("waits for as long as it says, and then says what for", async () => {
        const impatient = session({ pace: 0.0001 });
        const looks: number[] = [];
        const waiting = impatient.until(
            "it is",
            { everySeconds: 10, minutes: 1 },
            async () => void looks.push(1),
            0,
        );
        await assert.rejects(waiting, /Waited 1 minutes in vain until it is\./);
        assert.equal(looks.length, 7);
        assert.deepEqual(lines, ["Waiting until it is, for 1 minutes at most."]);
    });
});
