import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { ExportedResource } from "../../state/exported";
import { planTeardown } from "../../teardown/plan";
import { tearDown } from "../../teardown/steps";
import { bucket, dataKey, fileSystem, graphOf, lock, made, now, objectLock, plan, prod } from "./prodState";

/** The state with one resource changed. */
const but = (changed: ExportedResource, outputs: object, more: Partial<ExportedResource> = {}) =>
    graphOf(
        prod.map((one) =>
            one.urn === changed.urn ? { ...one, ...more, outputs: { ...one.outputs, ...outputs } } : one,
        ),
    );

const withoutHolders = (...more: ExportedResource[]) =>
    graphOf([
        made("aws:backup/vault:Vault", "backup", { name: "backup", forceDestroy: true }),
        made("aws:s3/bucket:Bucket", "files", { forceDestroy: true }),
        ...more,
    ]);

describe("A stack that is given up", () => {
    it("keeps what holds something with its guards, and frees all that these do not need", () => {
        const { holders, protect, unprotect } = planTeardown(graphOf(prod));
        assert.deepEqual(
            holders.map(({ kind, name }) => [kind, name]),
            [
                ["vault", "backup"],
                ["bucket", "files"],
            ],
        );
        assert.deepEqual(protect, [lock.urn, objectLock.urn]);
        assert.deepEqual(unprotect, [dataKey.urn, fileSystem.urn]);
    });

    it("goes in one go where its vaults and buckets let go of what they hold", () => {
        const { held, steps } = tearDown(withoutHolders(), now);
        assert.deepEqual(held, []);
        assert.deepEqual(
            steps.map(({ commands }) => commands),
            [["pulumi destroy --stack prod", "pulumi stack rm prod"]],
        );
        const [first] = tearDown(withoutHolders(fileSystem), now).steps;
        assert.equal(first?.commands[0], "pulumi state unprotect --all --yes --stack prod");
    });

    it("does not go in one go where an object lock outlives forceDestroy", () => {
        const { holders } = planTeardown(but(bucket, { forceDestroy: true }));
        assert.deepEqual(
            holders.map(({ name }) => name),
            ["backup", "files"],
        );
    });

    it("is told what holds it, until when, and what the locks mean", () => {
        assert.deepEqual(tearDown(graphOf(prod), now).held, [
            "vault backup in us-east-1: recovery points, until 2027-11-26 where the last one is made today (365 days); its lock is in governance mode: who may take it off can delete them",
            "bucket files: audit files, until somebody deletes every version of them; a lock in compliance mode keeps them until 2027-12-31 (400 days)",
            "key key-vault (key-vault): stays with what it encrypts",
        ]);
    });

    for (const [days, says] of [
        [14, /compliance mode since 2026-01-15: nobody deletes them before, AWS neither/],
        [400, /compliance mode, and can be taken off until 2027-02-05/],
    ] as const)
        it(`is told of a compliance lock that is final ${days} days after it was made`, () => {
            assert.match(tearDown(but(lock, { changeableForDays: days }), now).held[0] ?? "", says);
        });

    it("is told that a plan without an end keeps for ever", () => {
        const { held, steps } = tearDown(but(plan, { rules: [{ targetVaultName: "backup" }] }), now);
        assert.match(held[0] ?? "", /until somebody deletes them, as a plan keeps them for ever/);
        assert.deepEqual(
            steps.map(({ when }) => when),
            ["now", ...Array(3).fill("once they are empty")],
        );
    });

    it("gets its steps in order, with the day from which each can be done", () => {
        const { steps } = tearDown(graphOf(prod), now);
        assert.deepEqual(
            steps.map(({ when }) => when),
            ["now", ...Array(3).fill("from 2027-12-31")],
        );
        const [first = [], , empty = [], last = []] = steps.map(({ commands }) => commands);
        assert.deepEqual(first, [
            `pulumi state protect --yes --stack prod \\\n    '${lock.urn}' \\\n    '${objectLock.urn}'`,
            `pulumi state unprotect --yes --stack prod \\\n    '${dataKey.urn}' \\\n    '${fileSystem.urn}'`,
            "pulumi destroy --stack prod --exclude-protected",
        ]);
        assert.match(empty.join(), /--bucket files .*list-object-versions/);
        assert.deepEqual(last, [
            "pulumi state unprotect --all --yes --stack prod",
            "pulumi destroy --stack prod",
            "pulumi stack rm prod",
        ]);
    });

    it("forgets a lock that AWS does not delete before the vault that takes it along", () => {
        const last = tearDown(but(lock, { changeableForDays: 14 }), now).steps.at(-1);
        assert.equal(last?.commands[1], `pulumi state delete --yes --stack prod '${lock.urn}'`);
    });

    it("is told what goes for good with the first step", () => {
        const group = (name: string, skipDestroy: boolean) =>
            made("aws:cloudwatch/logGroup:LogGroup", name, { skipDestroy });
        const graph = graphOf([...prod, group("/agents", false), group("/kept", true)]);
        assert.deepEqual(tearDown(graph, now).lost, [
            "file system storage with its files",
            "log group /agents with its logs",
        ]);
    });

    it("keeps a file system that is only read, with the key that it may be under", () => {
        const kept = graphOf(
            prod.map((one) => {
                if (one.urn === fileSystem.urn) return { ...one, external: true, protect: false };
                return one.urn === dataKey.urn ? { ...one, retainOnDelete: true } : one;
            }),
        );
        const { lost, remains } = tearDown(kept, now);
        assert.deepEqual(lost, []);
        assert.match(
            remains.join("\n"),
            /^file system storage with its files, which the stack only reads: .*delete-file-system --region\s+--file-system-id storage$/m,
        );
        assert.match(remains.join("\n"), /^key key-data: enabled, for files that outlive the stack/m);
    });

    it("tells of a replica once, though a standby reads it", () => {
        const standby = made("aws:efs/fileSystem:FileSystem", "standby-storage", {}, { external: true });
        const { remains } = tearDown(graphOf([...prod, { ...standby, id: "fs-replica" }]), now);
        assert.deepEqual(
            remains.filter((what) => what.includes("fs-replica")).map((what) => what.split(":")[0]),
            ["replica fs-replica in us-west-2"],
        );
    });

    it("finds a key of a second region there", () => {
        const arn = "arn:aws:kms:us-west-2:111122223333:key/1";
        const { remains } = tearDown(but(dataKey, { arn }), now);
        assert.ok(
            remains.some((what) => what.endsWith("--region us-west-2 --key-id key-data")),
            remains.join("\n"),
        );
    });

    it("is told what AWS keeps in the end", () => {
        assert.deepEqual(
            tearDown(graphOf(prod), now).remains.map((what) => what.replace(/ it comes back.*/, "")),
            [
                "replica fs-replica in us-west-2: writable then, and paid for. Delete it with: aws efs delete-file-system --region us-west-2 --file-system-id fs-replica",
                "key key-vault: in its deletion window of 30 days",
                "key key-data: in its deletion window of 30 days",
                "secret secret: in its recovery window of 7 days",
            ],
        );
    });

    it("empties a bucket until it is empty or something in it is kept, which is told", () => {
        const { steps } = tearDown(graphOf(prod), now);
        const [command = ""] = steps[2]?.commands ?? [];
        // In turn: all deleted, one kept.
        const standIn = `aws() { case "$2" in delete-objects) echo . >> "$TURNS"; [ "$(wc -l < "$TURNS")" -lt 2 ] || echo locked;; esac; }`;
        const { stdout, status } = spawnSync(
            "bash",
            ["-c", `TURNS=$(mktemp); ${standIn}; ${command}; wc -l < "$TURNS"; rm "$TURNS"`],
            { encoding: "utf8", timeout: 120_000 },
        );
        assert.deepEqual([status, stdout.split(/\s+/)], [0, ["locked", "2", ""]]);
    });

    it("has commands that a shell understands", () => {
        const commands = tearDown(graphOf(prod), now).steps.flatMap((step) => step.commands);
        for (const command of commands) {
            const { status, stderr } = spawnSync("bash", ["-n", "-c", command], { encoding: "utf8" });
            assert.equal(status, 0, `${command}\n${stderr}`);
        }
    });
});
