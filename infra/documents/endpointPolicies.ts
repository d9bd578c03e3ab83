import { policyDocument } from "./document";

/** An interface endpoint carries calls of this account's principals only, so stolen credentials of another get no path. */
export function interfaceEndpointPolicy(accountId: string): string {
    return policyDocument({
        Sid: "OwnPrincipals",
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
    });
}

/**
 * A gateway endpoint takes all of the region's S3, and the NAT gateway sees none of it. So it lets everybody read, as agents
 * and builds do without credentials of this account: package repositories, image layers, presigned URLs, public data. Out of
 * the VPC go this account's principals only.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 */
export function s3EndpointPolicy(accountId: string): string {
    return policyDocument(
        {
            Sid: "OwnPrincipals",
            Effect: "Allow",
            Principal: "*",
            Action: "s3:*",
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
        },
        {
            Sid: "ReadAsOverTheInternet",
            Effect: "Allow",
            Principal: "*",
            Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
            Resource: "*",
        },
    );
}
