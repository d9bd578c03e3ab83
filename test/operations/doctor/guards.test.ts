import { secrets } from "../../../operations/doctor/secrets";
import { securityGroups } from "../../../operations/doctor/securityGroups";
import { arn } from "./deployed";
import { judging } from "./judging";

describe("The doctor at groups and secrets", () => {
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

    const copies = [{ region: "eu-west-1", keyArn: "key" }];
    const secret = { KmsKeyId: arn("kms", "key/k-1"), VersionIdsToStages: { 1: ["AWSCURRENT"] } };
    judging(secrets, {
        sound: { secret, policy: undefined },
        alsoSound: [
            {
                what: "a copy is made just now, and a policy was emptied",
                answer: {
                    secret: { ...secret, ReplicationStatus: [{ Region: "eu-west-1", Status: "InProgress" }] },
                    policy: '{"Version":"2012-10-17","Statement":[]}',
                },
                expected: { copies },
            },
        ],
        faults: {
            missing: [{ what: "it is gone", answer: undefined, says: /secret of agent linux-1: no such/ }],
            deleted: [
                {
                    what: "it waits for its deletion",
                    answer: { secret: { ...secret, DeletedDate: new Date("2026-11-20") }, policy: undefined },
                    says: /deleted on 2026-11-20/,
                },
            ],
            empty: [
                {
                    what: "its only value is a former one",
                    answer: {
                        secret: { ...secret, VersionIdsToStages: { 1: ["AWSPREVIOUS"] } },
                        policy: undefined,
                    },
                    says: /no value; wanted a value/,
                },
                {
                    what: "it has no value",
                    answer: { secret: { KmsKeyId: secret.KmsKeyId }, policy: undefined },
                    says: /no value; wanted a value/,
                },
            ],
            changed: [
                {
                    what: "it is under another key",
                    answer: { secret: { ...secret, KmsKeyId: "alias/other" }, policy: undefined },
                    says: /key alias\/other/,
                },
            ],
            uncopied: [
                {
                    what: "somebody cut its copy off",
                    answer: { secret, policy: undefined },
                    expected: { copies },
                    says: /none; wanted a copy in eu-west-1/,
                },
                {
                    what: "its copy could not be made",
                    answer: {
                        secret: {
                            ...secret,
                            ReplicationStatus: [
                                { Region: "eu-west-1", Status: "Failed", StatusMessage: "name is taken" },
                            ],
                        },
                        policy: undefined,
                    },
                    expected: { copies },
                    says: /Failed: name is taken; wanted a copy/,
                },
            ],
            policy: [
                {
                    what: "somebody let another account read it",
                    answer: {
                        secret,
                        policy: JSON.stringify({
                            Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
                        }),
                    },
                    says: /a policy of its own: .*Principal/,
                },
            ],
        },
    });
});
