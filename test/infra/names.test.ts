import assert from "node:assert/strict";
import { environmentNames } from "../../infra/names";
import { site } from "./site";

const called = (name: string) => environmentNames({ name, stack: "dev", project: "jenkins-efs" }, site);

describe("the names of an environment", () => {
    it("are the parts' own where it has the stack to itself", () => {
        const { part, prefix, agentRolePrefix } = called("dev");
        assert.deepEqual(
            [part("storage"), prefix, agentRolePrefix],
            ["storage", "jenkins-efs-dev", "arn:aws:iam::111122223333:role/jenkins-efs/dev/agent-"],
        );
    });

    it("tell two of a stack apart, in Pulumi and in AWS", () => {
        const [web, mobile] = [called("web"), called("mobile")];
        const { part, prefix, agentRolePrefix } = web;
        assert.deepEqual(
            [part("storage"), prefix, agentRolePrefix],
            [
                "web-storage",
                "jenkins-efs-dev-web",
                "arn:aws:iam::111122223333:role/jenkins-efs/dev-web/web-agent-",
            ],
        );
        const shared = Object.entries(web).filter(
            ([key, value]) => JSON.stringify(value) === JSON.stringify(Reflect.get(mobile, key)),
        );
        assert.deepEqual(
            shared.map(([key]) => key),
            ["part"],
        );
    });

    for (const stack of ["de.v", "dev_1", "dev-", "de--v", "d".repeat(45)])
        it(`refuse a stack called "${stack}", and say what AWS takes`, () => {
            assert.throws(
                () => environmentNames({ name: stack, stack, project: "jenkins-efs" }, site),
                /start with jenkins-efs-d.*AWS takes there 56 at most: letters, digits and single hyphens/,
            );
        });

    it("are taken where a role's is as long as AWS takes it", () => {
        const stack = "d".repeat(44);
        const { prefix } = environmentNames({ name: stack, stack, project: "jenkins-efs" }, site);
        assert.equal(`${prefix}-restore`.length, 64);
    });

    for (const name of ["", "Web", "1-web", "web_ui", "an-environment-too-long"])
        it(`refuse "${name}", and say what AWS takes`, () => {
            assert.throws(() => called(name), /has to be 1 to 16 lower case letters, digits and hyphens/);
        });
});
