import type * as aws from "@pulumi/aws";
import type { Fault } from "./config";

/** What is wrong with an image, and the command that mends it where one does. */
export type Problem = Required<Pick<Fault, "problem">> & Pick<Fault, "remedy">;

type Described = Pick<
    aws.ec2.GetAmiResult,
    | "imageId"
    | "name"
    | "ownerId"
    | "imageOwnerAlias"
    | "public"
    | "rootDeviceName"
    | "blockDeviceMappings"
    | "region"
>;

/** `amazon`, or the id of the account whose an image is. An alias is given by AWS alone. */
export const ownerOf = ({
    imageOwnerAlias,
    ownerId,
}: Pick<Described, "imageOwnerAlias" | "ownerId">): string =>
    imageOwnerAlias === "amazon" ? "amazon" : ownerId;

/** Whom the stack trusts with its agents. */
export interface Trusted {
    /** `amazon`, `self` and ids of accounts, as `imageOwners` of the configuration. */
    readonly owners: readonly string[];
    /** The account that `self` means. */
    readonly account: string;
}

/**
 * Why agents are not to run what is in an image: whose it is, or who could have read it. A name is its
 * owner's own choice, so a look-alike of Amazon's has Amazon's. What is public has no encrypted disk, and Amazon's is public: of
 * that one the launch template encrypts the root.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html#verified-ami-provider
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
 */
export function distrustOf(image: Described, { owners, account }: Trusted): Problem | undefined {
    const { imageId, name, ownerId, rootDeviceName, region } = image;
    const isAmazons = ownerOf(image) === "amazon";
    const isOf = (owner: string) =>
        owner === "amazon" ? isAmazons : ownerId === (owner === "self" ? account : owner);
    const its = `${imageId} (${name}) of account ${ownerId}`;
    if (!owners.some(isOf))
        return {
            problem: `is ${its}, which imageOwners does not name (${owners.join(", ")}); its name tells nothing, as whoever publishes an image chooses it`,
        };
    if (image.public && !isAmazons)
        return {
            problem: `is ${its}, which everybody may start and read`,
            ...(ownerId === account && {
                remedy: `aws ec2 modify-image-attribute --region ${region} --image-id ${imageId} --launch-permission 'Remove=[{Group=all}]'`,
            }),
        };
    const open = image.blockDeviceMappings.flatMap(({ deviceName, virtualName, ebs }) =>
        // What has a virtual name is an instance store: no part of the image.
        virtualName || ebs.encrypted === "true" || (isAmazons && deviceName === rootDeviceName)
            ? []
            : [deviceName],
    );
    return open.length === 0
        ? undefined
        : {
              problem: `is ${its}, whose disks are not encrypted (${open.join(", ")}); a copy in this account is`,
              remedy: `aws ec2 copy-image --region ${region} --source-region ${region} --source-image-id ${imageId} --name ${imageId}-encrypted --encrypted`,
          };
}
