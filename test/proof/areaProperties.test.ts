import assert from "node:assert/strict";
import fc from "fast-check";
import { agentIdentity, areaIdentity, identityCollisions } from "../../infra/agentIdentity";
import { mostAreas } from "../../infra/config/shared";
import { agentPolicy } from "../../infra/documents/agentPolicy";
import { areasPolicy } from "../../infra/documents/clientPolicy";
import { readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import type { Principal } from "../../proof/account/principal";
import {
    account,
    agentNames,
    arns,
    documentOf,
    fileSystemArn,
    limits,
    mount,
    principalOf,
    settled,
} from "./anyAgents";

describe("for any areas that agents share", () => {
    /** Some of up to 20 areas: what an agent may do in each. */
    const held = fc.array(fc.constantFrom("write", "read", undefined), { maxLength: 20 });
    const areaArn = (at: number): string => arns("area", 2000 + at).accessPointArn;
    const heldArns = (areas: readonly unknown[], wanted: "write" | "read") =>
        areas.flatMap((access, at) => (access === wanted ? [areaArn(at)] : []));
    const reader = (areas: readonly ("write" | "read" | undefined)[], at: number): Principal => {
        const [write, read] = [heldArns(areas, "write"), heldArns(areas, "read")];
        const own = readDocument("policy", documentOf("linux-1", at, [...write, ...read]));
        const shared =
            write.length + read.length === 0
                ? []
                : [readDocument("areas", areasPolicy(fileSystemArn, { write, read }))];
        return { ...principalOf("linux-1", at), policies: [own, ...shared], boundary: undefined };
    };

    it("an agent writes what it is a writer of, reads what it is a reader of, and mounts nothing else", async () => {
        const evaluator = new Evaluator();
        await fc.assert(
            fc.asyncProperty(held, async (areas) => {
                const principal = reader(areas, 0);
                for (const [at, access] of [...areas, undefined].entries()) {
                    const decide = async (action: string) =>
                        (await evaluator.decide(principal, mount(areaArn(at), action))).outcome;
                    assert.equal(await decide("ClientMount"), access === undefined ? "never" : "yes");
                    assert.equal(await decide("ClientWrite"), access === "write" ? "yes" : "never");
                    assert.equal(await decide("ClientRootAccess"), "never");
                }
            }),
            { numRuns: 25 },
        );
    });

    it("the policies of 20 areas and the longest names stay within IAM's limits", () => {
        const longest = {
            region: "ap-southeast-1",
            project: "mobile-platform-continuous-integration",
            environment: "production-europe",
            agentName: "linux-arm64-with-docker-and-gpu1",
        };
        const { project, environment, agentName } = longest;
        const arn = (service: string, rest: string) =>
            `arn:aws-us-gov:${service}:${longest.region}:${account}:${rest}`;
        const point = (at: number) =>
            arn("elasticfilesystem", `access-point/fsap-${String(at).padStart(17, "0")}`);
        const areaArns = Array.from({ length: mostAreas }, (_, at) => point(at));
        const own = agentPolicy({
            fileSystemArn: arn("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
            accessPointArn: point(99),
            areaArns,
            secretArn: arn(
                "secretsmanager",
                `secret:${project}/${environment}/agents/${agentName}-${"0".repeat(26)}-AbCdEf`,
            ),
            keyArn: arn("kms", "key/0a1b2c3d-0000-4000-a000-000000000001"),
            logGroupArn: arn("logs", `log-group:/${project}/${environment}/agents`),
            agentName,
            groupArn: arn(
                "autoscaling",
                `autoScalingGroup:*:autoScalingGroupName/${project}-${environment}-agent-${agentName}`,
            ),
            region: longest.region,
            dnsSuffix: "amazonaws.com",
        });
        assert.ok(own.length <= limits.managedPolicy, `${own.length} characters`);
        for (const reach of [
            { write: areaArns, read: [] },
            { write: [], read: areaArns },
            { write: areaArns.slice(1), read: areaArns.slice(0, 1) },
        ]) {
            const { length } = areasPolicy(
                arn("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
                reach,
            );
            assert.ok(length <= limits.inlinePolicies, `${length} characters`);
        }
    });

    it("no area of 20 shares a uid or a directory with one of a thousand agents, once collisions are settled", () => {
        const areaName = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
        fc.assert(
            fc.property(
                agentNames(1000, 1000),
                fc.uniqueArray(areaName, { minLength: mostAreas, maxLength: mostAreas }),
                (names, areas) => {
                    const agents = settled(names).map(agentIdentity);
                    const all = [...agents, ...areas.map((name) => areaIdentity({ name }))];
                    const free = new Map(identityCollisions(all).map(({ at, freeUid }) => [at, freeUid]));
                    const shared = areas.map((name, at) =>
                        areaIdentity({ name, uid: free.get(agents.length + at) }),
                    );
                    assert.deepEqual(identityCollisions([...agents, ...shared]), []);
                },
            ),
            { numRuns: 10 },
        );
    });
});
