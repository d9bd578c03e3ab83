import assert from "node:assert/strict";
import { type Properties, unknownValue } from "../../../rehearsal/providers/aws/values";
import { Bench, fileSystem, launchTemplate, mountTarget, role, urn } from "./bench";

describe("The stand-in for AWS", () => {
    let bench: Bench;

    beforeEach(() => {
        bench = new Bench();
    });

    afterEach(() => bench.remove());

    describe("creates: it", () => {
        it("answers with ids and ARNs of AWS's shapes", () => {
            const { id, outputs } = bench.create(fileSystem, "storage", { encrypted: true });
            assert.match(id, /^fs-[0-9a-f]{17}$/);
            assert.equal(outputs.id, id);
            assert.equal(outputs.arn, `arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/${id}`);
            assert.equal(outputs.dnsName, `${id}.efs.eu-west-1.amazonaws.com`);
            assert.equal(outputs.encrypted, true);
            assert.equal(outputs.region, "eu-west-1");
        });

        it("gives every resource an id of its own, also when one takes the place of another", () => {
            const first = bench.create(fileSystem, "storage", {});
            const replacement = bench.create(fileSystem, "storage", {});
            const other = bench.create(fileSystem, "other", {});
            assert.equal(new Set([first.id, replacement.id, other.id]).size, 3);
        });

        it("adds the provider's default tags to all tags, and the resource's own win", () => {
            const { outputs } = bench.create(fileSystem, "storage", { tags: { owner: "me" } });
            assert.deepEqual(outputs.tags, { owner: "me" });
            assert.deepEqual(outputs.tagsAll, { owner: "me", project: "kit" });
        });

        it("knows at preview what the program says and AWS does not change, and nothing else", () => {
            const { inputs } = bench.check(fileSystem, "storage", {
                encrypted: true,
                kmsKeyId: unknownValue,
            });
            const { id, outputs } = bench.aws.create(urn(fileSystem, "storage"), inputs, true);
            assert.equal(id, "");
            const known = Object.keys(outputs).filter((key) => outputs[key] !== unknownValue);
            assert.deepEqual(known.sort(), ["encrypted", "region", "tagsAll", "throughputMode"]);
            assert.deepEqual(bench.account.all(), []);
        });

        it("puts a mount target into the zone of its subnet, created or adopted", () => {
            const vpc = bench.create("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" });
            const subnet = bench.create("aws:ec2/subnet:Subnet", "b", {
                vpcId: vpc.id,
                availabilityZone: "eu-west-1b",
            });
            const { id: fileSystemId } = bench.create(fileSystem, "storage", {});
            const own = bench.create(mountTarget, "b", { fileSystemId, subnetId: subnet.id });
            assert.equal(own.outputs.availabilityZoneName, "eu-west-1b");
            const other = bench.create(fileSystem, "other", {});
            const adopted = bench.create(mountTarget, "c", {
                fileSystemId: other.id,
                subnetId: "subnet-0a1b2c3d4e5f60702",
            });
            assert.equal(adopted.outputs.availabilityZoneName, "eu-west-1c");
            assert.equal(
                adopted.outputs.mountTargetDnsName,
                `eu-west-1c.${other.id}.efs.eu-west-1.amazonaws.com`,
            );
        });

        it("refuses a second mount target in one zone, as EFS does", () => {
            const { id: fileSystemId } = bench.create(fileSystem, "storage", {});
            bench.create(mountTarget, "one", { fileSystemId, subnetId: "subnet-0a1b2c3d4e5f60700" });
            assert.throws(
                () =>
                    bench.create(mountTarget, "two", { fileSystemId, subnetId: "subnet-0a1b2c3d4e5f60703" }),
                /AWS allows one mount target of fs-\w+ in eu-west-1a/,
            );
        });

        it("refuses a mount target in another VPC than the others of the file system, as EFS does", () => {
            const { id: fileSystemId } = bench.create(fileSystem, "storage", {});
            bench.create(mountTarget, "one", { fileSystemId, subnetId: "subnet-0a1b2c3d4e5f60700" });
            assert.throws(
                () =>
                    bench.create(mountTarget, "two", { fileSystemId, subnetId: "subnet-0f1b2c3d4e5f60701" }),
                /MountTargetConflict: requested subnet .* is not in the same VPC/,
            );
        });

        it("has file systems of others, whose ids start with another digit than those made here", () => {
            const read = (id: string) => bench.aws.read(urn(fileSystem, "storage"), id, {});
            assert.equal(read("fs-1a2b3c4d5e6f70819")?.encrypted, true);
            assert.equal(read("fs-0a2b3c4d5e6f70819"), undefined);
        });

        it("refuses a VPC of another size or link-local, a subnet outside its VPC or over another, as EC2 does", () => {
            const vpc = (cidrBlock: string) => bench.create("aws:ec2/vpc:Vpc", cidrBlock, { cidrBlock });
            for (const block of ["10.0.0.0/8", "10.0.0.0/29", "169.254.0.0/16"])
                assert.throws(() => vpc(block), /InvalidVpc\.Range/);
            const { id: vpcId } = vpc("10.0.0.0/16");
            const subnet = (cidrBlock: string) =>
                bench.create("aws:ec2/subnet:Subnet", cidrBlock, { vpcId, cidrBlock });
            subnet("10.0.64.0/20");
            for (const block of ["10.0.64.0/24", "10.0.0.0/17", "10.0.64.0/20"])
                assert.throws(() => subnet(block), /InvalidSubnet\.Conflict.* conflicts with another subnet/);
            assert.throws(() => subnet("10.1.0.0/20"), /InvalidSubnet\.Range/);
            subnet("10.0.80.0/20");
        });

        it("refuses a name that is taken", () => {
            bench.create(role, "agent", { name: "agent", assumeRolePolicy: "{}" });
            assert.throws(
                () => bench.create(role, "other", { name: "agent", assumeRolePolicy: "{}" }),
                /already/,
            );
        });
    });

    describe("updates: it", () => {
        const update = (
            token: string,
            name: string,
            before: ReturnType<Bench["create"]>,
            news: Properties,
            preview: boolean,
        ) => {
            const { inputs } = bench.check(token, name, news, before.inputs);
            const change = { oldInputs: before.inputs, oldOutputs: before.outputs, inputs };
            return { inputs, outputs: bench.aws.update(urn(token, name), before.id, change, preview) };
        };

        it("makes a new version of a launch template, whose number is not known before", () => {
            const before = bench.create(launchTemplate, "agent", { instanceType: "m7i.large" });
            assert.equal(before.outputs.latestVersion, 1);
            const preview = update(launchTemplate, "agent", before, { instanceType: "m7i.xlarge" }, true);
            assert.equal(preview.outputs.latestVersion, unknownValue);
            assert.equal(preview.outputs.arn, before.outputs.arn);
            assert.equal(preview.outputs.id, before.id);
            const after = update(launchTemplate, "agent", before, { instanceType: "m7i.xlarge" }, false);
            assert.equal(after.outputs.latestVersion, 2);
        });

        it("makes no new version for a tag", () => {
            const before = bench.create(launchTemplate, "agent", { instanceType: "m7i.large" });
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
            const before = bench.create(fileSystem, "storage", {});
            const { outputs } = update(fileSystem, "storage", before, { throughputMode: "elastic" }, false);
            assert.deepEqual({ ...outputs, throughputMode: "bursting" }, before.outputs);
        });

        const archive = [{ transitionToIa: "AFTER_30_DAYS" }, { transitionToArchive: "AFTER_90_DAYS" }];

        it("refuses to take elastic throughput away while files move to Archive, even if they no longer were to", () => {
            const elastic = { throughputMode: "elastic", lifecyclePolicies: archive };
            const before = bench.create(fileSystem, "storage", elastic);
            const to = (news: Properties) => () => update(fileSystem, "storage", before, news, false);
            for (const lifecyclePolicies of [archive, archive.slice(0, 1), []])
                assert.throws(to({ throughputMode: "bursting", lifecyclePolicies }), /UpdateFileSystem/);
            const kept = bench.aws.read(urn(fileSystem, "storage"), before.id, {});
            assert.deepEqual(kept, before.outputs);
            to({ throughputMode: "elastic", lifecyclePolicies: archive.slice(0, 1) })();
        });

        it("moves files to Archive with elastic throughput only, which it takes up first", () => {
            const before = bench.create(fileSystem, "storage", { throughputMode: "bursting" });
            const to = (news: Properties) => () => update(fileSystem, "storage", before, news, false);
            assert.throws(to({ throughputMode: "bursting", lifecyclePolicies: archive }), /PutLifecycle/);
            to({ throughputMode: "elastic", lifecyclePolicies: archive })();
            assert.throws(() => bench.create(fileSystem, "other", { lifecyclePolicies: archive }), /PutLife/);
        });
    });

    describe("deletes in AWS's order: it", () => {
        it("refuses a file system that still has a mount target, and says what to do", () => {
            const storage = bench.create(fileSystem, "storage", {});
            const target = bench.create(mountTarget, "a", {
                fileSystemId: storage.id,
                subnetId: "subnet-0a1b2c3d4e5f60700",
            });
            assert.throws(
                () => bench.aws.delete(urn(fileSystem, "storage"), storage.id, storage.outputs),
                new RegExp(
                    `AWS refuses to delete ${fileSystem} ${storage.id} while ${mountTarget} ${target.id} uses it`,
                ),
            );
            bench.aws.delete(urn(mountTarget, "a"), target.id, target.outputs);
            bench.aws.delete(urn(fileSystem, "storage"), storage.id, storage.outputs);
            assert.deepEqual(bench.account.all(), []);
        });

        it("deletes a group's lifecycle hooks with the group, and no other group's hook of the same name", () => {
            const [group, hook] = [
                "aws:autoscaling/group:Group",
                "aws:autoscaling/lifecycleHook:LifecycleHook",
            ];
            const [one, two] = ["one", "two"].map((name) => {
                const made = bench.create(group, name, { name, minSize: 1, maxSize: 1 });
                bench.create(hook, name, {
                    name: "drain",
                    autoscalingGroupName: name,
                    lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
                });
                return made;
            });
            assert.ok(one && two);
            bench.aws.delete(urn(group, "one"), one.id, one.outputs);
            assert.deepEqual(
                bench.account
                    .all()
                    .map(({ id }) => id)
                    .sort(),
                ["two", "two/drain"],
            );
        });

        it("frees a security group that an update took off its mount target", () => {
            const group = "aws:ec2/securityGroup:SecurityGroup";
            const storage = bench.create(fileSystem, "storage", {});
            const [one, two] = [bench.create(group, "one", {}), bench.create(group, "two", {})];
            const inputs = {
                fileSystemId: storage.id,
                subnetId: "subnet-0a1b2c3d4e5f60700",
                securityGroups: [one.id],
            };
            const target = bench.create(mountTarget, "a", inputs);
            const change = {
                oldInputs: inputs,
                oldOutputs: target.outputs,
                inputs: { ...inputs, securityGroups: [two.id] },
            };
            bench.aws.update(urn(mountTarget, "a"), target.id, change, false);
            bench.aws.delete(urn(group, "one"), one.id, one.outputs);
            assert.throws(() => bench.aws.delete(urn(group, "two"), two.id, two.outputs), /refuses/);
        });

        it("refuses a permissions boundary that a role still has", () => {
            const boundary = bench.create("aws:iam/policy:Policy", "boundary", { policy: "{}" });
            bench.create(role, "agent", { assumeRolePolicy: "{}", permissionsBoundary: boundary.id });
            assert.throws(
                () =>
                    bench.aws.delete(urn("aws:iam/policy:Policy", "boundary"), boundary.id, boundary.outputs),
                /refuses/,
            );
        });
    });

    it("reads back what it made, and nothing that was deleted behind the program's back", () => {
        const { id, outputs } = bench.create(fileSystem, "storage", {});
        assert.deepEqual(bench.aws.read(urn(fileSystem, "storage"), id, outputs), outputs);
        assert.deepEqual(bench.aws.read(urn(fileSystem, "storage"), id, {}), outputs);
        bench.account.remove({ token: fileSystem, region: "eu-west-1", id });
        assert.equal(bench.aws.read(urn(fileSystem, "storage"), id, outputs), undefined);
    });
});
