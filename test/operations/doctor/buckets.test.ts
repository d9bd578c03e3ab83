import { buckets } from "../../../operations/doctor/buckets";
import { arn, documents } from "./deployed";
import { judging } from "./judging";

describe("The doctor at the audit buckets", () => {
    const policy = documents.bucket;
    const rule = { id: "expire", status: "Enabled", days: 400, noncurrentDays: 400, uploadDays: 7 };
    const settings = {
        public: {
            "blocks public ACLs": true,
            "ignores public ACLs": true,
            "blocks public policies": true,
            "restricts public buckets": true,
        },
        owners: { ownership: "BucketOwnerEnforced" },
        versions: { versioning: "Enabled" },
        key: { algorithm: "aws:kms", key: arn("kms", "key/k-1"), "bucket key": false },
        lock: { mode: "GOVERNANCE", days: 400 },
        lifecycle: { rules: [rule] },
        logging: { bucket: "access-files", prefix: "trail/" },
    };
    const but = (changed: object) => ({ policy, settings: { ...settings, ...changed } });
    judging(buckets, {
        sound: { policy, settings },
        alsoSound: [
            {
                what: "the stack sets nothing of it",
                expected: { policy: undefined, settings: {} },
                answer: { policy: undefined, settings: {} },
            },
        ],
        faults: {
            missing: [
                { what: "it was deleted", answer: undefined, says: /bucket trail-files: no such bucket/ },
            ],
            public: [
                {
                    what: "its block of public access was taken off",
                    answer: but({ public: undefined }),
                    says: /blocks public ACLs none.*wanted blocks public ACLs true/,
                },
                {
                    what: "one part of the block was taken off",
                    answer: but({ public: { ...settings.public, "blocks public policies": false } }),
                    says: /: blocks public policies false; wanted blocks public policies true$/,
                },
            ],
            owners: [
                {
                    what: "its ACLs are in force again",
                    answer: but({ owners: { ownership: "ObjectWriter" } }),
                    says: /ownership ObjectWriter; wanted ownership BucketOwnerEnforced/,
                },
            ],
            versions: [
                {
                    what: "versioning was suspended",
                    answer: but({ versions: { versioning: "Suspended" } }),
                    says: /versioning Suspended/,
                },
                {
                    what: "it is another one, which never had versions",
                    answer: but({ versions: { versioning: undefined } }),
                    says: /versioning none; wanted versioning Enabled/,
                },
            ],
            key: [
                {
                    what: "S3's own key took its place",
                    answer: but({ key: { algorithm: "AES256", "bucket key": false } }),
                    says: /algorithm AES256, key none; wanted algorithm aws:kms, key arn/,
                },
                {
                    what: "each use of the key is no event any more",
                    answer: but({ key: { ...settings.key, "bucket key": true } }),
                    says: /bucket key true; wanted bucket key false/,
                },
            ],
            lock: [
                {
                    what: "no file is locked any more",
                    answer: but({ lock: { mode: undefined, days: undefined } }),
                    says: /mode none, days none; wanted mode GOVERNANCE, days 400/,
                },
                {
                    what: "files are locked for a day",
                    answer: but({ lock: { mode: "GOVERNANCE", days: 1 } }),
                    says: /days 1; wanted days 400/,
                },
            ],
            policy: [
                {
                    what: "its policy was deleted",
                    answer: { policy: undefined, settings },
                    says: /no policy; wanted the policy that was deployed/,
                },
                {
                    what: "it takes plain HTTP",
                    answer: { policy: policy.replace('"false"', '"true"'), settings },
                    says: /DenyPlaintext changed/,
                },
            ],
            lifecycle: [
                {
                    what: "files go after a day",
                    answer: but({ lifecycle: { rules: [{ ...rule, days: 1 }] } }),
                    says: /"days":1,/,
                },
                {
                    what: "a second rule was added",
                    answer: but({ lifecycle: { rules: [rule, { id: "mine", status: "Enabled", days: 1 }] } }),
                    says: /"id":"mine"/,
                },
                {
                    what: "nothing ends",
                    answer: but({ lifecycle: undefined }),
                    says: /rules none; wanted rules \[/,
                },
            ],
            logging: [
                {
                    what: "its accesses are not recorded",
                    answer: but({ logging: { bucket: undefined, prefix: undefined } }),
                    says: /bucket none, prefix none; wanted bucket access-files, prefix trail\//,
                },
            ],
        },
    });
});
