import assert from "node:assert/strict";
import type { DeployedNetwork } from "./existing";
import { minimal, run } from "./program";

describe("the file system", () => {
    it("is encrypted with the data key and tiers what nobody reads", async () => {
        const { tags, ...inputs } = (await run("test", minimal)).get(
            "aws:efs/fileSystem:FileSystem",
            "storage",
        ).inputs;
        assert.deepEqual(inputs, {
            encrypted: true,
            kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-data",
            performanceMode: "generalPurpose",
            throughputMode: "elastic",
            lifecyclePolicies: [
                { transitionToIa: "AFTER_30_DAYS" },
                { transitionToArchive: "AFTER_90_DAYS" },
                { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
            ],
            protection: { replicationOverwrite: "ENABLED" },
        });
    });

    it("can have provisioned throughput, and no tiers", async () => {
        const { inputs } = (
            await run("test", {
                ...minimal,
                "jenkins-efs:storage": {
                    throughputMode: "provisioned",
                    provisionedThroughputMiBps: 256,
                    performanceMode: "maxIO",
                    transitionToIaAfterDays: "never",
                },
            })
        ).get("aws:efs/fileSystem:FileSystem", "storage");
        assert.equal(inputs.throughputMode, "provisioned");
        assert.equal(inputs.provisionedThroughputInMibps, 256);
        assert.equal(inputs.performanceMode, "maxIO");
        assert.deepEqual(inputs.lifecyclePolicies, []);
    });

    it("can have a replica in another region under a key of that region", async () => {
        const stack = await run("test", {
            ...minimal,
            "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
        });
        assert.deepEqual(
            stack.get("aws:efs/replicationConfiguration:ReplicationConfiguration", "storage-replication")
                .inputs,
            {
                sourceFileSystemId: "fs-0123456789abcdef0",
                destination: {
                    region: "eu-west-1",
                    kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/standby-key-data",
                },
            },
        );
        const replica = stack.get("aws:kms/key:Key", "standby-key-data").inputs;
        assert.equal(replica.region, "eu-west-1");
        assert.match(
            String(replica.policy),
            /"kms:ViaService":"elasticfilesystem\.eu-west-1\.amazonaws\.com"/,
        );
    });

    it("has its policy before the first mount target, since EFS admits every client while there is none", async () => {
        const stack = await run("test", minimal);
        for (const { dependsOn } of stack.all("aws:efs/mountTarget:MountTarget"))
            assert.ok(dependsOn.some((urn) => urn.endsWith("FileSystemPolicy::storage-policy")));
    });

    it("is reached on 2049/tcp from the agents' security group and nowhere else", async () => {
        const stack = await run("test", minimal);
        const rules = (type: string) =>
            stack.all(type).map(({ inputs: { tags, description, ...inputs } }) => {
                assert.ok(description);
                return inputs;
            });
        assert.deepEqual(
            rules("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
                ({ securityGroupId }) => securityGroupId !== "network-endpoints-id",
            ),
            [
                {
                    securityGroupId: "storage-id",
                    referencedSecurityGroupId: "network-agents-id",
                    ipProtocol: "tcp",
                    fromPort: 2049,
                    toPort: 2049,
                },
            ],
        );
        assert.deepEqual(rules("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), [
            {
                securityGroupId: "network-agents-id",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                cidrIpv4: "0.0.0.0/0",
            },
            {
                securityGroupId: "network-agents-id",
                referencedSecurityGroupId: "storage-id",
                ipProtocol: "tcp",
                fromPort: 2049,
                toPort: 2049,
            },
        ]);
        for (const { inputs } of stack.all("aws:ec2/securityGroup:SecurityGroup"))
            assert.deepEqual([inputs.ingress, inputs.egress], [undefined, undefined]);
        for (const { inputs } of stack.all("aws:efs/mountTarget:MountTarget"))
            assert.deepEqual(inputs.securityGroups, ["storage-id"]);
    });
});

describe("a file system that is deployed", () => {
    const network: DeployedNetwork = {
        vpcId: "vpc-0123456789abcdef0",
        cidrBlock: "10.40.0.0/16",
        environment: "test",
        zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    };
    const update = (storage: Record<string, unknown>, deployed: Partial<DeployedNetwork> = {}) =>
        run(
            "test",
            { ...minimal, "jenkins-efs:storage": storage },
            { deployed: { ...network, ...deployed } },
        );

    it("gets no other performance mode, which would replace it by an empty one", async () => {
        await assert.rejects(
            update({ throughputMode: "bursting", performanceMode: "maxIO" }),
            /storage\.performanceMode would replace fs-0123456789abcdef0 by an empty file system: it was made with generalPurpose/,
        );
    });

    const modes = [
        { throughputMode: "bursting" },
        { throughputMode: "provisioned", provisionedThroughputMiBps: 64 },
    ];
    const archiving = { transitionToArchive: "AFTER_90_DAYS" };

    for (const storage of modes)
        it(`gets no ${storage.throughputMode} throughput while it moves files to Archive, and says which two updates lead there`, async () => {
            await assert.rejects(
                update(storage, archiving),
                new RegExp(
                    "storage\\.throughputMode takes two updates: fs-0123456789abcdef0 .*\\(AFTER_90_DAYS\\).*" +
                        `transitionToArchiveAfterDays: never, and update; then change the mode[^]*got +"${storage.throughputMode}"`,
                ),
            );
        });

    it("takes the first of those updates and then the second", async () => {
        await update({ transitionToArchiveAfterDays: "never" }, archiving);
        for (const storage of modes) await update(storage);
    });
});
