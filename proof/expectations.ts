import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { standingPolicies } from "../cli/deployerPolicies";
import { readConfigKey } from "../cli/project";
import { parseArn } from "../state/arn";
import { type Graph, textOf } from "../state/graph";
import { readTables, type Table } from "./access/table";
import type { Bystanders } from "./account/principals";
import { writtenPolicy } from "./account/written";

const root = resolve(__dirname, "..");
const page = join(root, "docs", "access.md");

/** The reviewed tables of docs/access.md. */
export function expectedTables(): readonly Table[] {
    return readTables(readFileSync(page, "utf8"));
}

/** Who else there is in the account of a graph: its deployer, and the administrators that its configuration names. */
export function bystandersOf(graph: Graph, deployerArn?: string): Bystanders {
    const arn = textOf(graph.all("aws:efs/fileSystem:FileSystem")[0], "arn");
    const { partition, account } = parseArn(arn ?? "arn:aws");
    return {
        // The name by which the rehearsal's stand-in for AWS calls it.
        deployerArn: deployerArn ?? `arn:${partition}:iam::${account}:role/Deployer`,
        deployerPolicies: standingPolicies.map((name) => writtenPolicy(name, graph.project, partition)),
        administratorArns: administratorsOf(graph),
    };
}

function administratorsOf({ project, stack }: Graph): readonly string[] {
    const arns = readConfigKey(root, stack, `${project}:keyAdministratorArns`);
    return Array.isArray(arns) ? arns.map(String) : [];
}
