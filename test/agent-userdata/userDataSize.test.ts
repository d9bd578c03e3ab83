import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { encodeUserData, renderUserData, userDataBytes, withLikelyIds } from "../../agent-userdata";
import { agent as args } from "../../boot/values";

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

describe("the size of an agent's user data", () => {
    it("is that of gzip, the same bytes every time", () => {
        const encoded = encodeUserData(args);
        assert.equal(gunzipSync(Buffer.from(encoded, "base64")).toString(), renderUserData(args));
        assert.equal(encodeUserData(args), encoded);
    });

    it("leaves 4 of EC2's 16 KiB free with the longest names there are", () => {
        // Names as long as allowed, and what nothing bounds longer than people write it.
        const project = "mobile-platform-continuous-integration";
        const environment = "production-europe";
        const agentName = "linux-arm64-with-docker-and-gpu1";
        const region = "ap-southeast-1";
        const longest = withLikelyIds(
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
            },
            `arn:aws-us-gov:secretsmanager:${region}:123456789012:secret:${project}/${environment}/agents/${agentName}-`,
        );
        assert.ok(userDataBytes(longest) <= 12 * 1024, `${userDataBytes(longest)} bytes`);
    });

    it("is never smaller at preview than with the ids that AWS gives", () => {
        const prefix = `arn:aws:secretsmanager:us-east-1:123456789012:secret:jenkins-efs/dev/agents/${args.agentName}-`;
        const atPreview = userDataBytes(withLikelyIds(args, prefix));
        const hexadecimal = fc.stringMatching(/^[0-9a-f]{17}$/);
        const ids = fc.tuple(
            hexadecimal,
            hexadecimal,
            fc.stringMatching(/^20261[012][0-3]\d[0-9]{10}[0-9a-f]{8}$/),
            fc.stringMatching(/^[A-Za-z0-9]{6}$/),
        );
        fc.assert(
            fc.property(ids, ([fileSystem, accessPoint, suffix, version]) => {
                const real = {
                    fileSystemId: `fs-${fileSystem}`,
                    accessPointId: `fsap-${accessPoint}`,
                    secretArn: `${prefix}${suffix}-${version}`,
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
