import assert from "node:assert/strict";
import { counts, partsOf, type Run, run, stackConfig } from "./program";

type Values = Record<string, unknown>;

const perAgent = [
    "autoscaling.Group",
    "autoscaling.LifecycleHook",
    "ec2.LaunchTemplate",
    "efs.AccessPoint",
    "iam.InstanceProfile",
    "iam.Policy",
    "iam.RolePolicyAttachment",
    "secretsmanager.Secret",
];

/** The counts of a stack with so many agents; `iam.Role` has AWS Backup's two besides the agents'. */
const withAgents = (agents: number, others: Record<string, number>) => ({
    ...Object.fromEntries(perAgent.map((type) => [type, agents])),
    "iam.Role": agents + 2,
    ...others,
});

describe("the dev environment", () => {
    let dev: Run;
    before(async () => {
        dev = await run("dev", stackConfig("dev"));
    });

    it("is exactly these resources, besides its auditing", () => {
        assert.deepEqual(
            counts(partsOf(dev).system),
            withAgents(2, {
                "awsx:ec2:Vpc": 1,
                "backup.Plan": 1,
                "backup.Selection": 1,
                "backup.Vault": 1,
                "backup.VaultPolicy": 1,
                "cloudwatch.LogGroup": 1,
                "ec2.DefaultSecurityGroup": 1,
                "ec2.SecurityGroup": 2,
                "ec2.VpcEndpoint": 1,
                "efs.FileSystem": 1,
                "efs.FileSystemPolicy": 1,
                "efs.MountTarget": 2,
                "iam.RolePolicy": 2,
                "kms.Alias": 4,
                "kms.Key": 4,
                "vpc.SecurityGroupEgressRule": 2,
                "vpc.SecurityGroupIngressRule": 1,
            }),
        );
    });

    it("lays its VPC over the first two zones with one NAT gateway, and empties the default security group", () => {
        const { tags, ...vpc } = dev.get("awsx:ec2:Vpc", "network").inputs;
        assert.deepEqual(vpc, {
            cidrBlock: "10.40.0.0/16",
            availabilityZoneNames: ["us-east-1a", "us-east-1b"],
            availabilityZoneCidrMask: 18,
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Public" }, { type: "Private" }],
            natGateways: { strategy: "Single" },
            enableDnsHostnames: true,
            enableDnsSupport: true,
        });
        const { ingress, egress } = dev.get(
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "network-default",
        ).inputs;
        assert.deepEqual([ingress, egress], [[], []]);
    });

    it("can be destroyed in one go", () => {
        assert.deepEqual(
            dev.resources.filter(({ protect }) => protect).map(({ name }) => name),
            [],
        );
    });
});

describe("the prod environment", () => {
    let prod: Run;
    before(async () => {
        prod = await run("prod", stackConfig("prod"));
    });

    it("is exactly these resources, besides its auditing", () => {
        assert.deepEqual(
            counts(partsOf(prod).system),
            withAgents(3, {
                // Of the two areas; two agents have both, one has one.
                "efs.AccessPoint": 3 + 2,
                "awsx:ec2:Vpc": 1,
                "backup.Plan": 1,
                "backup.RestoreTestingPlan": 1,
                "backup.RestoreTestingSelection": 1,
                "backup.Selection": 1,
                "backup.Vault": 2,
                "backup.VaultLockConfiguration": 2,
                "backup.VaultPolicy": 2,
                "cloudwatch.LogGroup": 1,
                "ec2.DefaultSecurityGroup": 1,
                "ec2.SecurityGroup": 3,
                "ec2.VpcEndpoint": 9,
                "efs.FileSystem": 1,
                "efs.FileSystemPolicy": 1,
                "efs.MountTarget": 3,
                "iam.RolePolicy": 2 + 3,
                "kms.Alias": 5,
                "kms.Key": 5,
                "vpc.SecurityGroupEgressRule": 2,
                "vpc.SecurityGroupIngressRule": 2,
            }),
        );
    });

    it("survives the loss of a zone: a NAT gateway and a mount target in each of three", () => {
        assert.deepEqual(prod.get("awsx:ec2:Vpc", "network").inputs.natGateways, { strategy: "OnePerAz" });
        assert.deepEqual(
            prod.all("aws:efs/mountTarget:MountTarget").map(({ name, inputs }) => [name, inputs.subnetId]),
            ["us-east-1a", "us-east-1b", "us-east-1c"].map((zone) => [
                `storage-mount-${zone}`,
                `subnet-private-${zone}`,
            ]),
        );
    });

    it("refuses to delete what holds data", () => {
        assert.deepEqual(
            prod.resources
                .filter(({ protect }) => protect)
                .map(({ name }) => name)
                .toSorted(),
            [
                "auditing-access-logs",
                "auditing-flows-vpc",
                "auditing-trail",
                "auditing-trail",
                "backup",
                "backup-copy",
                "key-agents",
                "key-copy",
                "key-data",
                "key-logs",
                "key-vault",
                "storage",
            ],
        );
    });

    it("copies every recovery point to a locked vault of the other region, under a key of that region", () => {
        const [rule] = prod.get("aws:backup/plan:Plan", "backup").inputs.rules as Values[];
        assert.deepEqual(rule?.lifecycle, { deleteAfter: 365, coldStorageAfter: 30 });
        assert.deepEqual(rule?.copyActions, [
            {
                destinationVaultArn: "arn:aws:mock:us-east-1:111122223333:Vault/backup-copy",
                lifecycle: { deleteAfter: 365, coldStorageAfter: 30 },
            },
        ]);
        const { tags, ...vault } = prod.get("aws:backup/vault:Vault", "backup-copy").inputs;
        assert.deepEqual(vault, {
            region: "us-west-2",
            forceDestroy: false,
            kmsKeyArn: "arn:aws:mock:us-east-1:111122223333:Key/key-copy",
        });
        assert.equal(prod.get("aws:kms/key:Key", "key-copy").inputs.region, "us-west-2");
        assert.deepEqual(
            prod.get("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backup-copy-lock").inputs,
            {
                region: "us-west-2",
                backupVaultName: "backup-copy-0123456",
                minRetentionDays: 30,
                maxRetentionDays: 730,
            },
        );
    });

    it("reaches AWS over endpoints that only agents reach", () => {
        const endpoints = prod.all("aws:ec2/vpcEndpoint:VpcEndpoint");
        for (const { inputs } of endpoints.filter(({ inputs }) => inputs.vpcEndpointType === "Interface")) {
            assert.equal(inputs.privateDnsEnabled, true);
            assert.deepEqual(inputs.securityGroupIds, ["network-endpoints-id"]);
            assert.equal((inputs.subnetIds as string[]).length, 3);
        }
        const { tags, ...rule } = prod.get(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "network-endpoints-https",
        ).inputs;
        assert.deepEqual(rule, {
            securityGroupId: "network-endpoints-id",
            description: "HTTPS from the agents",
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            referencedSecurityGroupId: "network-agents-id",
        });
    });
});
