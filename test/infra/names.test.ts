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
});
