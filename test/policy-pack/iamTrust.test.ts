import { federatedTrust } from "../../policy-pack/iam/trustRemedies";
import { other, role } from "./baseline";
import { but, unknown } from "./plan";
import { rule } from "./table";

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

/** The condition in a remedy, as a program's author pastes it. */
function pasted(remedy: string): unknown {
    const [, condition = ""] = remedy.split("Condition: ");
    return JSON.parse(condition.replace(/(\b\w+): /g, '"$1": '));
}

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
        ...Object.fromEntries(
            [
                "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
                "arn:aws:iam::111122223333:oidc-provider/gitlab.com",
                "arn:aws:iam::111122223333:oidc-provider/login.example.test/realm",
                "arn:aws:iam::111122223333:saml-provider/staff",
                "cognito-identity.amazonaws.com",
            ].map((Federated) => [
                `what its message suggests for ${Federated}`,
                trusting({
                    ...trust,
                    Principal: { Federated },
                    Condition: pasted(federatedTrust(Federated, []).remedy),
                }),
            ]),
        ),
    },
    refuses: {
        "every repository of an identity provider": {
            plan: trusting(federated({ StringLike: { [`${github}:sub`]: "repo:*" } })),
            says: /everybody whom token\.actions\.githubusercontent\.com knows: what it asks of \S+:sub fits whoever registers/,
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
        "an identity provider's audience without a subject": {
            plan: trusting(federated({ StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" } })),
            says: /no condition names a subject\. .*githubusercontent\.com:sub": "repo:OWNER/,
        },
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
            says: /account 999900001111\. .*arn:aws:iam::999900001111:role\/NAME.*"sts:ExternalId"/,
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
            says: /2 services at once .* Make a role for each/,
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
