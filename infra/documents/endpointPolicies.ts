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
 * The S3 endpoint also carries anonymous and presigned reads that agents live on: AL2023's package repository and ECR's
 * image layers.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export function s3EndpointPolicy(accountId: string, partition: string, region: string): string {
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
            Sid: "PackagesAndImageLayers",
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: [
                `arn:${partition}:s3:::al2023-repos-${region}-*/*`,
                `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
            ],
        },
    );
}
