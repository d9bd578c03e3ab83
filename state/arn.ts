/** The region in an ARN, empty for a global service's; undefined where there is no ARN. */
export const regionOfArn = (arn: string | undefined): string | undefined => arn?.split(":")[3];
