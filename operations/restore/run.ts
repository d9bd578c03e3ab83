import { createHash } from "node:crypto";

/** What one run of a restore is about; the same again is the same run, whoever asks. */
export interface Asked {
    readonly fileSystemArn: string;
    readonly recoveryPointArn: string;
    /** Path on the file system, from its root. */
    readonly item: string;
    /** ARN of the role that is to read it. */
    readonly roleArn: string;
}

const hash = (length: number, ...parts: readonly string[]): string =>
    createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, length);

/**
 * A run's number, twelve hexadecimal digits that follow from what is asked: two people who ask for the same share it, and who
 * was interrupted goes on with it.
 */
export const runOf = ({ fileSystemArn, recoveryPointArn, item, roleArn }: Asked): string =>
    hash(12, fileSystemArn, recoveryPointArn, item, roleArn);

/** What the creation token of each file system begins with that is restored for a while, for one environment. */
export const tokenPrefix = (fileSystemArn: string): string => `restore-${hash(8, fileSystemArn)}-`;

/** EFS makes one file system of a token, which takes 64 characters: by it a run finds its own before it is tagged. */
export const creationToken = (fileSystemArn: string, run: string): string =>
    `${tokenPrefix(fileSystemArn)}${run}`;

/** The run in a creation token; undefined where it is no restore's, or another environment's. */
export function runIn(fileSystemArn: string, token: string): string | undefined {
    const prefix = tokenPrefix(fileSystemArn);
    const run = token.startsWith(prefix) ? token.slice(prefix.length) : "";
    return /^[0-9a-f]{12}$/.test(run) ? run : undefined;
}

/** The tag of a file system that everything was restored into, which no run removes; its value is the recovery point's number. */
export const wholeTag = "restored-from";

/** The creation token of a file system that everything of a recovery point is restored into. */
export const wholeToken = (fileSystemArn: string, recoveryPointArn: string): string =>
    `whole-${hash(8, fileSystemArn)}-${hash(12, recoveryPointArn)}`;
