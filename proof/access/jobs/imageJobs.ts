import { calls, type Jobs, keysFor, through } from "./call";

/** What bakes an image: the instance with its role, and Image Builder with its own. */
export const imageJobs: Jobs = {
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2InstanceProfileForImageBuilder.html
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-add-permissions-to-existing-profile.html
    "bake an image": (account) => {
        const { hasImages, logGroups, partition, region, id } = account;
        const group = logGroups.find(({ owner }) => owner === "the images'")?.arn;
        if (!hasImages || group === undefined) return [];
        const component = `arn:${partition}:imagebuilder:${region}:${id}:component/packages/1.0.0/1`;
        const tools = `arn:${partition}:s3:::ec2imagebuilder-toe-${region}-prod/latest/linux/amd64/awstoe`;
        return [
            ...calls(["imagebuilder:GetComponent"], component),
            ...calls(["s3:GetObject"], tools),
            ...calls(["logs:CreateLogStream", "logs:PutLogEvents"], `${group}:log-stream:1.0.0/1`),
            ...calls(
                ["ssm:UpdateInstanceInformation"],
                `arn:${partition}:ec2:${region}:${id}:instance/i-0a1b2c3d`,
            ),
            ...calls(
                [
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                "*",
            ),
        ];
    },
    // What its policy has, on the key of the volume that it starts and of the snapshot that it takes.
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSServiceRoleForImageBuilder.html
    // https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
    "encrypt an image": (account) =>
        account.hasImages
            ? keysFor(account, "agents").flatMap((key) => {
                  const { arn, policy } = key;
                  const context = through("ec2", key, account);
                  const grant = { ...context, "kms:GrantIsForAWSResource": "true" };
                  return [
                      ...calls(
                          [
                              "kms:Decrypt",
                              "kms:DescribeKey",
                              "kms:GenerateDataKeyWithoutPlaintext",
                              "kms:ReEncryptFrom",
                              "kms:ReEncryptTo",
                          ],
                          arn,
                          { policy, context },
                      ),
                      ...calls(["kms:CreateGrant"], arn, { policy, context: grant }),
                  ];
              })
            : [],
};
