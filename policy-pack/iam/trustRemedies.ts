/** What is wrong with whom a role trusts, and how it is mended. */
export interface TrustFault {
    /** What it trusts, as the end of "its trust policy trusts". */
    readonly trusts: string;
    readonly must: string;
    readonly remedy: string;
}

/** Trust in whoever fits: everyone, all but some, a pattern. */
export function openTrust(trusts: string): TrustFault {
    return {
        trusts,
        must: "trust exact roles or services",
        remedy: 'Set Principal: { AWS: "arn:aws:iam::ACCOUNT:role/NAME" } or { Service: "SERVICE.amazonaws.com" }',
    };
}

/** Trust in all of an account. */
export function accountTrust(account: string): TrustFault {
    return {
        trusts: `every principal of account ${account}`,
        must: "trust named roles, or no more of an account than who also knows or shows something",
        remedy: `Set Principal: { AWS: "arn:aws:iam::${account}:role/NAME" }, or add Condition: { StringEquals: { "sts:ExternalId": "ID" } }; for people of the role's own account Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } will do; an account that the platform team trusts belongs in "trustedAccounts"`,
    };
}

/** How issuers that many share write for whom and what a token is. */
const claimsOf: readonly (readonly [issuer: RegExp, audience: string, subject: string])[] = [
    [/^token\.actions\.github/, "sts.amazonaws.com", "repo:OWNER/REPOSITORY:environment:NAME"],
    [/^gitlab\.com/, "https://gitlab.com", "project_path:GROUP/PROJECT:ref_type:branch:ref:main"],
    [/^oidc\.eks\./, "sts.amazonaws.com", "system:serviceaccount:NAMESPACE:NAME"],
    [/^/, "AUDIENCE", "SUBJECT"],
];

/**
 * Trust in whoever an identity provider knows. `named` are the keys of conditions that fit too many.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 */
export function federatedTrust(provider: string, named: readonly string[]): TrustFault {
    const issuer = provider.split("/").slice(1).join("/") || provider;
    const why =
        named.length > 0
            ? `what it asks of ${named.join(", ")} fits whoever registers a name there`
            : "no condition names a subject";
    const isSaml = provider.includes(":saml-provider/");
    const isOidc = provider.includes(":oidc-provider/");
    const [, audience, subject] = claimsOf.find(([known]) => known.test(issuer)) ?? [];
    const condition = isSaml
        ? '"SAML:aud": "https://signin.aws.amazon.com/saml"'
        : isOidc
          ? `"${issuer}:aud": "${audience}", "${issuer}:sub": "${subject}"`
          : `"${issuer}:aud": "ID"`;
    return {
        trusts: `everybody whom ${issuer} knows: ${why}`,
        must: isOidc ? "say for whom, beginning with an owner in full" : "say for which application",
        remedy: `Add Condition: { StringEquals: { ${condition} } }`,
    };
}

/** Trust in a service that acts for whoever asks it. */
export function deputyTrust(service: string): TrustFault {
    return {
        trusts: `${service} for whichever account asks it`,
        must: "say for which account the service may act",
        remedy: 'Add Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } }',
    };
}

/** Trust in services that have nothing to do with each other. */
export function severalTrust(services: readonly string[]): TrustFault {
    return {
        trusts: `${services.length} services at once (${services.join(", ")})`,
        must: "trust one service, so that each has the rights of its own work only",
        remedy: "Make a role for each, and leave one of them in Principal.Service here",
    };
}
