import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Graph } from "../../state/graph";
import { deployedState } from "../deployed";
import { MadeNames, patternsIn, patternsOf, reasons, strangeIn } from "./madeNames";

const docs = join(__dirname, "..", "..", "docs");

/** The policies that are written for people, by file; a vault of an environment with a name of its own is `web-backup`, a rule `web-auditing-alarm`. */
const written = readdirSync(docs)
    .filter((name) => name.endsWith("-policy.json"))
    .flatMap((name) => patternsIn(name, JSON.parse(readFileSync(join(docs, name), "utf8"))));

describe("The names in policies", () => {
    const graphs: Graph[] = [];
    before(async () => {
        for (const stack of ["dev", "prod"]) graphs.push(Graph.of(await deployedState(stack)));
    });

    it("that a stack deploys are those of something that it makes, in every resource and condition", () => {
        for (const graph of graphs) {
            const patterns = patternsOf(graph);
            assert.ok(patterns.length > 100, `only ${patterns.length} in ${graph.stack}`);
            assert.deepEqual(strangeIn(patterns, [new MadeNames(graph)]).strange, []);
        }
    });

    it("that whoever deploys is given are those of something that dev or prod makes", () => {
        const stacks = graphs.map((graph) => new MadeNames(graph));
        assert.ok(written.length > 60, `only ${written.length}`);
        assert.deepEqual(
            strangeIn(written, stacks).strange,
            [
                // Neither dev nor prod bakes images.
                ["boundary-policy.json, ImageBuildersTools", "arn:aws:s3:::ec2imagebuilder-*"],
                [
                    "boundary-policy.json, OwnNames",
                    "arn:aws:logs:*:*:log-group:/aws/imagebuilder/jenkins-efs-*",
                ],
                ["deployer-auditing-policy.json, EventRules", "arn:aws:events:*:*:rule/*-auditing-*"],
                ["deployer-auditing-policy.json, MetricAlarms", "arn:aws:cloudwatch:*:*:alarm:*-auditing-*"],
                ["deployer-backup-policy.json, BackupVaults", "arn:aws:backup:*:*:backup-vault:*-backup-*"],
                ["deployer-policy.json, AgentImages", "arn:aws:ssm:*:*:parameter/jenkins-efs/images/*"],
                ["deployer-policy.json, Logs", "arn:aws:logs:*:*:log-group:/aws/imagebuilder/jenkins-efs-*"],
                ...[
                    "component/jenkins-efs-*/*/*",
                    "image-pipeline/jenkins-efs-*",
                    "image-recipe/jenkins-efs-*/*",
                    "infrastructure-configuration/jenkins-efs-*",
                ].map((name) => ["deployer-policy.json, ImagePipelines", `arn:aws:imagebuilder:*:*:${name}`]),
                ["previewer-policy.json, ReadImages", "arn:aws:ssm:*:*:parameter/jenkins-efs/images/*"],
                [
                    "teardown-policy.json, RecoveryPointsOfVaults",
                    "arn:aws:backup:*:*:backup-vault:*-backup-*",
                ],
            ].map(([where, arn]) => `${where}: nothing that is made has the Resource ${arn}`),
        );
    });

    it("have no exception that nothing needs", () => {
        const all = [...graphs.flatMap(patternsOf), ...written];
        const { excused } = strangeIn(
            all,
            graphs.map((graph) => new MadeNames(graph)),
        );
        assert.deepEqual(excused.toSorted(), [...reasons].toSorted());
    });

    it("are each told where they are a little wrong, as auditing-* was for web-auditing-*", () => {
        for (const graph of graphs) {
            const names = new MadeNames(graph);
            const arns = patternsOf(graph).filter(({ pattern }) => pattern.startsWith("arn:"));
            const wrong = arns.map((one) => ({
                ...one,
                pattern: one.pattern.replace(/^((?:[^:]*:){5})/, "$1auditing-"),
            }));
            assert.ok(wrong.length > 50);
            assert.deepEqual(names.unmatched(wrong), wrong);
        }
    });
});
