import assert from "node:assert/strict";
import { letServicesWork, letTimePass } from "../../../rehearsal/providers/aws/contents";
import type { Properties } from "../../../rehearsal/providers/aws/values";
import { Bench, urn } from "./bench";

const vault = "aws:backup/vault:Vault";
const vaultLock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const bucket = "aws:s3/bucket:Bucket";

describe("What AWS deletes only when it is empty", () => {
    let bench: Bench;

    beforeEach(() => {
        bench = new Bench();
    });

    afterEach(() => bench.remove());

    type Made = ReturnType<Bench["create"]>;

    const destroy = (token: string, { id, outputs }: Made, name = "it") =>
        bench.aws.delete(urn(token, name), id, outputs);

    const content = (): string[] =>
        bench.account
            .all()
            .filter(({ within }) => within !== undefined)
            .map(({ token, within }) => `${token} in ${within?.split(" ")[1]}`);

    /** A vault into which a plan has backed up. */
    function filledVault(inputs: Properties = {}): Made {
        const made = bench.create(vault, "it", { name: "store", ...inputs });
        const rule = { ruleName: "daily", targetVaultName: "store", lifecycle: { deleteAfter: 7 } };
        const plan = bench.create("aws:backup/plan:Plan", "daily", { rules: [rule] });
        bench.create("aws:backup/selection:Selection", "it", { planId: plan.id, iamRoleArn: "arn" });
        letServicesWork(bench.account);
        assert.deepEqual(content(), ["recovery point in store"]);
        return made;
    }

    function filledBucket(inputs: Properties = {}): Made {
        const made = bench.create(bucket, "it", { bucket: "files", ...inputs });
        bench.create("aws:cloudtrail/trail:Trail", "trail", { s3BucketName: "files" });
        return made;
    }

    const lockObjects = (mode: string) =>
        bench.create("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "lock", {
            bucket: "files",
            rule: { defaultRetention: { mode, days: 400 } },
        });

    it("is a vault: it stays until its recovery points have expired", () => {
        const made = filledVault();
        assert.throws(() => destroy(vault, made), /store: it is not empty, there is 1 recovery point in it/);
        letTimePass(bench.account, 6);
        assert.throws(() => destroy(vault, made), /not empty/);
        letTimePass(bench.account, 7);
        destroy(vault, made);
        assert.equal(bench.account.get({ token: vault, region: "eu-west-1", id: "store" }), undefined);
    });

    it("is a bucket, whose lifecycle leaves former versions in it", () => {
        const made = filledBucket();
        letServicesWork(bench.account);
        letTimePass(bench.account, 100_000);
        assert.throws(() => destroy(bucket, made), /files: it is not empty, there is 1 object in it/);
    });

    it("goes with what is in it where forceDestroy says so", () => {
        destroy(vault, filledVault({ forceDestroy: true }));
        const made = filledBucket({ forceDestroy: true });
        lockObjects("GOVERNANCE");
        bench.create("aws:s3/bucketLogging:BucketLogging", "log", {
            bucket: "files",
            targetBucket: "files",
            targetPrefix: "log/",
        });
        bench.account.remove({ token: "aws:backup/plan:Plan", region: "eu-west-1", id: planId() });
        letServicesWork(bench.account);
        assert.equal(content().length, 2);
        destroy(bucket, made);
        assert.deepEqual(content(), []);
    });

    const planId = (): string => {
        const [selection] = bench.account.all().filter(({ token }) => token.endsWith(":Selection"));
        assert.ok(selection);
        bench.account.remove(selection);
        return String(selection.outputs.planId);
    };

    for (const [guard, token, inputs] of [
        ["a lock", vaultLock, { minRetentionDays: 1 }],
        [
            "a policy that denies it",
            "aws:backup/vaultPolicy:VaultPolicy",
            { policy: '{"Statement":[{"Effect":"Deny","Action":"backup:DeleteRecoveryPoint"}]}' },
        ],
    ] as const)
        it(`keeps its recovery points from forceDestroy while it has ${guard}`, () => {
            const made = filledVault({ forceDestroy: true });
            const { id, outputs } = bench.create(token, "guard", { backupVaultName: "store", ...inputs });
            assert.throws(() => destroy(vault, made), /refuses to delete recovery point .* forbids it/);
            bench.aws.delete(urn(token, "guard"), id, outputs);
            destroy(vault, made);
            assert.deepEqual(content(), []);
        });

    it("keeps its files from forceDestroy under an object lock in compliance mode, until that ends", () => {
        const made = filledBucket({ forceDestroy: true });
        lockObjects("COMPLIANCE");
        letServicesWork(bench.account);
        assert.throws(() => destroy(bucket, made), /its object lock forbids it/);
        letTimePass(bench.account, 400);
        destroy(bucket, made);
    });

    it("keeps a compliance lock that is final, which only the empty vault takes along", () => {
        const made = filledVault();
        const lock = bench.create(vaultLock, "lock", { backupVaultName: "store", changeableForDays: 3 });
        letTimePass(bench.account, 3);
        assert.throws(() => destroy(vaultLock, lock, "lock"), /it is immutable/);
        letTimePass(bench.account, 7);
        destroy(vault, made);
        const left = bench.account.all().filter(({ token }) => [vault, vaultLock].includes(token));
        assert.deepEqual(left, []);
    });

    it("gets nothing from a plan without a selection, and a missing vault is a failed job", () => {
        const rule = { ruleName: "daily", targetVaultName: "store" };
        const plan = bench.create("aws:backup/plan:Plan", "daily", { rules: [rule] });
        letServicesWork(bench.account);
        assert.deepEqual(content(), []);
        bench.create("aws:backup/selection:Selection", "it", { planId: plan.id, iamRoleArn: "arn" });
        assert.throws(() => letServicesWork(bench.account), /there is no .*Vault store in eu-west-1/);
    });
});

describe("What AWS keeps of what is deleted", () => {
    it("is told with how long it can be brought back: a key, a secret, a replica, a log group that says so", () => {
        const bench = new Bench();
        for (const [token, inputs] of [
            ["aws:kms/key:Key", { deletionWindowInDays: 7 }],
            ["aws:secretsmanager/secret:Secret", {}],
            ["aws:cloudwatch/logGroup:LogGroup", { name: "gone" }],
            ["aws:cloudwatch/logGroup:LogGroup", { name: "kept", skipDestroy: true }],
            ["aws:secretsmanager/secret:Secret", { name: "gone", recoveryWindowInDays: 0 }],
            [
                "aws:efs/replicationConfiguration:ReplicationConfiguration",
                { sourceFileSystemId: "fs-1", destination: { region: "eu-west-2" } },
            ],
        ] as const) {
            const { id, outputs } = bench.create(token, "it", inputs);
            bench.aws.delete(urn(token, "it"), id, outputs);
        }
        const remains = bench.account.remains().map((what) => what.replace(/ \S*[0-9a-f]{6,}\S*/, ""));
        bench.remove();
        assert.deepEqual(remains, [
            "key in its deletion window for 7 days, then all that it encrypts is gone",
            "log group kept: nobody but its retention deletes it",
            "replica in eu-west-2: writable from now on, and paid for until somebody deletes it",
            "secret in its recovery window for 30 days",
        ]);
    });
});
