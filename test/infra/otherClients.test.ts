import assert from "node:assert/strict";
import { AccessPoint } from "../../infra/accessPoint";
import { Storage, type StorageArgs } from "../../infra/storage";
import { environmentTags } from "../../infra/tags";
import { run } from "./program";

describe("a file system of another program", () => {
    const tags = environmentTags("films", "test", "render-team");
    const program = (clients: Pick<StorageArgs, "agentSecurityGroupId" | "clientSecurityGroupIds">) => () =>
        Promise.resolve({
            storage: new Storage("storage", {
                keyArn: "arn:aws:kms:us-east-1:111122223333:key/data",
                vpcId: "vpc-1",
                subnets: [{ zone: "us-east-1a", subnetId: "subnet-1" }],
                ...clients,
                tags,
            }),
        });
    const films = (clients: Parameters<typeof program>[0]) =>
        run("test", {}, { program: program(clients), project: "films" });

    it("is protected, and reached from each group that is named, and from nothing else", async () => {
        const stack = await films({ clientSecurityGroupIds: { renderers: "sg-1", "work-stations": "sg-2" } });
        assert.ok(stack.get("aws:efs/fileSystem:FileSystem", "storage").protect);
        const [into, outOf] = ["Ingress", "Egress"].map((direction) =>
            stack
                .all(`aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`)
                .map(({ name, inputs: { tags: _, description: __, ...inputs } }) => [name, inputs]),
        );
        const nfs = { ipProtocol: "tcp", fromPort: 2049, toPort: 2049 };
        const rule = (securityGroupId: string, referencedSecurityGroupId: string) => ({
            ...nfs,
            securityGroupId,
            referencedSecurityGroupId,
        });
        assert.deepEqual(into, [
            ["storage-nfs-from-renderers", rule("storage-id", "sg-1")],
            ["storage-nfs-from-work-stations", rule("storage-id", "sg-2")],
        ]);
        assert.deepEqual(outOf, [
            ["storage-nfs-from-renderers-out", rule("sg-1", "storage-id")],
            ["storage-nfs-from-work-stations-out", rule("sg-2", "storage-id")],
        ]);
        const [target] = stack.all("aws:efs/mountTarget:MountTarget");
        for (const name of ["renderers", "renderers-out", "work-stations", "work-stations-out"])
            assert.ok(
                target?.dependsOn.some((urn) => urn.endsWith(`::storage-nfs-from-${name}`)),
                name,
            );
    });

    it("keeps the agents' rules as they are when a client is admitted besides", async () => {
        const named = async (clients: Parameters<typeof program>[0]) =>
            (await films(clients)).resources.map(({ name }) => name);
        const agentSecurityGroupId = "sg-1";
        const before = await named({ agentSecurityGroupId });
        const after = await named({ agentSecurityGroupId, clientSecurityGroupIds: { renderers: "sg-2" } });
        assert.deepEqual(
            after.filter((name) => !name.startsWith("storage-nfs-from-renderers")),
            before,
        );
    });

    for (const [what, clients, says] of [
        ["nobody reaches it", {}, /storage: no security group reaches its mount targets/],
        ["nobody is named", { clientSecurityGroupIds: {} }, /storage: no security group reaches/],
        ["a client is called as the agents are", { clientSecurityGroupIds: { agents: "sg-1" } }, /"agents"/],
        [
            "AWS takes no rule's text with a client's name",
            { clientSecurityGroupIds: { "a'b": "sg-1" } },
            /"a'b"/,
        ],
    ] as const)
        it(`is refused before anything of it is made where ${what}`, async () => {
            const registered: Parameters<typeof run>[3] = [];
            await assert.rejects(
                run("test", {}, { program: program(clients), project: "films" }, registered),
                says,
            );
            assert.deepEqual(
                registered.filter(({ type }) => type.startsWith("aws:")),
                [],
            );
        });
});

describe("an access point without an agent", () => {
    const made = (args: { readonly path?: string; readonly uid?: number } = {}) =>
        run(
            "test",
            {},
            {
                project: "films",
                program: async () => {
                    const { accessPoint, clientPolicy } = new AccessPoint("Renderer", {
                        fileSystem: { id: "fs-1", arn: "arn:aws:elasticfilesystem:::file-system/fs-1" },
                        ...args,
                        tags: environmentTags("films", "test", "render-team"),
                    });
                    return { arn: accessPoint.arn, clientPolicy };
                },
            },
        );
    const inputsOf = async (args?: Parameters<typeof made>[0]) =>
        (await made(args)).get("aws:efs/accessPoint:AccessPoint", "Renderer").inputs;

    it("is one identity in one directory, both after its name or as they are given", async () => {
        const { posixUser, rootDirectory } = await inputsOf();
        const { uid } = posixUser as { readonly uid: number };
        assert.ok(uid >= 262_144 && uid <= 524_287, `${uid}`);
        assert.deepEqual(posixUser, { uid, gid: uid });
        assert.deepEqual(rootDirectory, {
            path: "/clients/renderer",
            creationInfo: { ownerUid: uid, ownerGid: uid, permissions: "0750" },
        });
        const given = await inputsOf({ path: "/films", uid: 5000 });
        assert.deepEqual(given.posixUser, { uid: 5000, gid: 5000 });
        assert.deepEqual(given.rootDirectory, {
            path: "/films",
            creationInfo: { ownerUid: 5000, ownerGid: 5000, permissions: "0750" },
        });
    });

    it("comes with a policy that lets a role mount it, and no other", async () => {
        const { arn, clientPolicy } = (await made()).outputs;
        const { Statement } = JSON.parse(String(clientPolicy));
        assert.equal(Statement.length, 1);
        assert.deepEqual(
            { ...Statement[0], Sid: "" },
            {
                Sid: "",
                Effect: "Allow",
                Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
                Resource: "arn:aws:elasticfilesystem:::file-system/fs-1",
                Condition: {
                    StringEquals: { "elasticfilesystem:AccessPointArn": arn },
                    Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" },
                },
            },
        );
    });
});
