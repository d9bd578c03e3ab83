import assert from "node:assert/strict";
import { ownAccessPointsSid } from "../../../infra/documents/agentPolicy";
import { restoredFileSystemPolicy } from "../../../infra/documents/fileSystemPolicy";
import { opened } from "../../../operations/restore/opening";
import { placesIn } from "../../../operations/restore/places";
import { targetOf } from "../../../operations/restore/target";
import { readAccount } from "../../../proof/account/account";
import { asEfsReadsIt, readDocument } from "../../../proof/account/document";
import { Evaluator } from "../../../proof/account/evaluate";
import type { Principal } from "../../../proof/account/principal";
import { principalsIn } from "../../../proof/account/principals";
import { bystandersOf } from "../../../proof/expectations";
import { ownFileSystemsIn } from "../../../state/environments";
import { Graph } from "../../../state/graph";
import { deployedState } from "../../deployed";

describe("a restore of what is deployed", () => {
    let graph: Graph;
    before(async () => {
        graph = Graph.of(await deployedState("prod"));
    });

    it("finds each directory with its owner, and the places of the mount targets", () => {
        const { agents, areas, keyArn, mountTargets, tags, restoreRoleArn } = placesIn(graph);
        assert.deepEqual(
            agents.map(({ name, path, uid, gid }) => [name, path, uid === gid && uid > 0]),
            ["linux-1", "linux-2", "linux-3"].map((name) => [name, `/agents/${name}`, true]),
        );
        assert.deepEqual(
            areas.map(({ name, path, writers }) => [name, path, writers]),
            [
                ["build-outputs", "/shared/build-outputs", ["linux-2"]],
                ["maven-cache", "/shared/maven-cache", ["linux-1"]],
            ],
        );
        assert.equal(mountTargets.length, 3);
        assert.deepEqual(tags, { project: "jenkins-efs", environment: "prod" });
        assert.equal(keyArn, ownFileSystemsIn(graph)[0]?.props.kmsKeyId);
        assert.match(restoreRoleArn, /:role\/jenkins-efs-prod-restore$/);
    });

    it("is read by its reader, and beside it by who may do everything; nobody of the account writes it", async () => {
        const account = readAccount(graph);
        const everybody = principalsIn(account, bystandersOf(graph));
        const places = placesIn(graph);
        const evaluator = new Evaluator();
        const restored = {
            run: "0123456789ab",
            fileSystemArn: account.fileSystem.arn.replace(/[^/]+$/, "fs-0aaaaaaaaaaaaaaaa"),
            accessPointArn: account.fileSystem.arn.replace(
                /:file-system.*/,
                ":access-point/fsap-0aaaaaaaaaaaaaaaa",
            ),
        };
        const policy = restoredFileSystemPolicy(restored.fileSystemArn, restored.accessPointArn);
        const whoMay = async (reader: string, action: string): Promise<readonly string[]> => {
            const openedFor = (principal: Principal): Principal => {
                if (principal.agent !== reader) return principal;
                const policies = principal.policies.map((each) => {
                    if (!each.statements.some(({ Sid }) => Sid === ownAccessPointsSid)) return each;
                    const { Statement } = opened({ Statement: each.statements }, restored);
                    return readDocument(each.name, JSON.stringify({ Statement }));
                });
                return { ...principal, policies };
            };
            const may: string[] = [];
            for (const each of everybody) {
                const { outcome } = await evaluator.decide(openedFor(each), {
                    action: `elasticfilesystem:${action}`,
                    resource: restored.fileSystemArn,
                    account: account.id,
                    context: {
                        "aws:SecureTransport": "true",
                        "elasticfilesystem:AccessPointArn": restored.accessPointArn,
                        "elasticfilesystem:AccessedViaMountTarget": "true",
                    },
                    resourcePolicy: asEfsReadsIt(readDocument("restored", policy)),
                });
                if (outcome === "yes") may.push(each.name);
            }
            return may;
        };
        for (const wanted of [
            { kind: "agent", name: "linux-1", path: "" },
            { kind: "agent", name: "linux-3", path: "cache" },
            { kind: "area", name: "build-outputs", path: "" },
        ] as const) {
            const { reader } = targetOf(places, wanted, undefined);
            assert.deepEqual(await whoMay(reader.name, "ClientMount"), [
                `agent ${reader.name}`,
                `agent ${reader.name} with AdministratorAccess attached`,
                "role with all permissions",
            ]);
            for (const action of ["ClientWrite", "ClientRootAccess"])
                assert.deepEqual(await whoMay(reader.name, action), [], action);
        }
    });
});
