import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The provider of another region, who calls as the stack's own does.
 * @param parent @default the stack
 */
export function providerOf(name: string, region: string, parent?: pulumi.Resource): aws.Provider {
    const { profile, assumeRoles, assumeRoleWithWebIdentity, allowedAccountIds, forbiddenAccountIds } =
        aws.config;
    const { sharedConfigFiles, sharedCredentialsFiles, defaultTags, ignoreTags } = aws.config;
    const asConfigured = {
        profile,
        assumeRoles,
        assumeRoleWithWebIdentity,
        allowedAccountIds,
        forbiddenAccountIds,
        sharedConfigFiles,
        sharedCredentialsFiles,
        defaultTags,
        ignoreTags,
    };
    return new aws.Provider(name, { region, ...asConfigured }, parent && { parent });
}
