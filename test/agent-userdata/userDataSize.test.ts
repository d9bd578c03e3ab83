import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { type AgentUserDataArgs, encodeUserData, renderUserData } from "../../agent-userdata";
import { type KnownAtPreview, withLikelyIds } from "../../agent-userdata/likelyIds";
import { areas, agent as args } from "../../boot/values";

/** Text that does not compress. */
const noise = (length: number): string =>
    Array.from({ length: Math.ceil(length / 40) }, (_, index) =>
        createHash("sha256")
            .update(`${length} ${index}`)
            .digest("base64")
            .replace(/[^A-Za-z0-9]/g, "")
            .slice(0, 40),
    )
        .join("")
        .slice(0, length);

/** As EC2 counts: gzipped, before base64. */
const userDataBytes = (values: AgentUserDataArgs): number =>
    Buffer.from(encodeUserData(values), "base64").length;

describe("the size of an agent's user data", () => {
    it("is that of gzip, the same bytes every time", () => {
        const encoded = encodeUserData(args);
        assert.equal(gunzipSync(Buffer.from(encoded, "base64")).toString(), renderUserData(args));
        assert.equal(encodeUserData(args), encoded);
    });

    /** With names as long as allowed, and what nothing bounds longer than people write it. */
    function longest(areas: KnownAtPreview["areas"]): number {
        const project = "mobile-platform-continuous-integration";
        const environment = "production-europe";
        const agentName = "linux-arm64-with-docker-and-gpu1";
        const region = "ap-southeast-1";
        const values = withLikelyIds(
            {
                ...args,
                agentName,
                region,
                controllerUrl: `https://jenkins.build-infrastructure.eu-central-1.internal.example-company.com:8443/teams/${project}/`,
                logGroupName: `/${project}/${environment}/agents`,
                environment: `${project}-${environment}`,
                groupName: `${project}-${environment}-agent-${agentName}`,
                auditReads: true,
                drainMinutes: 1440,
                memoryMaxPercent: 90,
                areas,
            },
            `arn:aws-us-gov:secretsmanager:${region}:123456789012:secret:${project}/${environment}/agents/${agentName}-`,
        );
        return userDataBytes(values);
    }

    /** Areas with names as long as allowed, each of words of its own, half of them required. */
    const areasOf = (tools: string) =>
        tools.split(" ").map((tool, index) => ({
            name: `${tool}-${["dependency-cache", "build-artifacts", "package-store"][index % 3]}-of-all-teams`.slice(
                0,
                32,
            ),
            uid: 300_000 + index * 37,
            access: index % 3 === 0 ? ("write" as const) : ("read" as const),
            required: index % 2 === 0,
        }));

    it("leaves 4 of EC2's 16 KiB free with the longest names there are", () => {
        assert.ok(longest(undefined) <= 12 * 1024, `${longest(undefined)} bytes`);
    });

    it("leaves 3 of them free with three shared areas, and 2 with twenty", () => {
        const [few, many] = [
            areasOf("maven gradle native"),
            areasOf(
                "android apple backend c-sharp conan docker electron frontend go-build gradle maven mobile native npm python release rust signing toolchain website",
            ),
        ];
        assert.equal(many.length, 20);
        assert.ok(longest(few) <= 13 * 1024, `${longest(few)} bytes`);
        assert.ok(longest(many) <= 14 * 1024, `${longest(many)} bytes`);
    });

    it("is never smaller at preview than with the ids that AWS gives", () => {
        const prefix = `arn:aws:secretsmanager:us-east-1:123456789012:secret:jenkins-efs/dev/agents/${args.agentName}-`;
        const shared = [areas.written, areas.read];
        const atPreview = userDataBytes(withLikelyIds({ ...args, areas: shared }, prefix));
        const hexadecimal = fc.stringMatching(/^[0-9a-f]{17}$/);
        const ids = fc.tuple(
            hexadecimal,
            hexadecimal,
            fc.tuple(hexadecimal, hexadecimal),
            fc.stringMatching(/^20261[012][0-3]\d[0-9]{10}[0-9a-f]{8}$/),
            fc.stringMatching(/^[A-Za-z0-9]{6}$/),
        );
        fc.assert(
            fc.property(ids, ([fileSystem, accessPoint, ofAreas, suffix, version]) => {
                const real = {
                    fileSystemId: `fs-${fileSystem}`,
                    accessPointId: `fsap-${accessPoint}`,
                    secretArn: `${prefix}${suffix}-${version}`,
                    areas: shared.map((area, index) => ({
                        ...area,
                        accessPointId: `fsap-${ofAreas[index]}`,
                    })),
                };
                assert.ok(userDataBytes({ ...args, ...real }) <= atPreview);
            }),
            { numRuns: 50 },
        );
    });

    it("is refused when EC2 would refuse it", () => {
        assert.throws(
            () => encodeUserData({ ...args, controllerUrl: `https://${noise(17_000)}` }),
            /^Error: user data of agent linux-1: \d+ bytes when gzipped, and EC2 takes at most 16384\. Shorten/,
        );
    });
});
