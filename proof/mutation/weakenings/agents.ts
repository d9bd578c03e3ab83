import { gunzipSync } from "node:zlib";
import { type Change, set, within } from "../mutant";
import type { Weakenings } from "./weakening";

/** Replaces a text in user data; where it is not in there, nothing changes. */
const inUserData =
    (from: string, to: string): Change =>
    (props) => {
        const text = gunzipSync(Buffer.from(String(props.userData), "base64")).toString("utf8");
        if (text.includes(from)) props.userData = Buffer.from(text.replace(from, to)).toString("base64");
    };

/** Weakenings of what agents run on and as. */
export const agents: Weakenings = {
    "aws:ec2/launchTemplate:LaunchTemplate": [
        {
            operator: "public address",
            change: within("networkInterfaces", set("associatePublicIpAddress", "true")),
        },
        { operator: "IMDSv1", change: within("metadataOptions", set("httpTokens", "optional")) },
        {
            operator: "metadata for containers",
            change: within("metadataOptions", set("httpPutResponseHopLimit", 3)),
        },
        {
            operator: "disk not encrypted",
            change: within("blockDeviceMappings", within("ebs", set("encrypted", "false"))),
        },
        {
            operator: "disk under AWS's key",
            change: within("blockDeviceMappings", within("ebs", set("kmsKeyId", undefined))),
        },
        { operator: "image of nobody named", change: set("imageId", "ami-0fedcba9876543210") },
        { operator: "no profile", change: set("iamInstanceProfile", undefined) },
        { operator: "key pair", change: set("keyName", "somebody") },
        { operator: "metrics every five minutes", change: within("monitoring", set("enabled", false)) },
        {
            operator: "secret in the user data",
            change: inUserData("AGENT_NAME=", `JENKINS_SECRET=${"0f".repeat(32)}\n      AGENT_NAME=`),
        },
        { operator: "mounted without IAM", change: inUserData("_netdev,tls,iam", "_netdev,tls") },
    ],
    "aws:autoscaling/group:Group": [
        {
            operator: "one zone",
            change: (props) => {
                props.vpcZoneIdentifiers = [props.vpcZoneIdentifiers].flat().slice(0, 1);
            },
        },
        { operator: "launch configuration too", change: set("launchConfiguration", "old") },
    ],
    "aws:iam/role:Role": [
        { operator: "boundary removed", change: set("permissionsBoundary", undefined) },
        {
            operator: "AdministratorAccess attached",
            change: set("managedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),
        },
        {
            operator: "inline policy added",
            change: set("inlinePolicies", [
                {
                    name: "extra",
                    policy: JSON.stringify({
                        Version: "2012-10-17",
                        Statement: [
                            { Sid: "Extra", Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*" },
                        ],
                    }),
                },
            ]),
        },
        {
            operator: "harmless inline policy added",
            change: set("inlinePolicies", [
                {
                    name: "extra",
                    policy: JSON.stringify({
                        Version: "2012-10-17",
                        Statement: [{ Sid: "Extra", Effect: "Deny", Action: "iam:*", Resource: "*" }],
                    }),
                },
            ]),
        },
    ],
    "aws:secretsmanager/secret:Secret": [
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        {
            operator: "policy for everybody",
            change: set(
                "policy",
                JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "Extra",
                            Effect: "Allow",
                            Principal: "*",
                            Action: "secretsmanager:GetSecretValue",
                            Resource: "*",
                        },
                    ],
                }),
            ),
        },
    ],
};
