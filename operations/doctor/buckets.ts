import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { textOf } from "../../state/graph";
import { codeOf, isMissing } from "../aws/errors";
import { type Aspect, asks } from "./bucketSettings";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, policyDifference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly bucket: string;
    readonly arn: string;
    readonly policy: string | undefined;
    /** Only of what the stack sets. */
    readonly settings: { readonly [A in Aspect]?: Settings };
}

interface Answer {
    readonly policy: string | undefined;
    /** Nothing of what S3 says is not set. */
    readonly settings: { readonly [A in Aspect]?: Settings | undefined };
}

/** The aspects that the stack sets, in their order. */
const aspectsOf = ({ settings }: Pick<Expected, "settings">) =>
    (Object.keys(asks) as readonly Aspect[]).filter((aspect) => settings[aspect] !== undefined);

const noBucket = "NoSuchBucket";

/** The answer, or undefined where S3 says that this is not set; that there is no such bucket is thrown. */
const unlessUnset = async <T>(answer: Promise<T>): Promise<T | undefined> => {
    try {
        return await answer;
    } catch (error) {
        if (isMissing(error) && codeOf(error) !== noBucket) return undefined;
        throw error;
    }
};

/** The buckets of what is recorded, as the stack made them. */
export const buckets: Check<Expected, Answer | undefined, "missing" | "policy" | Aspect> = {
    name: "buckets",
    holds: "each audit bucket is there, private, versioned, under its key, locked, logged, and has the policy and the lifetime that were deployed",
    faults: {
        missing: {
            severity: "critical",
            why: "what was recorded is gone, and what is recorded now is lost",
            mend: putBack,
        },
        public: {
            severity: "critical",
            why: "a policy or an ACL may let everybody read what was recorded",
            mend: putBack,
        },
        owners: {
            severity: "critical",
            why: "ACLs decide again besides policies who reads what was recorded, and the account may not own it",
            mend: putBack,
        },
        versions: {
            severity: "critical",
            why: "what is overwritten or deleted from then on is gone for good",
            mend: putBack,
        },
        key: {
            severity: "critical",
            why: "who may use that other key may be others than who may read what is recorded",
            mend: putBack,
        },
        lock: {
            severity: "critical",
            why: "what is recorded from then on can be deleted or overwritten before its time is over",
            mend: putBack,
        },
        policy: {
            severity: "critical",
            why: "the policy is what refuses plain HTTP, and lets in the one service that delivers",
            mend: putBack,
        },
        lifecycle: {
            severity: "warning",
            why: "what was recorded goes sooner than planned, or stays longer and is paid for",
            mend: putBack,
        },
        logging: {
            severity: "warning",
            why: "who reads what was recorded is recorded nowhere, or elsewhere",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:s3/bucket:Bucket").map((bucket) => {
            const of = (type: string) => graph.find(type, "bucket", bucket.id);
            return {
                region: regionIn(bucket),
                subject: `bucket ${bucket.id}`,
                bucket: bucket.id,
                arn: textOf(bucket, "arn") ?? "",
                policy: textOf(of("aws:s3/bucketPolicy:BucketPolicy"), "policy"),
                settings: Object.fromEntries(
                    Object.entries(asks).flatMap(([aspect, { type, wanted }]) => {
                        const resource = of(type);
                        return resource === undefined ? [] : [[aspect, wanted(resource)]];
                    }),
                ),
            };
        }),
    grants: (expected) => [
        {
            actions: ["s3:GetBucketPolicy", ...aspectsOf(expected).map((aspect) => asks[aspect].action)],
            resources: [expected.arn],
        },
    ],
    async ask(session, { bucket: Bucket, region, settings }) {
        const client = session.client(S3Client, region);
        try {
            const found = await unlessUnset(client.send(new GetBucketPolicyCommand({ Bucket })));
            const got: { [A in Aspect]?: Settings | undefined } = {};
            for (const aspect of aspectsOf({ settings }))
                got[aspect] = await unlessUnset(asks[aspect].get(client, { Bucket }));
            return { policy: found?.Policy, settings: got };
        } catch (error) {
            if (codeOf(error) === noBucket) return undefined;
            throw error;
        }
    },
    judge({ subject: where, policy, settings }, answer) {
        if (answer === undefined) return [{ fault: "missing", where, got: "no such bucket", wanted: "it" }];
        return [
            ...when(policy !== undefined && answer.policy === undefined, {
                fault: "policy",
                where,
                got: "no policy",
                wanted: "the policy that was deployed",
            }),
            ...whenDiffers(policyDifference(policy, answer.policy), { fault: "policy", where }),
            ...aspectsOf({ settings }).flatMap((aspect) =>
                whenDiffers(difference(settings[aspect] ?? {}, answer.settings[aspect] ?? {}), {
                    fault: aspect,
                    where,
                }),
            ),
        ];
    },
};
