import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Document, readDocument } from "./document";

const docs = resolve(__dirname, "..", "..", "docs");

/**
 * A policy of docs/, as the README says to write it for an account: with the project's name, and for the partition, whose
 * regional services have names of their own in China.
 */
export function writtenPolicy(file: string, project: string, partition: string): Document {
    const text = readFileSync(resolve(docs, file), "utf8")
        .replaceAll("jenkins-efs", project)
        .replaceAll('"arn:aws:', `"arn:${partition}:`);
    const fitted =
        partition === "aws-cn" ? text.replaceAll('.*.amazonaws.com"', '.*.amazonaws.com.cn"') : text;
    return readDocument(`docs/${file}`, fitted);
}
