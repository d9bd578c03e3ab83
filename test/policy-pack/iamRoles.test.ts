import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, other, role, rolePolicy } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const attachment = declare(tokens.attachment, "attachment", {
    role: "agent",
    policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
});

const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;

rule("iam-no-admin-managed-policies", {
    accepts: {
        "a narrow managed policy": attachment,
        "a policy of the program": [but(attachment, { policyArn: of(declare(tokens.policy, "own")) })],
        "a policy whose name only begins alike": but(attachment, {
            policyArn: arn("AmazonElasticFileSystemReadOnlyAccess"),
        }),
    },
    refuses: {
        AdministratorAccess: {
            plan: but(attachment, { policyArn: arn("AdministratorAccess") }),
            says: /AdministratorAccess/,
        },
        "PowerUserAccess in another partition": but(attachment, {
            policyArn: "arn:aws-cn:iam::aws:policy/PowerUserAccess",
        }),
        "full access to EFS": but(attachment, { policyArn: arn("AmazonElasticFileSystemFullAccess") }),
        "root access to every file system": {
            plan: but(attachment, { policyArn: arn("AmazonElasticFileSystemClientFullAccess") }),
            says: /root access over NFS to every file system/,
        },
        "a policy that may write every role's policies": but(attachment, {
            policyArn: arn("AdministratorAccess-Amplify"),
        }),
        "commands as root on every machine": {
            plan: but(attachment, { policyArn: arn("AmazonSSMFullAccess") }),
            says: /commands as root on every machine/,
        },
        "a service role that is passed every role": but(attachment, {
            policyArn: arn("AWSLambdaFullAccess"),
        }),
        "a role's exclusive list": declare(tokens.attachmentsExclusive, "all", {
            roleName: "agent",
            policyArns: [arn("AmazonSSMManagedInstanceCore"), arn("AdministratorAccess")],
        }),
        "a group's exclusive list": declare(tokens.groupAttachmentsExclusive, "all", {
            groupName: "g",
            policyArns: [arn("IAMFullAccess")],
        }),
        "a user's exclusive list": declare(tokens.userAttachmentsExclusive, "all", {
            userName: "u",
            policyArns: [arn("PowerUserAccess")],
        }),
        "a permission set": declare(tokens.permissionSetAttachment, "admins", {
            managedPolicyArn: arn("AdministratorAccess"),
        }),
        "a policy with a path": but(attachment, {
            policyArn: "arn:aws:iam::aws:policy/job-function/IAMFullAccess",
        }),
        "a user's attachment": declare(tokens.userAttachment, "user", {
            user: "u",
            policyArn: arn("AdministratorAccess"),
        }),
        "a role's own list": but(role, {
            managedPolicyArns: [arn("AmazonSSMManagedInstanceCore"), arn("AdministratorAccess")],
        }),
        "one that the configuration refuses": {
            plan: attachment,
            config: { refusedPolicies: ["AmazonSSMManagedInstanceCore"] },
        },
    },
    ignores: { "a role without managed policies": role, "another resource": other },
});

const trusting = (...Statement: unknown[]) => but(role, { assumeRolePolicy: JSON.stringify({ Statement }) });

const trust = { Effect: "Allow", Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole" };

const here = { StringEquals: { "aws:SourceAccount": "111122223333" } };

const github = "token.actions.githubusercontent.com";

const federated = (Condition: unknown) => ({
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
});

const twoServices = { ...trust, Principal: { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] } };

rule("iam-trust-policy-narrow", {
    advises: {
        "AWS Backup for anybody, as AWS's examples have it": trusting(trust),
        "AWS Backup for accounts by a wildcard": trusting({
            ...trust,
            Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
        "two services at once": trusting(twoServices),
    },
    accepts: {
        EC2: role,
        "CloudTrail, whose role supports no condition on the account": trusting({
            ...trust,
            Principal: { Service: "cloudtrail.amazonaws.com" },
        }),
        "AWS Backup for one account": trusting({ ...trust, Condition: here }),
        "a named role": trusting({ ...trust, Principal: { AWS: "arn:aws:iam::111122223333:role/ci" } }),
        "an account with an external id": trusting({
            ...trust,
            Principal: { AWS: "arn:aws:iam::999900001111:root" },
            Condition: { StringEquals: { "sts:ExternalId": "x1" } },
        }),
        "an account's principals that signed in with a second factor": trusting({
            ...trust,
            Principal: { AWS: "arn:aws:iam::111122223333:root" },
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
        "Lambda@Edge, which is two services": trusting({
            ...trust,
            Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
        }),
        "an account that the configuration trusts": {
            plan: trusting({ ...trust, Principal: { AWS: "999900001111" } }),
            config: { trustedAccounts: ["999900001111"] },
        },
        "one repository through an identity provider": trusting({
            ...trust,
            Principal: {
                Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            },
            Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:org/app:*" } },
        }),
    },
    refuses: {
        "every repository of an identity provider": {
            plan: trusting(federated({ StringLike: { [`${github}:sub`]: "repo:*" } })),
            says: /everybody whom token\.actions\.githubusercontent\.com knows/,
        },
        "every repository's main branch": trusting(
            federated({ StringLike: { [`${github}:sub`]: "repo:*/*:ref:refs/heads/main" } }),
        ),
        "every owner whose name begins alike": trusting(
            federated({ StringLike: { [`${github}:sub`]: "repo:org*/app:*" } }),
        ),
        "every owner's environment": trusting(
            federated({ StringLike: { [`${github}:sub`]: "*:environment:prod" } }),
        ),
        "every subject that holds a name": trusting(
            federated({ StringLike: { [`${github}:sub`]: "*acme/site*" } }),
        ),
        "every subject, by its first letter": trusting(
            federated({ StringLike: { [`${github}:sub`]: "?epo:*" } }),
        ),
        "a workflow by its path in whosever repository": trusting(
            federated({
                StringLike: { [`${github}:job_workflow_ref`]: "*/.github/workflows/x.yml@*" },
            }),
        ),
        "an identity provider's audience without a subject": trusting(
            federated({ StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" } }),
        ),
        "every subject beside a named one": trusting(
            federated({ StringLike: { [`${github}:sub`]: ["repo:org/app:*", "repo:*"] } }),
        ),
        "a subject that may be absent": trusting(
            federated({ "ForAllValues:StringLike": { [`${github}:sub`]: "repo:org/app:*" } }),
        ),
        everyone: { plan: trusting({ ...trust, Principal: "*" }), says: /trusts everyone/ },
        "everyone as an object": trusting({ ...trust, Principal: { AWS: "*" }, Condition: here }),
        NotPrincipal: trusting({
            ...trust,
            Principal: undefined,
            NotPrincipal: { AWS: "arn:aws:iam::1:root" },
        }),
        "a whole account": {
            plan: trusting({ ...trust, Principal: { AWS: "arn:aws:iam::999900001111:root" } }),
            says: /account 999900001111/,
        },
        "another account's principals that signed in with a second factor": {
            plan: trusting({
                ...trust,
                Principal: { AWS: "arn:aws:iam::999900001111:root" },
                Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
            }),
            says: /every principal of account 999900001111/,
            // Whose the role is shows when it is there.
            preview: "accepts",
        },
        "a whole account, with a second factor where one is at hand": trusting({
            ...trust,
            Principal: { AWS: "arn:aws:iam::111122223333:root" },
            Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
        }),
        "AWS Backup for anybody, where the configuration says so": {
            plan: trusting(trust),
            config: { refuseOpenServices: true },
            says: /whichever account/,
        },
        "two services at once, where the configuration says so": {
            plan: trusting(twoServices),
            config: { refuseOpenServices: true },
            says: /2 services/,
        },
        "everybody whom an identity provider knows": trusting({
            ...trust,
            Principal: { Federated: "cognito-identity.amazonaws.com" },
        }),
        "a pattern of roles": trusting({ ...trust, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }),
        "text that is not JSON": but(role, { assumeRolePolicy: "{" }),
    },
    waits: { "a document that is not known yet": [but(role, { assumeRolePolicy: unknown })] },
    ignores: { "another resource": other },
});

rule("iam-role-no-mixed-policy-management", {
    accepts: {
        "policies as resources": [role, rolePolicy, fileSystem, accessPoint],
        "policies in the role": but(role, { managedPolicyArns: [arn("A")] }),
        "policies as resources, which a refresh lists in the role as well": [
            { ...role, computed: { managedPolicyArns: [arn("A")] } },
            rolePolicy,
            fileSystem,
            accessPoint,
        ],
    },
    refuses: {
        "managed ARNs beside a policy of its own": {
            plan: [but(role, { managedPolicyArns: [arn("A")] }), rolePolicy, fileSystem, accessPoint],
            says: /through agent-policy/,
        },
        "inline policies beside an attachment": [
            but(role, { inlinePolicies: [{ name: "a", policy: "{}" }] }),
            but(attachment, { role: of(role, "name") }),
        ],
    },
    ignores: { "another resource": other },
});
