import assert from "node:assert/strict";
import { type Properties, unknownValue } from "../../../rehearsal/providers/aws/values";
import { Bench, fileSystem, launchTemplate, mountTarget, role, urn } from "./bench";

describe("The stand-in for AWS", () => {
    let bench: Bench;

    beforeEach(() => {
        bench = new Bench();
    });

    afterEach(() => bench.remove());

    describe("tells what a change does: it", () => {
        const diff = (token: string, before: Properties, after: Properties, outputs: Properties = {}) => {
            const olds = bench.check(token, "x", before).inputs;
            const news = bench.check(token, "x", after, olds).inputs;
            const tagsAll = { owner: "ci", project: "kit", ...(after.tags as Properties) };
            return bench.aws.diff(urn(token, "x"), olds, { tagsAll, ...outputs }, news);
        };

        it("sees no difference where there is none", () => {
            assert.deepEqual(diff(fileSystem, { encrypted: true }, { encrypted: true }).changed, []);
        });

        for (const [token, before, after, replaces] of [
            [fileSystem, { encrypted: false }, { encrypted: true }, ["encrypted"]],
            [fileSystem, { kmsKeyId: "a" }, { kmsKeyId: "b" }, ["kmsKeyId"]],
            [fileSystem, { throughputMode: "bursting" }, { throughputMode: "elastic" }, []],
            [fileSystem, { region: "eu-west-1" }, { region: "eu-west-2" }, ["region"]],
            [
                mountTarget,
                { fileSystemId: "f", subnetId: "a" },
                { fileSystemId: "f", subnetId: "b" },
                ["subnetId"],
            ],
            [
                mountTarget,
                { fileSystemId: "f", subnetId: "a", securityGroups: ["a"] },
                { fileSystemId: "f", subnetId: "a", securityGroups: ["b"] },
                [],
            ],
            [
                "aws:efs/accessPoint:AccessPoint",
                { fileSystemId: "f", posixUser: { uid: 1 } },
                { fileSystemId: "f", posixUser: { uid: 2 } },
                ["posixUser"],
            ],
            [launchTemplate, { userData: "a" }, { userData: "b" }, []],
            ["aws:backup/vault:Vault", { kmsKeyArn: "a" }, { kmsKeyArn: "b" }, ["kmsKeyArn"]],
        ] as const) {
            const change = JSON.stringify(after);
            it(`${replaces.length > 0 ? "replaces" : "updates"} ${token.split(":").at(-1)} for ${change}`, () => {
                const { changed, replaces: replaced } = diff(token, before, after);
                assert.equal(changed.length, 1);
                assert.deepEqual(replaced, replaces);
            });
        }

        it("takes a value that is not known yet for a change, and for a replacement where it would be one", () => {
            const { replaces } = diff(fileSystem, { kmsKeyId: "a" }, { kmsKeyId: unknownValue });
            assert.deepEqual(replaces, ["kmsKeyId"]);
        });

        it("deletes first where the program insists on a name", () => {
            const before = { name: "agent", path: "/a/", assumeRolePolicy: "{}" };
            assert.ok(diff(role, before, { ...before, path: "/b/" }).deleteBeforeReplace);
            const unnamed = { path: "/a/", assumeRolePolicy: "{}" };
            assert.ok(!diff(role, unnamed, { ...unnamed, path: "/b/" }).deleteBeforeReplace);
        });

        it("sees a change of the provider's default tags", () => {
            assert.deepEqual(diff(fileSystem, {}, {}, { tagsAll: { owner: "other" } }).changed, ["tagsAll"]);
        });
    });
});
