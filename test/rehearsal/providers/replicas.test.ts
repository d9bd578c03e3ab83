import assert from "node:assert/strict";
import type { Properties } from "../../../rehearsal/providers/aws/values";
import { Bench, fileSystem, urn } from "./bench";

const replicationType = "aws:efs/replicationConfiguration:ReplicationConfiguration";
const secretType = "aws:secretsmanager/secret:Secret";

describe("What the stand-in for AWS copies to another region", () => {
    let here: Bench;
    beforeEach(() => {
        here = new Bench("us-east-1");
    });
    afterEach(() => here.remove());

    const replicate = (source: string, destination: Properties = {}, name = "replication") =>
        here.create(replicationType, name, {
            sourceFileSystemId: source,
            destination: { region: "us-west-2", kmsKeyId: "key", ...destination },
        });
    const idOfReplica = ({ outputs }: { outputs: Properties }) =>
        String((outputs.destination as Properties).fileSystemId);
    const replicaIn = (id: string) =>
        here.account.get({ token: fileSystem, region: "us-west-2", id })?.outputs;

    it("is a file system, which is read-only until the replication is deleted, and protected then", () => {
        const replication = replicate(here.create(fileSystem, "storage", { encrypted: true }).id);
        const id = idOfReplica(replication);
        assert.deepEqual(
            [replicaIn(id)?.kmsKeyId, replicaIn(id)?.protection, replicaIn(id)?.tags],
            ["key", { replicationOverwrite: "REPLICATING" }, {}],
        );
        here.aws.delete(urn(replicationType, "replication"), replication.id, replication.outputs);
        assert.deepEqual(replicaIn(id)?.protection, { replicationOverwrite: "ENABLED" });
    });

    it("is no file system that is part of a replication already, or protected from being overwritten", () => {
        const { id } = here.create(fileSystem, "storage", { encrypted: true });
        const other = here.create(fileSystem, "other", {
            region: "us-west-2",
            protection: { replicationOverwrite: "ENABLED" },
        });
        assert.throws(() => replicate(id, { fileSystemId: other.id }), /ConflictException.*is ENABLED/);
        const disabled = here.create(fileSystem, "disabled", {
            region: "us-west-2",
            protection: { replicationOverwrite: "DISABLED" },
        });
        replicate(id, { fileSystemId: disabled.id });
    });

    it("keeps its protection as long as it is replicated to", () => {
        const { id } = here.create(fileSystem, "storage", { encrypted: true });
        const replica = idOfReplica(replicate(id));
        const outputs = replicaIn(replica) ?? {};
        assert.throws(
            () =>
                here.aws.update(
                    urn(fileSystem, "replica"),
                    replica,
                    {
                        oldInputs: { region: "us-west-2" },
                        oldOutputs: outputs,
                        inputs: { region: "us-west-2", protection: { replicationOverwrite: "DISABLED" } },
                    },
                    false,
                ),
            /ReplicationAlreadyExists: ReplicationOverwriteProtection cannot be changed/,
        );
    });

    it("is a secret under the same name, which goes with the first", () => {
        const { id, outputs } = here.create(secretType, "agent", {
            replicas: [{ region: "us-west-2", kmsKeyId: "key" }],
        });
        const copy = { token: secretType, region: "us-west-2", id: id.replace("us-east-1", "us-west-2") };
        assert.equal(here.account.get(copy)?.outputs.kmsKeyId, "key");
        here.aws.delete(urn(secretType, "agent"), id, outputs);
        assert.equal(here.account.get(copy), undefined);
    });
});
