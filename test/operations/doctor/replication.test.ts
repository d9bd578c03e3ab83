import assert from "node:assert/strict";
import { replication } from "../../../operations/doctor/replication";
import { judging } from "./judging";

describe("The doctor at the replica", () => {
    it("tells nobody to replicate anew who failed over and has not updated yet", () => {
        assert.match(replication.faults.missing.mend, /^npm run failover /);
    });

    const replica = {
        FileSystemId: "fs-2",
        Region: "eu-west-1",
        Status: "ENABLED",
        LastReplicatedTimestamp: new Date("2026-11-26T11:50:00Z"),
    } as const;
    judging(replication, {
        sound: [replica],
        alsoSound: [
            {
                what: "the first copy is not done yet",
                answer: [{ ...replica, Status: "ENABLING", LastReplicatedTimestamp: undefined }],
            },
        ],
        faults: {
            missing: [
                {
                    what: "it was deleted",
                    answer: undefined,
                    says: /to eu-west-1: none; wanted replica fs-2/,
                },
            ],
            stopped: [
                {
                    what: "it fails",
                    answer: [{ ...replica, Status: "ERROR" }],
                    says: /ERROR; wanted ENABLED/,
                },
            ],
            behind: [
                {
                    what: "it has not been copied since yesterday",
                    answer: [{ ...replica, LastReplicatedTimestamp: new Date("2026-11-25T12:00:00Z") }],
                    says: /1440 minutes ago; wanted 60 minutes at most/,
                },
            ],
        },
    });
});
