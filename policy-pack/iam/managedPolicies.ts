/**
 * AWS's own managed policies that let whoever has them act as root on every file system, or give themselves that, with
 * what they give.
 *
 * Found on 26 November 2026 by evaluating the 1,390 documents that the archive at https://github.com/z0ph/MAMIP held
 * (its state of 22 February 2025), for elasticfilesystem:ClientRootAccess and PutFileSystemPolicy, and for the actions of
 * IAM that change an identity's policies, on every resource without a condition; and for ssm:SendCommand on "*", which runs
 * as root on whatever mounts the file system. What was withdrawn since is still
 * attached in older accounts. Their text: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const refusedManagedPolicies: Readonly<Record<string, string>> = {
    AdministratorAccess: "everything",
    "AdministratorAccess-Amplify": "the right to write policies of every role, and with it everything",
    AmazonElasticFileSystemClientFullAccess: "root access over NFS to every file system",
    AmazonElasticFileSystemFullAccess: "the right to replace every file system's policy and to delete it",
    AmazonSSMFullAccess: "commands as root on every machine",
    AWSOpsWorksRegisterCLI: "access keys of every user",
    AWSSSOMasterAccountAdministrator: "the right to write permission sets, and with it everything",
    AWSSSOMemberAccountAdministrator: "the right to write permission sets, and with it everything",
    DataScientist: "every action of EFS on every file system, root access included",
    IAMFullAccess: "the right to give itself everything",
    PowerUserAccess: "every action but IAM's, root access over NFS included",
};

/** Those that pass every role of the account to a service, which then acts as it. From the same documents. */
export const rolePassingPolicies: Readonly<Record<string, string>> = Object.fromEntries(
    [
        "AWSDataPipelineRole",
        "AWSElasticBeanstalkFullAccess",
        "AWSElasticBeanstalkService",
        "AWSLambdaFullAccess",
        "AWSOpsWorksFullAccess",
        "AWSOpsWorksRole",
        "AmazonDynamoDBFullAccesswithDataPipeline",
        "AmazonEC2ContainerServiceFullAccess",
        "AmazonElasticMapReduceFullAccess",
        "AmazonElasticMapReduceRole",
    ].map((name) => [name, "every role of the account, passed to a service"]),
);
