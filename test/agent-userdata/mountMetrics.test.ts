import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describeOnLinux } from "../tools";
import { Sandbox } from "./sandbox";

interface Counters {
    readonly ageSeconds: number;
    readonly readBytes: number;
    readonly writtenBytes: number;
    /** Operations, transmissions and milliseconds until the answer. */
    readonly reads: readonly [number, number, number];
    readonly writes: readonly [number, number, number];
}

const operation = (name: string, [done, sent, milliseconds]: readonly [number, number, number]) =>
    `\t${name.padStart(12)}: ${done} ${sent} 0 ${done * 200} ${done * 100} 3 ${milliseconds} ${milliseconds + 9} 0\n`;

/** A mount's part of /proc/self/mountstats in the order in which the kernel's fs/nfs/super.c and net/sunrpc/stats.c print it. */
const mountStats = (mountPoint: string, { ageSeconds, readBytes, writtenBytes, reads, writes }: Counters) =>
    `device 127.0.0.1:/ mounted on ${mountPoint} with fstype nfs4 statvers=1.1
\topts:\trw,vers=4.1,rsize=1048576,wsize=1048576,namlen=255,hard,noresvport,proto=tcp,timeo=600,retrans=2,sec=sys
\tage:\t${ageSeconds}
\timpl_id:\tname='',domain='',date='0,0'
\tcaps:\tcaps=0xfffff,wtmult=512,dtsize=1048576,bsize=0,namlen=255
\tnfsv4:\tbm0=0xfdffafff,bm1=0xf9be3e,bm2=0x800,acl=0x0,sessions,pnfs=not configured,lease_time=90
\tsec:\tflavor=1,pseudoflavor=1
\tevents:\t1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27
\tbytes:\t11 12 13 14 ${readBytes} ${writtenBytes} 15 16
\tRPC iostats version: 1.1  p/v: 100003/4 (nfs)
\txprt:\ttcp 0 0 1 0 0 60 60 0 60 0 2 0 0
\tper-op statistics
${operation("NULL", [0, 0, 0])}${operation("READ", reads)}${operation("WRITE", writes)}
`;

const local = "device /dev/nvme0n1p1 mounted on / with fstype xfs\n";
const first: Counters = {
    ageSeconds: 60,
    readBytes: 4096,
    writtenBytes: 0,
    reads: [10, 10, 50],
    writes: [0, 0, 0],
};

describeOnLinux("the metrics of an agent's mount", () => {
    let sandbox: Sandbox;
    const mountPoint = () => sandbox.path("efs", "linux-1");
    const look = (table: string) => {
        writeFileSync(sandbox.path("state", "mountstats"), table);
        const { status, output } = sandbox.run("mount-metrics.sh", [sandbox.path("state", "counters")], {
            MOUNTSTATS: sandbox.path("state", "mountstats"),
        });
        assert.equal(status, 0, output);
        assert.doesNotMatch(output, /nan|inf/);
        return Object.fromEntries(
            [...output.matchAll(/^MetricName=(\w+),Value=([\d.]+),Unit=(\w+)$/gm)].map(
                ([, name = "", value, unit]) => [name, `${value} ${unit}`],
            ),
        );
    };

    beforeEach(() => {
        sandbox = new Sandbox({});
    });
    afterEach(() => sandbox.remove());

    it("are all that was done since it was mounted at first, and then what came since the last look", () => {
        look(local + mountStats(mountPoint(), first));
        assert.deepEqual(
            look(
                local +
                    mountStats(mountPoint(), {
                        ageSeconds: 120,
                        readBytes: 8_000_004_096,
                        writtenBytes: 1024,
                        reads: [110, 110, 550],
                        writes: [100, 103, 1500],
                    }),
            ),
            {
                NfsReadBytes: "8000000000 Bytes",
                NfsWrittenBytes: "1024 Bytes",
                NfsOperations: "200 Count",
                NfsRetransmissions: "3 Count",
                NfsRoundTrip: "10.000 Milliseconds",
            },
        );
    });

    it("are those of the agent's own mount, not of another beside it", () => {
        const other = mountStats(`${mountPoint()}0`, { ...first, readBytes: 1e9, reads: [999, 999, 9] });
        const { NfsOperations, NfsReadBytes } = look(other + mountStats(mountPoint(), first) + other);
        assert.deepEqual([NfsOperations, NfsReadBytes], ["10 Count", "4096 Bytes"]);
    });

    it("start from nothing after a new mount, and never fall below it", () => {
        look(
            mountStats(mountPoint(), { ...first, ageSeconds: 9000, readBytes: 1e9, reads: [1e6, 1e6, 1e6] }),
        );
        assert.equal(look(mountStats(mountPoint(), first)).NfsReadBytes, "4096 Bytes");
    });

    it("have no time of an answer where nothing was asked", () => {
        look(mountStats(mountPoint(), first));
        assert.deepEqual(look(mountStats(mountPoint(), { ...first, ageSeconds: 120 })), {
            NfsReadBytes: "0 Bytes",
            NfsWrittenBytes: "0 Bytes",
            NfsOperations: "0 Count",
            NfsRetransmissions: "0 Count",
        });
    });

    it("are none while it is not mounted", () => {
        assert.deepEqual(look(local), {});
    });
});
