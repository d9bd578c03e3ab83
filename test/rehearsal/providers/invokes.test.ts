import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account } from "../../../rehearsal/providers/aws/account";
import { invoke } from "../../../rehearsal/providers/aws/invokes";
import { isRegion, partitionOf, zonesOf } from "../../../rehearsal/providers/aws/regions";
import type { Properties } from "../../../rehearsal/providers/aws/values";
import { run, typescript } from "../../tools";
import { Bench, mountTarget } from "./bench";

describe("Asking the stand-in for AWS", () => {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    const account = new Account(folder);
    const ask = (token: string, args: Properties = {}, region = "us-east-1"): Properties =>
        invoke(token, args, { account, region });

    after(() => rmSync(folder, { recursive: true, force: true }));

    it("waits for no TypeScript to load, which every test of the program would", () => {
        const asked = JSON.stringify(require.resolve("../../../rehearsal/providers/aws/invokes"));
        const loaded = "Object.keys(require.cache).filter((file) => /lib.typescript\\.js/.test(file))";
        const program = `require(${asked}); console.log(${loaded})`;
        assert.equal(run(process.execPath, [...typescript, "-e", program]).output, "[]\n");
    });

    it("who deploys, it says a role in a session, and names the role behind it", () => {
        const { arn } = ask("aws:index/getCallerIdentity:getCallerIdentity");
        assert.equal(arn, "arn:aws:sts::111122223333:assumed-role/Deployer/rehearsal");
        const context = ask("aws:iam/getSessionContext:getSessionContext", { arn });
        assert.equal(context.issuerArn, "arn:aws:iam::111122223333:role/Deployer");
        assert.equal(context.sessionName, "rehearsal");
    });

    it("for a service-linked role, it knows the path", () => {
        assert.equal(
            ask("aws:iam/getRole:getRole", { name: "AWSServiceRoleForAutoScaling" }).arn,
            "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
        );
    });

    it("for a trail's log group, it has one that takes metric filters", () => {
        const { arn, logGroupClass } = ask("aws:cloudwatch/getLogGroup:getLogGroup", { name: "org/trail" });
        assert.deepEqual(
            [arn, logGroupClass],
            ["arn:aws:logs:us-east-1:111122223333:log-group:org/trail", "STANDARD"],
        );
    });

    it("for availability zones, it names those that a region has", () => {
        const { names, zoneIds } = ask(
            "aws:index/getAvailabilityZones:getAvailabilityZones",
            {},
            "ap-northeast-1",
        );
        assert.deepEqual(names, ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]);
        assert.deepEqual(zoneIds, ["apne1-az1", "apne1-az2", "apne1-az3"]);
        assert.equal(zonesOf("us-gov-west-1")[0]?.id, "usgw1-az1");
    });

    it("for a partition, it follows the region", () => {
        assert.equal(partitionOf("cn-north-1").dnsSuffix, "amazonaws.com.cn");
        assert.equal(partitionOf("us-gov-west-1").name, "aws-us-gov");
        assert.ok(isRegion("eu-central-2"));
        assert.ok(!isRegion("eu-central-2a"));
    });

    it("for a subnet of an adopted VPC, it reads zone and visibility from the id", () => {
        const subnet = ask("aws:ec2/getSubnet:getSubnet", { id: "subnet-0a1b2c3d4e5f60702" });
        assert.equal(subnet.availabilityZone, "us-east-1c");
        assert.equal(subnet.vpcId, "vpc-0a1b2c3d4e5f60700");
        assert.equal(subnet.mapPublicIpOnLaunch, false);
        const { mapPublicIpOnLaunch } = ask("aws:ec2/getSubnet:getSubnet", {
            id: "subnet-0a1b2c3d4e5f60712",
        });
        assert.equal(mapPublicIpOnLaunch, true);
    });

    it("for the routes of an adopted subnet, it shows a NAT gateway or, where it is public, an internet gateway", () => {
        const defaultRoute = (subnetId: string): Properties => {
            const { routes } = ask("aws:ec2/getRouteTable:getRouteTable", { subnetId });
            return (routes as Properties[]).find(({ cidrBlock }) => cidrBlock === "0.0.0.0/0") ?? {};
        };
        assert.match(String(defaultRoute("subnet-0a1b2c3d4e5f60700").natGatewayId), /^nat-/);
        assert.match(String(defaultRoute("subnet-0a1b2c3d4e5f60710").gatewayId), /^igw-/);
    });

    it("for what an earlier update made, it finds groups and subnets by their tags", () => {
        const vpcId = "vpc-0a1b2c3d4e5f60700";
        const put = (token: string, id: string, tags: Properties) =>
            account.put({
                token,
                id,
                urn: id,
                region: "us-east-1",
                generation: 1,
                holds: [],
                outputs: { vpcId, tags },
            });
        put("aws:ec2/securityGroup:SecurityGroup", "sg-web", { environment: "web" });
        put("aws:ec2/securityGroup:SecurityGroup", "sg-app", { environment: "app" });
        put("aws:ec2/subnet:Subnet", "subnet-private", { SubnetType: "Private" });
        put("aws:ec2/subnet:Subnet", "subnet-public", { SubnetType: "Public" });
        const groups = ask("aws:ec2/getSecurityGroups:getSecurityGroups", { tags: { environment: "web" } });
        assert.deepEqual([groups.ids, groups.vpcIds], [["sg-web"], [vpcId]]);
        const filters = [
            { name: "vpc-id", values: [vpcId] },
            { name: "tag:SubnetType", values: ["Private"] },
        ];
        assert.deepEqual(ask("aws:ec2/getSubnets:getSubnets", { filters }).ids, ["subnet-private"]);
    });

    it("for ids that AWS does not give, it has nothing", () => {
        assert.throws(
            () => ask("aws:ec2/getSubnet:getSubnet", { id: "subnet-1" }),
            /AWS has no subnet subnet-1/,
        );
        assert.throws(() => ask("aws:ec2/getVpc:getVpc", { id: "vpc-1" }), /AWS has no VPC vpc-1/);
    });

    it("for a file system that exists, it tells what the provider's function tells, and of others nothing", () => {
        const read = (fileSystemId: string) => ask("aws:efs/getFileSystem:getFileSystem", { fileSystemId });
        const { protections, lifecyclePolicies, kmsKeyId } = read("fs-1a2b3c4d5e6f70819");
        assert.deepEqual(protections, [{ replicationOverwrite: "ENABLED" }]);
        assert.deepEqual(Object(lifecyclePolicies)[0], {
            transitionToArchive: "",
            transitionToIa: "AFTER_30_DAYS",
            transitionToPrimaryStorageClass: "",
        });
        assert.equal(ask("aws:kms/getKey:getKey", { keyId: kmsKeyId }).keyManager, "CUSTOMER");
        assert.throws(() => read("fs-0a2b3c4d5e6f70819"), /no matching EFS file system found/);
        assert.throws(() => ask("aws:kms/getKey:getKey", { keyId: "mine" }), /NotFoundException/);
    });

    it("for the network interfaces of mount targets, it filters as EC2 does, by what it knows", () => {
        const bench = new Bench();
        try {
            const target = bench.create(mountTarget, "a", {
                fileSystemId: "fs-1a2b3c4d5e6f70819",
                subnetId: "subnet-0a1b2c3d4e5f60700",
                securityGroups: ["sg-1"],
            });
            const context = { account: bench.account, region: "eu-west-1" };
            const idsBy = (name: string, value: string) =>
                invoke(
                    "aws:ec2/getNetworkInterfaces:getNetworkInterfaces",
                    { filters: [{ name, values: [value] }] },
                    context,
                ).ids;
            const own = [target.outputs.networkInterfaceId];
            assert.deepEqual(idsBy("description", "*fs-1a2b3c4d5e6f70819*"), own);
            assert.deepEqual(idsBy("description", "fs-1a2b3c4d5e6f70819"), []);
            assert.deepEqual(idsBy("group-id", "sg-1"), own);
            assert.deepEqual(idsBy("group-id", "sg-2"), []);
            assert.deepEqual(idsBy("requester-managed", "true"), own);
            assert.throws(() => idsBy("vpc-id", "vpc-1"), /does not know the filter vpc-id/);
            const { description, vpcId } = invoke(
                "aws:ec2/getNetworkInterface:getNetworkInterface",
                { id: own[0] },
                context,
            );
            assert.equal(description, `EFS mount target for fs-1a2b3c4d5e6f70819 (${target.id})`);
            assert.equal(vpcId, "vpc-0a1b2c3d4e5f60700");
        } finally {
            bench.remove();
        }
    });

    it("for a machine image, it answers with a secret, as the official provider does", () => {
        const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
        const { value, insecureValue } = ask("aws:ssm/getParameter:getParameter", { name });
        assert.match(String(insecureValue), /^ami-[0-9a-f]{17}$/);
        assert.equal((value as Properties).value, insecureValue);
        assert.throws(
            () => ask("aws:ssm/getParameter:getParameter", { name: "/mine" }),
            /ParameterNotFound: \/mine/,
        );
    });

    for (const [instanceType, architecture, memory] of [
        ["m7g.large", "arm64", 8192],
        ["t4g.small", "arm64", 2048],
        ["c7gn.xlarge", "arm64", 8192],
        ["m7i.2xlarge", "x86_64", 32768],
        ["t3.medium", "x86_64", 4096],
        ["r6a.large", "x86_64", 16384],
    ] as const)
        it(`for ${instanceType}, it knows ${architecture} and ${memory} MiB`, () => {
            const answer = ask("aws:ec2/getInstanceType:getInstanceType", { instanceType });
            assert.deepEqual([answer.supportedArchitectures, answer.memorySize], [[architecture], memory]);
        });

    it("for instance types, it offers those of the SDK in every zone, and no other", () => {
        const asked = {
            locationType: "availability-zone",
            filters: [{ name: "instance-type", values: ["m7g.large", "m7g.3xlarge"] }],
        };
        const { instanceTypes, locations } = ask(
            "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings",
            asked,
        );
        assert.deepEqual(new Set(instanceTypes as string[]), new Set(["m7g.large"]));
        assert.deepEqual(
            locations,
            ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`),
        );
        assert.throws(
            () => ask("aws:ec2/getInstanceType:getInstanceType", { instanceType: "m7g.3xlarge" }),
            /InvalidInstanceType: m7g.3xlarge does not exist/,
        );
    });

    it("something that it does not know, it says so and names the folder to extend", () => {
        assert.throws(
            () => ask("aws:sqs/getQueue:getQueue"),
            /does not know the function aws:sqs\/getQueue:getQueue.*rehearsal\/providers\/aws\/invokes\//,
        );
    });
});
