import { createHash } from "node:crypto";
import type { AgentUserDataArgs } from ".";
import type { AgentArea } from "./areas";

/** What AWS decides, and is unknown at preview. */
type UnknownAtPreview = "fileSystemId" | "accessPointId" | "secretArn";

/** An agent's values as far as they are known at preview. */
export type KnownAtPreview = Omit<AgentUserDataArgs, UnknownAtPreview | "areas"> & {
    readonly areas?: readonly Omit<AgentArea, "accessPointId">[] | undefined;
};

/**
 * The user data with ids that compress no better than AWS's: of letters and digits at random where AWS's are of
 * hexadecimal digits, and a few characters longer, as the same rest may take some bits more with other ids.
 */
export function withLikelyIds(
    args: KnownAtPreview,
    /** The secret's ARN up to where the provider completes its name with 26 digits, and Secrets Manager with 7 more. */
    secretArnPrefix: string,
): AgentUserDataArgs {
    const random = (purpose: string, length: number, more = 8): string =>
        createHash("sha512")
            .update(`${purpose} ${args.agentName}`)
            .digest("base64")
            .replace(/[^A-Za-z0-9]/g, "")
            .slice(0, length + more);
    return {
        ...args,
        fileSystemId: `fs-${random("file system", 17)}`,
        accessPointId: `fsap-${random("access point", 17)}`,
        secretArn: `${secretArnPrefix}${random("secret", 26)}-${random("version", 6)}`,
        areas: args.areas?.map((area) => ({
            ...area,
            accessPointId: `fsap-${random(`access point of ${area.name}`, 17, 1)}`,
        })),
    };
}
