import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { policyFor, projectName } from "../../cli/project";
import { dnsSuffixOf } from "../../state/arn";
import { type Document, readDocument } from "./document";

const root = resolve(__dirname, "..", "..");
const docs = resolve(root, "docs");

/**
 * A policy of docs/, as the README says to write it for an account: with the project's name, and for the partition, whose
 * regional services have names of their own in China.
 */
export function writtenPolicy(file: string, project: string, partition: string): Document {
    const kits = policyFor(project, readFileSync(resolve(docs, file), "utf8"));
    // `npm run docs` may have written it for the project of this checkout already.
    const text = policyFor(project, kits, projectName(root)).replaceAll('"arn:aws:', `"arn:${partition}:`);
    const fitted = text.replaceAll('.*.amazonaws.com"', `.*.${dnsSuffixOf(partition)}"`);
    return readDocument(`docs/${file}`, fitted);
}
