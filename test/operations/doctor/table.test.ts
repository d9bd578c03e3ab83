import assert from "node:assert/strict";
import { quotaNames, quotas as table } from "../../../infra/config/quotas";
import { questionsOf } from "../../../operations/doctor/examine";
import { checks } from "../../../operations/doctor/table";
import { environmentsIn } from "../../../state/environments";
import { region, resource, second } from "./deployed";
import { environment, graphOf, resources } from "./stack";

describe("The doctor's table of checks", () => {
    it("has each check once", () => {
        const names = checks.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
        for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    });

    it("mends with commands that a stack of several environments takes too", () => {
        const own = checks
            .flatMap(({ faults }) => Object.values(faults).map(({ mend }) => mend))
            .filter((mend) => mend.startsWith("npm run "));
        assert.ok(own.length >= 3);
        for (const mend of own) assert.match(mend, / --stack \{stack\} --environment \{environment\}( |$)/);
    });

    it("asks about everything that the tests' stack has, and for no permission but to read", () => {
        const only = environment();
        const asked = questionsOf(only.graph, [only]);
        const twice = questionsOf(only.graph, [only, { ...only, name: "again" }]);
        assert.equal(twice.length, asked.length, "what two environments share is asked about once");
        for (const { name } of checks)
            assert.ok(
                asked.some(({ check }) => check.name === name),
                `${name} asks nothing of the stack of these tests, which has one of everything`,
            );
        for (const { check, question } of asked)
            for (const action of question.grants.flatMap(({ actions }) => actions))
                assert.match(action, /^[a-z0-9]+:(Describe|Get|List)\w+$/, check.name);
    });

    it("asks of a standby in a second region what is there, of the account once, and of no backups before it fails over", () => {
        const inStandby = ["jenkins-efs:environment:Environment", "jenkins-efs:storage:Storage"];
        const parent =
            "urn:pulumi:prod::jenkins-efs::jenkins-efs:environment:Environment$jenkins-efs:environment:Environment::standby";
        const component = {
            ...resource("jenkins-efs:environment:Environment", "standby", "", {}),
            urn: parent,
        };
        const graph = graphOf([
            // The engine writes them in the order in which they were done.
            component,
            resource(
                "aws:efs/fileSystem:FileSystem",
                "standby-storage",
                "fs-2",
                { region: second, arn: `arn:aws:elasticfilesystem:${second}:111122223333:file-system/fs-2` },
                inStandby,
                parent,
            ),
            resource(
                "aws:backup/plan:Plan",
                "standby",
                "plan-2",
                { region: second, rules: [{}] },
                [],
                parent,
            ),
            ...resources,
            { ...resource("pulumi:providers:aws", "default_7", "", { region }), parent: "" },
        ]);
        const asked = questionsOf(graph, environmentsIn(graph));
        const regionsOf = (name: string) =>
            asked.filter(({ check }) => check.name === name).map(({ question }) => question.region);
        assert.deepEqual(regionsOf("file-system"), [region, second]);
        assert.deepEqual(regionsOf("recorder"), [region]);
        assert.deepEqual(regionsOf("backups"), [region]);
        const quotas = regionsOf("quotas");
        const iams = quotaNames.filter((name) => table[name].service === "iam").length;
        assert.equal(quotas.filter((one) => one === region).length, quotaNames.length);
        assert.equal(quotas.filter((one) => one === second).length, quotaNames.length - iams);
    });
});
