import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, key, other, vault } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

rule("efs-file-system-encrypted", {
    accepts: { "an encrypted file system": fileSystem },
    refuses: {
        "encrypted: false": { plan: but(fileSystem, { encrypted: false }), says: /encrypted is false/ },
        "a file system that does not say whether it is encrypted": {
            plan: but(fileSystem, { encrypted: undefined }),
            says: /encrypted is absent/,
        },
        "the word yes in place of true": but(fileSystem, { encrypted: "yes" }),
        "an unencrypted file system whose key is not known yet": but(fileSystem, {
            encrypted: false,
            kmsKeyId: unknown,
        }),
    },
    waits: { "encrypted that another resource decides": but(fileSystem, { encrypted: unknown }) },
    ignores: { "another resource": other },
});

rule("efs-file-system-customer-key", {
    accepts: {
        "a key of the program": [key, fileSystem],
        "the ARN of a key": but(fileSystem, { kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" }),
        "an alias of a key of one's own": but(fileSystem, {
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:alias/data",
        }),
    },
    refuses: {
        "a file system without a key": { plan: but(fileSystem, { kmsKeyId: undefined }), says: /absent/ },
        "an empty key": but(fileSystem, { kmsKeyId: "" }),
        "AWS's own key by alias": {
            plan: but(fileSystem, { kmsKeyId: "alias/aws/elasticfilesystem" }),
            says: /AWS manages/,
        },
        "AWS's own key by ARN": but(fileSystem, {
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:alias/aws/elasticfilesystem",
        }),
    },
    ignores: { "another resource": other },
});

const foreignKey = "arn:aws:kms:us-east-1:111122223333:key/9";

const replicaKey = declare(tokens.replicaKey, "replica", { primaryKeyArn: foreignKey });

const theirKey = "arn:aws:kms:us-east-1:999900001111:key/9";

const foreignAlias = declare(tokens.keyAlias, "partner", { targetKeyId: theirKey });

rule("efs-file-system-key-is-governed", {
    accepts: {
        "a key of the stack": [fileSystem, key],
        "a key of the stack by its alias": [
            but(fileSystem, {
                kmsKeyId: of(declare(tokens.keyAlias, "alias", { targetKeyId: of(key, "id") })),
            }),
            declare(tokens.keyAlias, "alias", { targetKeyId: of(key, "id") }),
            key,
        ],
        "a replica key of the stack": [but(fileSystem, { kmsKeyId: of(replicaKey) }), replicaKey],
        "a key that the configuration allows": {
            plan: but(fileSystem, { kmsKeyId: foreignKey }),
            config: { allowedKeyArns: [foreignKey] },
        },
    },
    advises: {
        "a key of another stack of the account": {
            plan: but(fileSystem, { kmsKeyId: foreignKey }),
            says: /key\/9/,
        },
        "the id of a key of another stack": but(fileSystem, {
            kmsKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
        }),
    },
    refuses: {
        "a key of somebody else": {
            plan: [but(fileSystem, { kmsKeyId: theirKey }), key],
            says: /key\/9 is neither .* belongs to account 999900001111, and the file system to 111122223333/,
            preview: "advises",
        },
        "an alias of the stack for a key of somebody else": {
            plan: [but(fileSystem, { kmsKeyId: of(foreignAlias) }), foreignAlias],
            says: /key\/9, through the alias partner, is neither/,
            preview: "advises",
        },
        "a replica's key of somebody else": {
            plan: [
                fileSystem,
                key,
                declare(tokens.replication, "copy", {
                    sourceFileSystemId: of(fileSystem, "id"),
                    destination: { region: "eu-west-1", kmsKeyId: theirKey },
                }),
            ],
            on: "copy",
            says: /key\/9 is neither/,
            preview: "advises",
        },
        "a key that is allowed but for one character": {
            plan: but(fileSystem, { kmsKeyId: `${theirKey}0` }),
            config: { allowedKeyArns: [theirKey] },
            preview: "advises",
        },
        "configuration of the wrong shape, in words": {
            plan: fileSystem,
            config: { allowedKeyArns: [{ arn: foreignKey }] },
            on: "the stack",
            says: /"allowedKeyArns" does not fit/,
        },
    },
    waits: {
        "a key that comes from outside the stack": but(fileSystem, {
            kmsKeyId: of(declare(tokens.key, "elsewhere")),
        }),
    },
    ignores: {
        "a file system without a key": but(fileSystem, { kmsKeyId: undefined }),
        "another resource": other,
    },
});

rule("efs-file-system-regional", {
    accepts: { "a regional file system": fileSystem },
    refuses: {
        "a file system in one zone": {
            plan: but(fileSystem, { availabilityZoneName: "us-east-1a" }),
            says: /us-east-1a/,
        },
        "one zone that is not known yet": but(fileSystem, { availabilityZoneName: unknown }),
    },
    ignores: { "another resource": other },
});

const replication = declare(tokens.replication, "replica", {
    sourceFileSystemId: of(fileSystem, "id"),
    region: "us-east-1",
    destination: { region: "eu-west-1", kmsKeyId: foreignKey },
});

rule("efs-replication-protected", {
    accepts: {
        "a replica in another region with its key": replication,
        "a key that is not known yet": but(replication, {
            destination: { region: "eu-west-1", kmsKeyId: unknown },
        }),
        "a file system that refuses to be overwritten": but(fileSystem, {
            protection: { replicationOverwrite: "ENABLED" },
        }),
        "a replica that is being overwritten by its source": but(fileSystem, {
            protection: { replicationOverwrite: "REPLICATING" },
        }),
    },
    refuses: {
        "a replica without a key": {
            plan: but(replication, { destination: { region: "eu-west-1" } }),
            says: /kmsKeyId is absent/,
        },
        "a replica with AWS's own key": {
            plan: but(replication, {
                destination: { region: "eu-west-1", kmsKeyId: "alias/aws/elasticfilesystem" },
            }),
            says: /a key that AWS manages/,
        },
        "a replica in one zone": {
            plan: but(replication, {
                destination: {
                    region: "eu-west-1",
                    availabilityZoneName: "eu-west-1a",
                    kmsKeyId: foreignKey,
                },
            }),
            says: /availabilityZoneName is "eu-west-1a"/,
        },
        "a replica in the same region": but(replication, {
            destination: { region: "us-east-1", kmsKeyId: foreignKey },
        }),
        "a replica without a region": but(replication, {
            destination: { kmsKeyId: foreignKey, availabilityZoneName: "us-east-1a" },
        }),
        "a file system that may be overwritten": {
            plan: but(fileSystem, { protection: { replicationOverwrite: "DISABLED" } }),
            says: /replicationOverwrite is DISABLED/,
        },
    },
    waits: {
        "protection that is not known yet": but(fileSystem, {
            protection: { replicationOverwrite: unknown },
        }),
    },
    ignores: { "another resource": other },
});

rule("efs-stateful-protected", {
    accepts: {
        "a protected file system": { ...fileSystem, protect: true },
        "a protected vault": { ...vault, protect: true },
        "an explicit false for forceDestroy": { ...but(vault, { forceDestroy: false }), protect: true },
    },
    refuses: {
        "an unprotected file system": { plan: [fileSystem], says: /protect/ },
        "an unprotected key": [key],
        "an unprotected vault": [vault],
        "a protected vault with forceDestroy": {
            plan: { ...but(vault, { forceDestroy: true }), protect: true },
            says: /forceDestroy is true/,
        },
    },
    waits: {
        "forceDestroy that is not known yet": { ...but(vault, { forceDestroy: unknown }), protect: true },
    },
    ignores: {
        "a resource that holds no data": other,
        "a type that the configuration leaves out": {
            plan: accessPoint,
            config: { leaveOut: [accessPoint.type] },
        },
    },
});
