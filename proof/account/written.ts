import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { projectName } from "../../cli/project";
import { type Document, readDocument } from "./document";

const root = resolve(__dirname, "..", "..");
const docs = resolve(root, "docs");

/** The project that the policies are written for, in their names, paths and tags: the kit's until `npm run docs` wrote this one's. */
const writtenFor = new RegExp(`(?<=[/:"])(?:jenkins-efs|${projectName(root)})(?=[-/"])`, "g");

/**
 * A policy of docs/, as the README says to write it for an account: with the project's name, and for the partition, whose
 * regional services have names of their own in China.
 */
export function writtenPolicy(file: string, project: string, partition: string): Document {
    const text = readFileSync(resolve(docs, file), "utf8")
        .replaceAll(writtenFor, project)
        .replaceAll('"arn:aws:', `"arn:${partition}:`);
    const fitted =
        partition === "aws-cn" ? text.replaceAll('.*.amazonaws.com"', '.*.amazonaws.com.cn"') : text;
    return readDocument(`docs/${file}`, fitted);
}
