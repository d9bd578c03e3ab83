import { UsageError } from "../../cli/commandLine";

/**
 * The path of what is to be restored, from the file system's root, as AWS Backup takes it: without wildcards or expressions,
 * and not as seen through an access point.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html
 * @param directory the access point's root, such as `/agents/linux-1`
 * @param path in that directory; empty for all of it
 * @throws UsageError where the path leaves the directory, or AWS Backup does not take it
 */
export function itemPath(directory: string, path: string): string {
    const parts = path.split("/").filter((part) => part !== "");
    const wrong = (why: string, mend: string) => new UsageError(`--path ${path}: ${why}. ${mend}`);
    if (parts.some((part) => part === "." || part === ".."))
        throw wrong("it has a part . or ..", `Give the path in ${directory} as it is, such as cache/m2.`);
    if (/[*?[\]]/.test(path))
        throw wrong(
            "AWS Backup takes no wildcards",
            "Give the directory that holds what is wanted, and copy some of it.",
        );
    if (/\p{Cc}/u.test(path))
        throw wrong("it has a control character", "Give the directory that holds what is wanted.");
    return [directory, ...parts].join("/");
}
