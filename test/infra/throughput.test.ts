import assert from "node:assert/strict";
import { storage } from "../../infra/config/storage";
import { throughputLimits, throughputWarnings } from "../../infra/throughput";

const load = { storedGiB: 500, readGiBPerDay: 200, writtenGiBPerDay: 100, peakMiBps: 80 };
const warned = (settings: object, region = "us-east-1") =>
    throughputWarnings(storage.parse(settings), region).join("\n");

describe("a stated load", () => {
    it("is told nothing where none is stated", () => {
        assert.equal(warned({}), "");
        assert.equal(warned({ throughputMode: "bursting" }), "");
    });

    it("is carried by elastic throughput", () => {
        assert.equal(warned({ load }), "");
    });

    it("is carried by bursting while it earns what builds move", () => {
        // 500 GiB earn 24.4 MiB/s; 100 GiB written and a third of 200 read a day are 2 MiB/s.
        assert.equal(warned({ throughputMode: "bursting", load }), "");
    });

    it("warns of bursting whose credits would run out", () => {
        const busy = { ...load, storedGiB: 30 };
        assert.match(
            warned({ throughputMode: "bursting", load: busy }),
            /earns 1\.46 MiB\/s .* move 1\.98 MiB\/s/,
        );
        assert.equal(warned({ throughputMode: "bursting", load: { ...busy, storedGiB: 41 } }), "");
    });

    it("counts the least that bursting falls to, which is 1 MiB/s", () => {
        const idle = { storedGiB: 0, readGiBPerDay: 0, writtenGiBPerDay: 84, peakMiBps: 1 };
        assert.equal(warned({ throughputMode: "bursting", load: idle }), "");
        assert.match(
            warned({ throughputMode: "bursting", load: { ...idle, writtenGiBPerDay: 85 } }),
            /earns 1 MiB\/s/,
        );
    });

    it("warns of a peak that the mode does not reach", () => {
        const peak = { ...load, peakMiBps: 101 };
        assert.match(
            warned({ throughputMode: "bursting", load: peak }),
            /peakMiBps 101 is more than the 100 MiB\/s/,
        );
        assert.match(
            warned({ throughputMode: "provisioned", provisionedThroughputMiBps: 100, load: peak }),
            /more than the 100 MiB\/s/,
        );
        assert.equal(warned({ load: peak }), "");
    });

    it("warns of provisioned throughput that costs more than elastic would", () => {
        // (128 - 24.4) x $6 against 30 x 1.0737 x (200 x $0.03 + 100 x $0.06).
        assert.match(
            warned({ throughputMode: "provisioned", provisionedThroughputMiBps: 128, load }),
            /provisioned costs about \$622 a month for 128 MiB\/s, and elastic about \$387/,
        );
        assert.equal(warned({ throughputMode: "provisioned", provisionedThroughputMiBps: 85, load }), "");
    });

    it("warns of more provisioned throughput than a region allows at first", () => {
        const settings = { throughputMode: "provisioned", provisionedThroughputMiBps: 3414 };
        assert.equal(warned(settings, "us-east-1"), "");
        assert.match(warned(settings, "eu-north-1"), /over the 1024 MiB\/s that AWS allows in eu-north-1/);
    });
});

describe("EFS's limits", () => {
    it("are higher in some regions than in others, mode by mode", () => {
        assert.deepEqual(throughputLimits("elastic", "eu-central-1"), {
            readMiBps: 60 * 1024,
            writeMiBps: 5 * 1024,
            perClientMiBps: 1500,
        });
        assert.deepEqual(throughputLimits("bursting", "eu-central-1"), {
            readMiBps: 3 * 1024,
            writeMiBps: 1024,
            perClientMiBps: 500,
        });
    });
});
