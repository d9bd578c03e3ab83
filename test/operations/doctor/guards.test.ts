import { keys } from "../../../operations/doctor/keys";
import { secrets } from "../../../operations/doctor/secrets";
import { securityGroups } from "../../../operations/doctor/securityGroups";
import { arn, documents } from "./deployed";
import { judging } from "./judging";

describe("The doctor at groups, keys and secrets", () => {
    const nfs = {
        SecurityGroupRuleId: "sgr-1",
        IsEgress: false,
        IpProtocol: "tcp",
        FromPort: 2049,
        ToPort: 2049,
        ReferencedGroupInfo: { GroupId: "sg-2" },
    } as const;
    judging(securityGroups, {
        sound: [nfs],
        faults: {
            missing: [
                {
                    what: "it was deleted",
                    answer: undefined,
                    says: /security group sg-1 \(storage\): no such/,
                },
            ],
            "rule-added": [
                {
                    what: "a network was let in",
                    answer: [
                        nfs,
                        {
                            SecurityGroupRuleId: "sgr-9",
                            IsEgress: false,
                            IpProtocol: "-1",
                            FromPort: -1,
                            ToPort: -1,
                            CidrIpv4: "10.0.0.0/8",
                        },
                    ],
                    says: /from 10\.0\.0\.0\/8: everything; wanted no such rule/,
                },
                {
                    what: "it may go out",
                    answer: [
                        nfs,
                        {
                            SecurityGroupRuleId: "sgr-9",
                            IsEgress: true,
                            IpProtocol: "tcp",
                            FromPort: 1,
                            ToPort: 9,
                            CidrIpv6: "::/0",
                        },
                    ],
                    says: /to ::\/0: tcp ports 1 to 9/,
                },
            ],
            "rule-missing": [
                { what: "agents are let in no more", answer: [], says: /wanted from sg-2: tcp port 2049/ },
            ],
        },
    });

    const key = { KeyId: "k-1", KeyState: "Enabled" } as const;
    judging(keys, {
        sound: { key, policy: documents.key, rotates: true },
        faults: {
            missing: [{ what: "it is gone", answer: undefined, says: /key key-data \(k-1\): no such key/ }],
            disabled: [
                {
                    what: "it was disabled",
                    answer: { key: { ...key, KeyState: "Disabled" }, policy: documents.key, rotates: false },
                    says: /Disabled; wanted Enabled/,
                },
            ],
            deleted: [
                {
                    what: "it waits for its deletion",
                    answer: {
                        key: { ...key, KeyState: "PendingDeletion", DeletionDate: new Date("2026-12-24") },
                        policy: documents.key,
                        rotates: false,
                    },
                    says: /PendingDeletion, deleted on 2026-12-24/,
                },
            ],
            unrotated: [
                {
                    what: "it rotates no more",
                    answer: { key, policy: documents.key, rotates: false },
                    says: /no rotation/,
                },
            ],
            policy: [
                {
                    what: "its policy was replaced",
                    answer: { key, policy: documents.key.replace("Get*", "*"), rotates: true },
                    says: /Administer changed/,
                },
            ],
        },
    });

    const secret = { KmsKeyId: arn("kms", "key/k-1"), VersionIdsToStages: { 1: ["AWSCURRENT"] } };
    judging(secrets, {
        sound: secret,
        faults: {
            missing: [{ what: "it is gone", answer: undefined, says: /secret of agent linux-1: no such/ }],
            deleted: [
                {
                    what: "it waits for its deletion",
                    answer: { ...secret, DeletedDate: new Date("2026-11-20") },
                    says: /deleted on 2026-11-20/,
                },
            ],
            empty: [
                {
                    what: "its only value is a former one",
                    answer: { ...secret, VersionIdsToStages: { 1: ["AWSPREVIOUS"] } },
                    says: /no value; wanted a value/,
                },
                {
                    what: "it has no value",
                    answer: { KmsKeyId: secret.KmsKeyId },
                    says: /no value; wanted a value/,
                },
            ],
            changed: [
                {
                    what: "it is under another key",
                    answer: { ...secret, KmsKeyId: "alias/other" },
                    says: /key alias\/other/,
                },
            ],
        },
    });
});
