import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Account } from "../../../rehearsal/providers/aws/account";
import { AwsStandIn } from "../../../rehearsal/providers/aws/provider";
import { type Properties, unknownValue } from "../../../rehearsal/providers/aws/values";

const urn = (token: string, name: string): string =>
    `urn:pulumi:dev::jenkins-efs::jenkins-efs:part:Part$${token}::${name}`;

const fileSystem = "aws:efs/fileSystem:FileSystem";
const mountTarget = "aws:efs/mountTarget:MountTarget";
const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";
const role = "aws:iam/role:Role";

const seed = new Uint8Array([1, 2, 3]);

describe("The stand-in for AWS", () => {
    let folder: string;
    let account: Account;
    let aws: AwsStandIn;

    beforeEach(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), "jenkins-efs-test-"));
        account = new Account(folder);
        aws = new AwsStandIn(account, { region: "eu-west-1", defaultTags: { owner: "ci", project: "kit" } });
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const check = (token: string, name: string, news: Properties, olds: Properties = {}) =>
        aws.check(urn(token, name), olds, news, seed);

    const create = (token: string, name: string, news: Properties) => {
        const { inputs, faults } = check(token, name, news);
        assert.deepEqual(faults, []);
        return { inputs, ...aws.create(urn(token, name), inputs, false) };
    };

    describe("checks what a program asks for, and", () => {
        it("refuses an input that the type does not have", () => {
            const { faults } = check(fileSystem, "storage", { encryptd: true });
            assert.deepEqual(faults, [
                { property: "encryptd", reason: `${fileSystem} has no input encryptd` },
            ]);
        });

        it("refuses a resource without a required input", () => {
            const { faults } = check(mountTarget, "storage", { subnetId: "subnet-0123456789abcdef0" });
            assert.deepEqual(
                faults.map(({ property }) => property),
                ["fileSystemId"],
            );
        });

        it("takes an unknown value for one that is set", () => {
            const { faults } = check(mountTarget, "storage", {
                subnetId: unknownValue,
                fileSystemId: unknownValue,
            });
            assert.deepEqual(faults, []);
        });

        it("refuses a type that it does not know, and says which file to extend", () => {
            assert.throws(
                () => check("aws:sqs/queue:Queue", "queue", {}),
                /does not know aws:sqs\/queue:Queue.*rehearsal\/providers\/aws\/types\//,
            );
        });

        it("fills in the official provider's defaults and notes which they are", () => {
            const { inputs } = check("aws:kms/key:Key", "data", { isEnabled: false });
            assert.deepEqual(inputs, {
                bypassPolicyLockoutSafetyCheck: false,
                customerMasterKeySpec: "SYMMETRIC_DEFAULT",
                isEnabled: false,
                keyUsage: "ENCRYPT_DECRYPT",
                __defaults: ["bypassPolicyLockoutSafetyCheck", "customerMasterKeySpec", "keyUsage"],
            });
        });
    });

    describe("names resources as the official provider does: it", () => {
        const nameOf = (token: string, name: string, news: Properties, olds: Properties = {}): unknown =>
            check(token, name, news, olds).inputs.name;

        it("appends seven hexadecimal digits to the logical name", () => {
            assert.match(String(nameOf(launchTemplate, "agent-linux", {})), /^agent-linux-[0-9a-f]{7}$/);
        });

        it("keeps a name that the program gives", () => {
            assert.equal(nameOf(launchTemplate, "agent-linux", { name: "mine" }), "mine");
        });

        it("keeps its own name over updates", () => {
            const { inputs } = check(launchTemplate, "agent-linux", {});
            const again = aws.check(urn(launchTemplate, "agent-linux"), inputs, {}, new Uint8Array([9]));
            assert.equal(again.inputs.name, inputs.name);
        });

        it("gives a new name when the program stops giving one", () => {
            assert.match(
                String(nameOf(launchTemplate, "agent-linux", {}, { name: "mine", __defaults: [] })),
                /^agent-linux-[0-9a-f]{7}$/,
            );
        });

        it("leaves the name to AWS for a prefix, and does not know it before", () => {
            const { inputs } = check(role, "agent", { namePrefix: "agent-", assumeRolePolicy: "{}" });
            assert.equal(inputs.name, undefined);
            const preview = aws.create(urn(role, "agent"), inputs, true);
            assert.equal(preview.outputs.name, unknownValue);
            const { id, outputs } = aws.create(urn(role, "agent"), inputs, false);
            assert.match(id, /^agent-\d{14}[0-9a-f]{12}$/);
            assert.equal(outputs.name, id);
        });

        it("puts alias/ before a key's alias, and writes a bucket in lower case", () => {
            assert.match(
                String(nameOf("aws:kms/alias:Alias", "data", { targetKeyId: "k" })),
                /^alias\/data-[0-9a-f]{7}$/,
            );
            assert.match(
                String(check("aws:s3/bucket:Bucket", "Trail", {}).inputs.bucket),
                /^trail-[0-9a-f]{7}$/,
            );
        });

        it("refuses a name that is longer than AWS takes", () => {
            const { faults } = check(role, "r".repeat(57), { assumeRolePolicy: "{}" });
            assert.match(faults[0]?.reason ?? "", /has 65 characters and AWS takes 64/);
        });

        it("refuses a name that AWS does not take, even its own", () => {
            const { faults } = check("aws:backup/restoreTestingPlan:RestoreTestingPlan", "restore", {
                recoveryPointSelection: {},
                scheduleExpression: "cron(0 5 ? * * *)",
            });
            assert.match(faults[0]?.reason ?? "", /AWS does not take "restore-/);
        });
    });

    describe("creates: it", () => {
        it("answers with ids and ARNs of AWS's shapes", () => {
            const { id, outputs } = create(fileSystem, "storage", { encrypted: true });
            assert.match(id, /^fs-[0-9a-f]{17}$/);
            assert.equal(outputs.id, id);
            assert.equal(outputs.arn, `arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/${id}`);
            assert.equal(outputs.dnsName, `${id}.efs.eu-west-1.amazonaws.com`);
            assert.equal(outputs.encrypted, true);
            assert.equal(outputs.region, "eu-west-1");
        });

        it("gives every resource an id of its own, also when one takes the place of another", () => {
            const first = create(fileSystem, "storage", {});
            const replacement = create(fileSystem, "storage", {});
            const other = create(fileSystem, "other", {});
            assert.equal(new Set([first.id, replacement.id, other.id]).size, 3);
        });

        it("adds the provider's default tags to all tags, and the resource's own win", () => {
            const { outputs } = create(fileSystem, "storage", { tags: { owner: "me" } });
            assert.deepEqual(outputs.tags, { owner: "me" });
            assert.deepEqual(outputs.tagsAll, { owner: "me", project: "kit" });
        });

        it("knows at preview what the program says and AWS does not change, and nothing else", () => {
            const { inputs } = check(fileSystem, "storage", { encrypted: true, kmsKeyId: unknownValue });
            const { id, outputs } = aws.create(urn(fileSystem, "storage"), inputs, true);
            assert.equal(id, "");
            const known = Object.keys(outputs).filter((key) => outputs[key] !== unknownValue);
            assert.deepEqual(known.sort(), ["encrypted", "region", "tagsAll", "throughputMode"]);
            assert.deepEqual(account.all(), []);
        });

        it("puts a mount target into the zone of its subnet, created or adopted", () => {
            const vpc = create("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" });
            const subnet = create("aws:ec2/subnet:Subnet", "b", {
                vpcId: vpc.id,
                availabilityZone: "eu-west-1b",
            });
            const { id: fileSystemId } = create(fileSystem, "storage", {});
            const own = create(mountTarget, "b", { fileSystemId, subnetId: subnet.id });
            assert.equal(own.outputs.availabilityZoneName, "eu-west-1b");
            const adopted = create(mountTarget, "c", { fileSystemId, subnetId: "subnet-0a1b2c3d4e5f60702" });
            assert.equal(adopted.outputs.availabilityZoneName, "eu-west-1c");
            assert.equal(
                adopted.outputs.mountTargetDnsName,
                `eu-west-1c.${fileSystemId}.efs.eu-west-1.amazonaws.com`,
            );
        });

        it("refuses a second mount target in one zone, as EFS does", () => {
            const { id: fileSystemId } = create(fileSystem, "storage", {});
            create(mountTarget, "one", { fileSystemId, subnetId: "subnet-0a1b2c3d4e5f60700" });
            assert.throws(
                () => create(mountTarget, "two", { fileSystemId, subnetId: "subnet-0f1b2c3d4e5f60700" }),
                /AWS allows one mount target of fs-\w+ in eu-west-1a/,
            );
        });

        it("refuses a name that is taken", () => {
            create(role, "agent", { name: "agent", assumeRolePolicy: "{}" });
            assert.throws(() => create(role, "other", { name: "agent", assumeRolePolicy: "{}" }), /already/);
        });
    });

    describe("updates: it", () => {
        const update = (
            token: string,
            name: string,
            before: ReturnType<typeof create>,
            news: Properties,
            preview: boolean,
        ) => {
            const { inputs } = check(token, name, news, before.inputs);
            const change = { oldInputs: before.inputs, oldOutputs: before.outputs, inputs };
            return { inputs, outputs: aws.update(urn(token, name), before.id, change, preview) };
        };

        it("makes a new version of a launch template, whose number is not known before", () => {
            const before = create(launchTemplate, "agent", { instanceType: "m7i.large" });
            assert.equal(before.outputs.latestVersion, 1);
            const preview = update(launchTemplate, "agent", before, { instanceType: "m7i.xlarge" }, true);
            assert.equal(preview.outputs.latestVersion, unknownValue);
            assert.equal(preview.outputs.arn, before.outputs.arn);
            assert.equal(preview.outputs.id, before.id);
            const after = update(launchTemplate, "agent", before, { instanceType: "m7i.xlarge" }, false);
            assert.equal(after.outputs.latestVersion, 2);
        });

        it("makes no new version for a tag", () => {
            const before = create(launchTemplate, "agent", { instanceType: "m7i.large" });
            const after = update(
                launchTemplate,
                "agent",
                before,
                { instanceType: "m7i.large", tags: { a: "b" } },
                false,
            );
            assert.equal(after.outputs.latestVersion, 1);
            assert.deepEqual(after.outputs.tagsAll, { owner: "ci", project: "kit", a: "b" });
        });

        it("keeps what AWS once computed", () => {
            const before = create(fileSystem, "storage", {});
            const { outputs } = update(fileSystem, "storage", before, { throughputMode: "elastic" }, false);
            assert.deepEqual({ ...outputs, throughputMode: "bursting" }, before.outputs);
        });
    });

    describe("tells what a change does: it", () => {
        const diff = (token: string, before: Properties, after: Properties, outputs: Properties = {}) => {
            const olds = check(token, "x", before).inputs;
            const news = check(token, "x", after, olds).inputs;
            const tagsAll = { owner: "ci", project: "kit", ...(after.tags as Properties) };
            return aws.diff(urn(token, "x"), olds, { tagsAll, ...outputs }, news);
        };

        it("sees no difference where there is none", () => {
            assert.deepEqual(diff(fileSystem, { encrypted: true }, { encrypted: true }).changed, []);
        });

        for (const [token, before, after, replaces] of [
            [fileSystem, { encrypted: false }, { encrypted: true }, ["encrypted"]],
            [fileSystem, { kmsKeyId: "a" }, { kmsKeyId: "b" }, ["kmsKeyId"]],
            [fileSystem, { throughputMode: "bursting" }, { throughputMode: "elastic" }, []],
            [fileSystem, { region: "eu-west-1" }, { region: "eu-west-2" }, ["region"]],
            [
                mountTarget,
                { fileSystemId: "f", subnetId: "a" },
                { fileSystemId: "f", subnetId: "b" },
                ["subnetId"],
            ],
            [
                mountTarget,
                { fileSystemId: "f", subnetId: "a", securityGroups: ["a"] },
                { fileSystemId: "f", subnetId: "a", securityGroups: ["b"] },
                [],
            ],
            [
                "aws:efs/accessPoint:AccessPoint",
                { fileSystemId: "f", posixUser: { uid: 1 } },
                { fileSystemId: "f", posixUser: { uid: 2 } },
                ["posixUser"],
            ],
            [launchTemplate, { userData: "a" }, { userData: "b" }, []],
            ["aws:backup/vault:Vault", { kmsKeyArn: "a" }, { kmsKeyArn: "b" }, ["kmsKeyArn"]],
        ] as const) {
            const change = JSON.stringify(after);
            it(`${replaces.length > 0 ? "replaces" : "updates"} ${token.split(":").at(-1)} for ${change}`, () => {
                const { changed, replaces: replaced } = diff(token, before, after);
                assert.equal(changed.length, 1);
                assert.deepEqual(replaced, replaces);
            });
        }

        it("takes a value that is not known yet for a change, and for a replacement where it would be one", () => {
            const { replaces } = diff(fileSystem, { kmsKeyId: "a" }, { kmsKeyId: unknownValue });
            assert.deepEqual(replaces, ["kmsKeyId"]);
        });

        it("deletes first where the program insists on a name", () => {
            const before = { name: "agent", path: "/a/", assumeRolePolicy: "{}" };
            assert.ok(diff(role, before, { ...before, path: "/b/" }).deleteBeforeReplace);
            const unnamed = { path: "/a/", assumeRolePolicy: "{}" };
            assert.ok(!diff(role, unnamed, { ...unnamed, path: "/b/" }).deleteBeforeReplace);
        });

        it("sees a change of the provider's default tags", () => {
            assert.deepEqual(diff(fileSystem, {}, {}, { tagsAll: { owner: "other" } }).changed, ["tagsAll"]);
        });
    });

    describe("deletes in AWS's order: it", () => {
        it("refuses a file system that still has a mount target, and says what to do", () => {
            const storage = create(fileSystem, "storage", {});
            const target = create(mountTarget, "a", {
                fileSystemId: storage.id,
                subnetId: "subnet-0a1b2c3d4e5f60700",
            });
            assert.throws(
                () => aws.delete(urn(fileSystem, "storage"), storage.id, storage.outputs),
                new RegExp(
                    `AWS refuses to delete ${fileSystem} ${storage.id} while ${mountTarget} ${target.id} uses it`,
                ),
            );
            aws.delete(urn(mountTarget, "a"), target.id, target.outputs);
            aws.delete(urn(fileSystem, "storage"), storage.id, storage.outputs);
            assert.deepEqual(account.all(), []);
        });

        it("frees a security group that an update took off its mount target", () => {
            const group = "aws:ec2/securityGroup:SecurityGroup";
            const storage = create(fileSystem, "storage", {});
            const [one, two] = [create(group, "one", {}), create(group, "two", {})];
            const inputs = {
                fileSystemId: storage.id,
                subnetId: "subnet-0a1b2c3d4e5f60700",
                securityGroups: [one.id],
            };
            const target = create(mountTarget, "a", inputs);
            const change = {
                oldInputs: inputs,
                oldOutputs: target.outputs,
                inputs: { ...inputs, securityGroups: [two.id] },
            };
            aws.update(urn(mountTarget, "a"), target.id, change, false);
            aws.delete(urn(group, "one"), one.id, one.outputs);
            assert.throws(() => aws.delete(urn(group, "two"), two.id, two.outputs), /refuses/);
        });

        it("refuses a permissions boundary that a role still has", () => {
            const boundary = create("aws:iam/policy:Policy", "boundary", { policy: "{}" });
            create(role, "agent", { assumeRolePolicy: "{}", permissionsBoundary: boundary.id });
            assert.throws(
                () => aws.delete(urn("aws:iam/policy:Policy", "boundary"), boundary.id, boundary.outputs),
                /refuses/,
            );
        });
    });

    it("reads back what it made, and nothing that was deleted behind the program's back", () => {
        const { id, outputs } = create(fileSystem, "storage", {});
        assert.deepEqual(aws.read(urn(fileSystem, "storage"), id, outputs), outputs);
        assert.deepEqual(aws.read(urn(fileSystem, "storage"), id, {}), outputs);
        account.remove({ token: fileSystem, region: "eu-west-1", id });
        assert.equal(aws.read(urn(fileSystem, "storage"), id, outputs), undefined);
    });
});
