import { defaultWindowDays } from "../../../../state/windows";
import { describeTypes, text } from "../resourceType";
import { oneUpTo, upTo } from "../texts";

/** A key id of AWS's shape: a UUID of version 4. */
const keyId = (hex: (length: number, salt?: string) => string): string =>
    [hex(8, "a"), hex(4, "b"), `4${hex(3, "c")}`, `a${hex(3, "d")}`, hex(12, "e")].join("-");

/** KMS: keys and aliases. */
export const kms = describeTypes({
    "aws:kms/key:Key": {
        // 32 KB: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
        texts: { description: upTo(8192), policy: oneUpTo(32_768) },
        replaces: "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
        defaults: {
            bypassPolicyLockoutSafetyCheck: false,
            customerMasterKeySpec: "SYMMETRIC_DEFAULT",
            isEnabled: true,
            keyUsage: "ENCRYPT_DECRYPT",
        },
        id: ({ hex }) => keyId(hex),
        computed: (i) => ({
            arn: i.arn("kms", `key/${i.id}`),
            description: "",
            enableKeyRotation: false,
            keyId: i.id,
            multiRegion: false,
            policy: JSON.stringify({
                Id: "key-default-1",
                Statement: [
                    {
                        Action: "kms:*",
                        Effect: "Allow",
                        Principal: { AWS: `arn:${i.partition}:iam::${i.accountId}:root` },
                        Resource: "*",
                        Sid: "Enable IAM User Permissions",
                    },
                ],
                Version: "2012-10-17",
            }),
            rotationPeriodInDays: i.inputs.enableKeyRotation === true ? 365 : 0,
        }),
        remains: ({ arn, deletionWindowInDays = defaultWindowDays }) =>
            `key ${text(arn)}: in its deletion window for ${text(deletionWindowInDays)} days, then all that it encrypts is gone`,
    },
    "aws:kms/alias:Alias": {
        replaces: "name namePrefix",
        autoName: { prefix: "alias/" },
        texts: { name: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/ },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => {
            const key = text(i.inputs.targetKeyId);
            return {
                arn: i.arn("kms", text(i.inputs.name)),
                targetKeyArn: key.startsWith("arn:") ? key : i.arn("kms", `key/${key}`),
            };
        },
    },
});
