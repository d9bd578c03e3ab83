import assert from "node:assert/strict";
import { questionsOf } from "../../../operations/doctor/examine";
import { checks } from "../../../operations/doctor/table";
import { environment } from "./stack";

describe("The doctor's table of checks", () => {
    it("has each check once", () => {
        const names = checks.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
        for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    });

    it("asks about everything that the tests' stack has, and for no permission but to read", () => {
        const only = environment();
        const asked = questionsOf(only.graph, [only]);
        for (const { name } of checks)
            assert.ok(
                asked.some(({ check }) => check.name === name),
                `${name} asks nothing of the stack of these tests, which has one of everything`,
            );
        for (const { check, question } of asked)
            for (const action of question.grants.flatMap(({ actions }) => actions))
                assert.match(action, /^[a-z0-9]+:(Describe|Get|List)\w+$/, check.name);
    });
});
