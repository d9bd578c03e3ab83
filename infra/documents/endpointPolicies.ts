import type { EndpointService } from "../config/endpointServices";
import { policyDocument } from "./document";

/** Whose calls an interface endpoint carries. */
interface Home {
    readonly accountId: string;
    readonly partition: string;
}

/**
 * An interface endpoint carries calls of this account's principals only, so stolen credentials of another get no path. Who becomes a
 * role by a token of an identity provider is nobody's principal yet: STS is asked so for this account's roles only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_policies.html
 */
export function interfaceEndpointPolicy({ accountId, partition }: Home, service: EndpointService): string {
    return policyDocument(
        {
            Sid: "OwnPrincipals",
            Effect: "Allow",
            Principal: "*",
            Action: "*",
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
        },
        ...(service === "sts"
            ? [
                  {
                      Sid: "OwnRolesByToken",
                      Effect: "Allow",
                      Principal: "*",
                      Action: ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
                      Resource: `arn:${partition}:iam::${accountId}:role/*`,
                  } as const,
              ]
            : []),
    );
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
