import assert from "node:assert/strict";
import { inBackupSelection } from "../../policy-pack/efs/backups";
import { customerKey, encrypted } from "../../policy-pack/efs/fileSystem";
import { statefulProtected } from "../../policy-pack/efs/protection";
import { State } from "../../policy-pack/tools/state";
import type { ExportedResource } from "../../state/exported";

const read: ExportedResource = {
    urn: "urn:pulumi:dev::jenkins-efs::aws:efs/fileSystem:FileSystem::storage",
    type: "aws:efs/fileSystem:FileSystem",
    id: "fs-1a2b3c4d5e6f70819",
    external: true,
    outputs: { encrypted: true, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" },
};

describe("A file system that a stack only reads", () => {
    const saidOf = (resource: ExportedResource) =>
        [encrypted, customerKey, statefulProtected].flatMap((rule) =>
            new State([resource]).judge(rule).violations.map(({ message }) => message.split(":")[0] ?? ""),
        );

    it("is judged by what AWS says of it, and needs no protection from the engine", () => {
        assert.deepEqual(saidOf(read), []);
        assert.deepEqual(saidOf({ ...read, outputs: { encrypted: false } }), [
            "efs-file-system-encrypted",
            "efs-file-system-customer-key",
        ]);
    });

    it("is not asked for what a replica cannot have, as long as the stack replicates to it", () => {
        const type = "aws:efs/replicationConfiguration:ReplicationConfiguration";
        const destination = { region: "us-west-2", fileSystemId: read.id };
        const replication = { ...read, type, urn: `${read.urn}-replication`, outputs: { destination } };
        const said = (state: readonly ExportedResource[]) =>
            new State(state).judge(inBackupSelection).violations.length;
        assert.equal(said([read]), 1);
        assert.equal(said([read, replication]), 0);
    });

    it("is told from one that the stack made", () => {
        const made = { ...read, external: false, inputs: { encrypted: true } };
        assert.deepEqual(saidOf(made), ["efs-file-system-customer-key", "efs-stateful-protected"]);
    });
});
