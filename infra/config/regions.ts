import * as aws from "@pulumi/aws";

/** The provider's own list: what is not on it has the shape of a region and, as a rule, no endpoint behind it. */
export const regions: readonly string[] = Object.values(aws.types.enums.Region);
